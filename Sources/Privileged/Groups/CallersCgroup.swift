internal import Limits
internal import ProcFiles
internal import Syscalls

/// The control group of a caller, for which a client writes the path `caller`.
enum CallersCgroup {
  /// Opens the group that the caller is in now, in one of these hierarchies.
  /// - Throws: `cgroup(.callersNotFound)` if none of them contains it.
  static func open(
    _ caller: Caller, among mounts: [CgroupMount]
  ) throws(PrivilegedError) -> CgroupDirectory {
    let text = try caller.opening(.listCallersGroups(pid: caller.pid)) {
      pid throws(SystemCallError) in
      try Files.read("/proc/\(pid)/cgroup", atMost: Limits.procFileBytes)
    }
    for (mount, path) in places(inCgroup: text, mounts) {
      if let group = try CgroupDirectory.open(path, in: mount, wanted: "caller") { return group }
    }
    throw .cgroup(.callersNotFound(pid: caller.pid, mounts: mounts.map(\.path)))
  }

  /// The paths of a process's groups below the mounts: in search order
  /// (`CgroupMount.inSearchOrder`), roots last. See cgroups(7).
  /// - Parameter text: the bytes of `/proc/PID/cgroup`.
  static func places(
    inCgroup text: [UInt8], _ mounts: [CgroupMount]
  ) -> [(mount: CgroupMount, path: [UInt8])] {
    let memberships = CgroupMembership.parse(text)
    var places: [(mount: CgroupMount, path: [UInt8])] = []
    for mount in mounts {
      let membership = memberships.first { membership in
        membership.version == mount.version
          && membership.controllers.allSatisfy { mount.controllers.contains($0) }
      }
      if let membership, let path = mount.remainder(ofGroup: membership.path) {
        places.append((mount, path))
      }
    }
    return places.filter { !$0.path.isEmpty } + places.filter { $0.path.isEmpty }
  }
}
