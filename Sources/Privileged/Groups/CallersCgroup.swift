internal import Limits
internal import ProcFiles
internal import Syscalls

/// The control group of the process that connected: what the path `caller` means.
enum CallersCgroup {
  /// Opens it as it is now, in one of these hierarchies.
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

  /// Where a process is, as openable paths below mounts, the most specific one first: in the order
  /// in which relative paths are looked for, groups before roots. See cgroups(7).
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
