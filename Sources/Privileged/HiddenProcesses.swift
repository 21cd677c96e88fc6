internal import Limits
internal import ProcFiles
internal import Syscalls

/// Why processes that live are invisible in /proc. They can hold sockets that then have no known
/// owner. See proc(5), `hidepid`, and pid_namespaces(7).
public enum HiddenProcesses: Sendable {
  /// /proc hides the processes of other users: the mount option `hidepid`, or `subset=pid` of an
  /// older /proc.
  case byMount
  /// The agent, or its /proc, is in a pid namespace below the initial one.
  case byNamespace

  /// Finds out without a cache: /proc can be mounted anew.
  /// - Returns: nil if all processes are visible.
  static func find() -> HiddenProcesses? {
    guard isInitialNamespace else { return .byNamespace }
    let mounts = (try? Files.read("/proc/self/mountinfo", atMost: Limits.mountinfoBytes)) ?? []
    guard let mount = ProcMount(mountinfo: mounts), mount.hidesProcesses, !mayTrace,
      !(mount.seeingGroup.map { Process.isMember(of: $0) } ?? false)
    else { return nil }
    return .byMount
  }

  /// Whether the agent has CAP_SYS_PTRACE, which shows it all processes.
  private static var mayTrace: Bool {
    let status = (try? Files.read("/proc/self/status", atMost: Limits.procFileBytes)) ?? []
    let tracing: UInt64 = 1 << 19  // CAP_SYS_PTRACE
    return UserNamespace.isInitial && (TaskCredentials(status[...])?.effective ?? 0) & tracing != 0
  }

  /// Whether the agent and its /proc are in the initial pid namespace.
  static var isInitialNamespace: Bool {
    let namespace = try? Files.linkTarget("/proc/self/ns/pid")
    let link = try? Files.linkTarget("/proc/self")
    // PID_NS_INIT_INO of linux/nsfs.h, the same on every host since Linux 3.8.
    return namespace == "pid:[\(0xeffff_ffc as UInt32)]" && link == "\(Process.id)"
  }
}
