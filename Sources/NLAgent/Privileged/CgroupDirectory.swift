internal import CLinux
internal import Protocol
internal import Syscalls

/// A control group's open directory. The path comes from a client, and never makes the agent
/// open anything that is not a cgroup directory beneath a cgroup mount.
struct CgroupDirectory: ~Copyable {
  let mount: CgroupMount
  /// The group below its mount.
  let path: String
  let directory: Directory

  /// Finds and opens a group.
  /// - Parameter wanted: as `cgroupLoad` describes its parameter `path`.
  static func open(_ wanted: String) throws(RPCError) -> CgroupDirectory {
    let mounts: [CgroupMount]
    do {
      mounts = try CgroupMount.all()
    } catch {
      throw RPCError(error, doing: "read the list of mounts")
    }
    return try open(wanted, among: mounts)
  }

  /// Finds and opens a group in one of these hierarchies.
  static func open(
    _ wanted: String, among mounts: [CgroupMount]
  ) throws(RPCError) -> CgroupDirectory {
    guard !wanted.isEmpty else {
      throw RPCError(
        .invalidParams, "parameter \"path\" must not be empty",
        hint: "The root of a hierarchy is /.")
    }
    guard !wanted.utf8.contains(0) else {
      throw RPCError(.invalidParams, "parameter \"path\" must not hold a NUL")
    }
    guard !mounts.isEmpty else {
      throw RPCError(.notSupported, "no cgroup hierarchy is mounted where the agent runs")
    }
    for (mount, path) in candidates(wanted, mounts) {
      if let found = try open(path, in: mount, wanted: wanted) { return found }
    }
    throw RPCError(
      .notFound, "there is no control group \"\(wanted)\"", errno: "ENOENT",
      hint: "Hierarchies are mounted at \(mounts.map(\.path).joined(separator: ", ")).")
  }

  /// A path below a mount counts only there; of several mounts the innermost.
  static func candidates(
    _ wanted: String, _ mounts: [CgroupMount]
  ) -> [(mount: CgroupMount, path: String)] {
    let below = mounts.compactMap { mount in
      mount.remainder(of: wanted).map { (mount: mount, path: $0) }
    }
    if let innermost = below.max(by: { $0.mount.path.utf8.count < $1.mount.path.utf8.count }) {
      return [innermost]
    }
    let relative = wanted.withoutLeadingSlashes
    return mounts.map { (mount: $0, path: relative) }
  }

  /// - Returns: nil when there is no such group in this hierarchy.
  private static func open(
    _ path: String, in mount: CgroupMount, wanted: String
  ) throws(RPCError) -> CgroupDirectory? {
    do throws(Errno) {
      let directory = try Directory(mount.path).directory(beneath: path.isEmpty ? "." : path)
      let magic = mount.version == 1 ? CGROUP_SUPER_MAGIC : CGROUP2_SUPER_MAGIC
      guard try directory.fileSystemType() == Int(magic) else { return nil }
      return CgroupDirectory(mount: mount, path: "/" + path, directory: directory)
    } catch {
      switch error.code {
      case Errno.noEntry: return nil
      case Errno.notDirectory:
        throw RPCError(
          .invalidParams, "\"\(wanted)\" is not a control group but a file", errno: error.name,
          hint: "Leave the file's name out.")
      case Errno.crossDevice, Errno.loop:
        throw RPCError(
          .invalidParams, "\"\(wanted)\" leads out of \(mount.path)", errno: error.name,
          hint: "Only control groups can be asked about.")
      case Errno.noSystemCall:
        throw RPCError(
          .notSupported, "control groups need openat2(2), which Linux 5.6 brought",
          errno: error.name)
      default:
        throw RPCError(error, doing: "open the control group \"\(wanted)\"")
      }
    }
  }
}
