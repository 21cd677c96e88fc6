internal import CLinux
internal import Limits
public import ProcFiles
public import Syscalls

/// An open directory of a control group. The path comes from a client; whatever it is, the agent
/// opens only cgroup directories below a cgroup mount.
public struct CgroupDirectory: ~Copyable {
  /// The hierarchy.
  public let mount: CgroupMount
  /// The group's path below its mount: a slash, then any bytes.
  public let path: [UInt8]
  let directory: Directory

  /// Finds and opens a group.
  /// - Parameters:
  ///   - wanted: the path, as the parameter `path` of `cgroupLoad` describes it.
  ///   - caller: the process whose group the path `caller` means.
  /// - Throws: `cgroup` or `system`.
  public static func open(
    _ wanted: String, for caller: Caller
  ) throws(PrivilegedError) -> CgroupDirectory {
    let mounts = try CgroupMounts.all()
    return wanted == "caller"
      ? try CallersCgroup.open(caller, among: mounts) : try open(wanted, among: mounts)
  }

  /// Finds and opens a group of version 2, because the kernel measures pressure only for those.
  /// - Throws: `cgroup(.noPressureInVersion1)` if the path is in a hierarchy of version 1,
  ///   `cgroup(.noUnifiedHierarchy)` if there is no other.
  public static func openWithPressure(
    _ wanted: String, for caller: Caller
  ) throws(PrivilegedError) -> CgroupDirectory {
    let mounts = try CgroupMounts.all()
    guard !mounts.isEmpty else { throw .cgroup(.noHierarchy) }
    let unified = mounts.filter { $0.version == 2 }
    guard !unified.isEmpty else { throw .cgroup(.noUnifiedHierarchy) }
    let places = candidates(wanted, mounts).map(\.mount)
    guard places.contains(where: { $0.version == 2 }) else { throw .cgroup(.noPressureInVersion1) }
    return wanted == "caller"
      ? try CallersCgroup.open(caller, among: unified) : try open(wanted, among: unified)
  }

  /// Finds and opens a group in one of these hierarchies, in their order.
  /// - Throws: `cgroup` or `system`.
  public static func open(
    _ wanted: String, among mounts: [CgroupMount]
  ) throws(PrivilegedError) -> CgroupDirectory {
    guard !wanted.isEmpty else { throw .cgroup(.emptyPath) }
    guard !wanted.utf8.contains(0) else { throw .cgroup(.nulInPath) }
    guard !mounts.isEmpty else { throw .cgroup(.noHierarchy) }
    for (mount, path) in candidates(wanted, mounts) {
      if let found = try open(Array(path.utf8), in: mount, wanted: wanted) { return found }
    }
    throw .cgroup(.notFound(wanted, mounts: mounts.map(\.path)))
  }

  /// The hierarchies to search, with the path below each. A path that begins with a mount point is
  /// searched only there; if several match, in the innermost.
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
  /// - Returns: nil if the mount point has another file system.
  /// - Throws: ENOENT if there is no such group; the errors of openat2(2).
  public static func open(
    _ path: [UInt8], in mount: CgroupMount
  ) throws(SystemCallError)
    -> CgroupDirectory?
  {
    let directory = try Directory(mount.path).directory(
      beneath: path.isEmpty ? [UInt8(ascii: ".")] : path)
    let magic = mount.version == 1 ? CGROUP_SUPER_MAGIC : CGROUP2_SUPER_MAGIC
    guard try directory.fileSystemType() == Int(magic) else { return nil }
    return CgroupDirectory(
      mount: mount, path: [UInt8(ascii: "/")] + path, directory: directory)
  }

  /// Reads one of the group's files, of at most `Limits.cgroupFileBytes`.
  public func text(of file: StaticString) throws(SystemCallError) -> [UInt8] {
    try directory.file(file).readAll(atMost: Limits.cgroupFileBytes)
  }

  /// Opens the file that lists the group's threads, one id per line. `cgroup.procs` does not work
  /// here: it cannot be read in a threaded group of version 2.
  func tasks() throws(SystemCallError) -> FileDescriptor {
    mount.version == 1 ? try directory.file("tasks") : try directory.file("cgroup.threads")
  }

  /// The inode number of the directory, which is the group's id in version 2.
  public func inode() throws(SystemCallError) -> UInt64 { try directory.inode() }

  /// The absolute path, for people.
  public var text: String { mount.path + String(decoding: path, as: UTF8.self) }

  /// - Returns: nil if there is no such group in this hierarchy.
  static func open(
    _ path: [UInt8], in mount: CgroupMount, wanted: String
  ) throws(PrivilegedError) -> CgroupDirectory? {
    do throws(SystemCallError) {
      return try open(path, in: mount)
    } catch {
      switch error.errno {
      case .noSuchFileOrDirectory: return nil
      case .notDirectory: throw .cgroup(.isFile(wanted, error.errno))
      case .improperLink, .tooManySymbolicLinkLevels:
        throw .cgroup(.leadsOut(wanted, of: mount.path, error.errno))
      case .noFunction: throw .cgroup(.noOpenat2(error.errno))
      default: throw .system(error, doing: .openGroup(wanted))
      }
    }
  }
}
