internal import CLinux
internal import Protocol
internal import Syscalls

/// A control group's open directory. The path comes from a client, and never makes the agent
/// open anything that is not a cgroup directory beneath a cgroup mount.
struct CgroupDirectory: ~Copyable {
  let mount: CgroupMount
  /// The group below its mount: a slash, and any bytes.
  let path: [UInt8]
  let directory: Directory

  /// Finds and opens a group.
  /// - Parameters:
  ///   - wanted: as `cgroupLoad` describes its parameter `path`.
  ///   - call: whose caller `caller` means.
  static func open(_ wanted: String, for call: MethodCall) throws(RPCError) -> CgroupDirectory {
    let mounts = try mounts()
    return wanted == "caller"
      ? try CallersCgroup.open(call, among: mounts) : try open(wanted, among: mounts)
  }

  /// The same for groups of version 2 alone, for there is no pressure of others.
  static func openWithPressure(
    _ wanted: String, for call: MethodCall
  ) throws(RPCError) -> CgroupDirectory {
    let mounts = try mounts()
    let places = candidates(wanted, mounts).map(\.mount)
    guard places.contains(where: { $0.version == 2 }) else {
      throw RPCError(
        .notSupported, "the kernel tells pressure of groups of cgroup v2, not of v1",
        hint: "Without a group the pressure of the whole system is told.")
    }
    let unified = mounts.filter { $0.version == 2 }
    return wanted == "caller"
      ? try CallersCgroup.open(call, among: unified) : try open(wanted, among: unified)
  }

  /// All hierarchies there are.
  static func mounts() throws(RPCError) -> [CgroupMount] {
    do {
      return try CgroupMount.all()
    } catch {
      throw RPCError(error, doing: "read the list of mounts")
    }
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
      if let found = try open(Array(path.utf8), in: mount, wanted: wanted) { return found }
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

  /// Opens a group by its path below a mount, without slashes around it.
  /// - Returns: nil where something else is mounted.
  static func open(_ path: [UInt8], in mount: CgroupMount) throws(SystemCallError)
    -> CgroupDirectory?
  {
    let directory = try Directory(mount.path).directory(
      beneath: path.isEmpty ? [UInt8(ascii: ".")] : path)
    let magic = mount.version == 1 ? CGROUP_SUPER_MAGIC : CGROUP2_SUPER_MAGIC
    guard try directory.fileSystemType() == Int(magic) else { return nil }
    return CgroupDirectory(
      mount: mount, path: [UInt8(ascii: "/")] + path, directory: directory)
  }

  /// Reads one of its files, whose text is short.
  func text(of file: StaticString) throws(SystemCallError) -> [UInt8] {
    try directory.file(file).readAll(atMost: Limits.cgroupFileBytes)
  }

  /// The file that lists its tasks: threads, one id a line. `cgroup.procs` cannot be read in a
  /// threaded group of version 2.
  func tasks() throws(SystemCallError) -> FileDescriptor {
    mount.version == 1 ? try directory.file("tasks") : try directory.file("cgroup.threads")
  }

  /// For people: where it is.
  var text: String { mount.path + String(decoding: path, as: UTF8.self) }

  /// - Returns: nil when there is no such group in this hierarchy.
  static func open(
    _ path: [UInt8], in mount: CgroupMount, wanted: String
  ) throws(RPCError) -> CgroupDirectory? {
    do throws(SystemCallError) {
      return try open(path, in: mount)
    } catch {
      switch error.errno {
      case .noSuchFileOrDirectory: return nil
      case .notDirectory:
        throw RPCError(
          .invalidParams, "\"\(wanted)\" is not a control group but a file", errno: error.name,
          hint: "Leave the file's name out.")
      case .improperLink, .tooManySymbolicLinkLevels:
        throw RPCError(
          .invalidParams, "\"\(wanted)\" leads out of \(mount.path)", errno: error.name,
          hint: "Only control groups can be asked about.")
      case .noFunction:
        throw RPCError(
          .notSupported, "control groups need openat2(2), which Linux 5.6 brought",
          errno: error.name)
      default:
        throw RPCError(error, doing: "open the control group \"\(wanted)\"")
      }
    }
  }
}
