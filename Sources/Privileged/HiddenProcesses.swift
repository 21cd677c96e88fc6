internal import Limits
internal import ProcFiles
internal import Syscalls

/// Why processes that live are invisible in /proc. They can hold sockets that then have no known
/// owner. See proc(5), `hidepid`, and pid_namespaces(7).
public enum HiddenProcesses: Sendable {
  /// /proc hides the processes of other users: the mount option `hidepid`.
  case byMount
  /// The agent, or its /proc, is in a pid namespace below the initial one.
  case byNamespace

  /// Finds out without a cache: /proc can be mounted anew.
  /// - Returns: nil if all processes are visible.
  static func find() -> HiddenProcesses? {
    guard isInitialNamespace else { return .byNamespace }
    // Asked first: most agents have it, and mountinfo can be long.
    if mayTrace { return nil }
    let mounts = (try? Files.read("/proc/self/mountinfo", atMost: Limits.mountinfoBytes)) ?? []
    guard let mount = ProcMount(mountinfo: mounts), mount.hidesProcesses,
      !(mount.seeingGroup.map { Process.isMember(of: $0) } ?? false)
    else { return nil }
    return .byMount
  }

  /// Whether the agent has CAP_SYS_PTRACE, which shows it all processes.
  private static var mayTrace: Bool {
    guard let held = try? ThreadCapabilities.current() else { return false }
    return held.effective.contains(.trace) && UserNamespace.isInitial
  }

  /// Whether the agent and its /proc are in the initial pid namespace.
  static var isInitialNamespace: Bool {
    let namespace = try? Files.linkTarget("/proc/self/ns/pid")
    let link = try? Files.linkTarget("/proc/self")
    // PID_NS_INIT_INO of linux/nsfs.h, the same on every host since Linux 3.8.
    return namespace == "pid:[\(0xeffff_ffc as UInt32)]" && link == "\(Process.id)"
  }
}
