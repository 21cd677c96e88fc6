internal import Protocol
internal import Syscalls

/// The control group of the process that connected: what the path `caller` means.
enum CallersCgroup {
  /// Opens it as it is now, in one of these hierarchies.
  static func open(
    _ call: MethodCall, among mounts: [CgroupMount]
  ) throws(RPCError) -> CgroupDirectory {
    let pid = call.caller.pid
    guard pid > 0 else {
      throw RPCError(
        .notSupported, "the caller's process cannot be seen from here",
        hint: "The agent is in a pid namespace that the caller is not in: run the agent outside.")
    }
    for (mount, path) in places(inCgroup: try memberships(call, pid), mounts) {
      if let group = try CgroupDirectory.open(path, in: mount, wanted: "caller") { return group }
    }
    throw RPCError(
      .notFound,
      "the control group of the caller (process \(pid)) is in no hierarchy that the "
        + "agent sees", errno: "ENOENT",
      hint: "Hierarchies are mounted at \(mounts.map(\.path).joined(separator: ", ")).")
  }

  /// What /proc/PID/cgroup says. The number may have another owner by now, but not when the process
  /// that connected lives after.
  private static func memberships(
    _ call: MethodCall, _ pid: Int32
  ) throws(RPCError) -> [UInt8] {
    do throws(SystemCallError) {
      let process = try NamespaceFinder.process(of: call, pid)
      let text = try Files.read("/proc/\(pid)/cgroup", atMost: Limits.procFileBytes)
      guard process.isAlive else { throw SystemCallError(.noSuchProcess, "pidfd_open") }
      return text
    } catch {
      if error.isGone {
        throw RPCError(
          .notFound, "the process that connected (\(pid)) has ended", errno: error.name,
          hint: "Connect from a process that stays.")
      }
      throw RPCError(error, doing: "read the control groups of the caller (process \(pid))")
    }
  }

  /// Where a process is, as openable paths below mounts, the one that says most first: in the order
  /// in which relative paths are looked for, groups before roots. See cgroups(7).
  static func places(
    inCgroup text: [UInt8], _ mounts: [CgroupMount]
  ) -> [(mount: CgroupMount, path: [UInt8])] {
    let lines = text.split(separator: 0x0a).map {
      // 4:cpu,cpuacct:/path
      $0.split(separator: 0x3a, maxSplits: 2, omittingEmptySubsequences: false)
    }.filter { $0.count == 3 }
    var places: [(mount: CgroupMount, path: [UInt8])] = []
    for mount in mounts {
      let line = lines.first { line in
        let names = line[1].split(separator: 0x2c).map { String(decoding: $0, as: UTF8.self) }
        guard mount.version == 1 else { return names.isEmpty && line[0].elementsEqual("0".utf8) }
        return !names.isEmpty && names.allSatisfy { mount.controllers.contains($0) }
      }
      if let line, let path = mount.remainder(ofGroup: Array(line[2])) {
        places.append((mount, path))
      }
    }
    return places.filter { !$0.path.isEmpty } + places.filter { $0.path.isEmpty }
  }
}

extension CgroupMount {
  /// The part of a group's path, as /proc/PID/cgroup has it, below what is mounted here, without
  /// slashes around it; nil for a group that is not below.
  func remainder(ofGroup path: [UInt8]) -> [UInt8]? {
    let top = root == "/" ? [] : Array(root.utf8)
    guard path.starts(with: top), path.count == top.count || path[top.count] == 0x2f else {
      return nil
    }
    let rest = Array(path.dropFirst(top.count).drop { $0 == 0x2f })
    // A group outside of the agent's cgroup namespace.
    return rest.starts(with: "..".utf8) && (rest.count == 2 || rest[2] == 0x2f) ? nil : rest
  }
}
