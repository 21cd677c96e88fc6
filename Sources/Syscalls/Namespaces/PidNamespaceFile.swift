internal import CLinux
internal import Glibc

/// An open pid namespace. See pid_namespaces(7) and ioctl_nsfs(2).
public struct PidNamespaceFile: ~Copyable, Sendable {
  private let descriptor: FileDescriptor
  /// The inode number, which identifies the namespace while it exists: the number in
  /// `pid:[4026531836]`.
  public let inode: UInt64

  /// Opens a namespace by a path like `/proc/PID/ns/pid`. The corresponding C function is `open`.
  /// - Throws: EINVAL if the file is no pid namespace, and ENOENT, ESRCH or EACCES of open(2).
  public init(_ path: String) throws(SystemCallError) {
    try self.init(owning: try Files.open(path))
  }

  private init(owning descriptor: consuming FileDescriptor) throws(SystemCallError) {
    let number = descriptor.number
    var system = statfs()
    _ = try retrying("fstatfs") { unsafe fstatfs(number, &system) }
    guard Int(system.f_type) == Int(NSFS_MAGIC),
      clinux_namespace_type(number) == Int32(CLINUX_CLONE_NEWPID)
    else { throw SystemCallError(.invalidArgument, "ioctl") }
    var status = stat()
    _ = try retrying("fstat") { unsafe fstat(number, &status) }
    self.descriptor = descriptor
    inode = UInt64(status.st_ino)
  }

  /// The parent namespace. The corresponding request is `NS_GET_PARENT`.
  /// - Throws: EPERM if the parent is not this process's own namespace or a descendant of it.
  public func parent() throws(SystemCallError) -> PidNamespaceFile {
    let number = descriptor.number
    return try PidNamespaceFile(
      owning: FileDescriptor(
        owning: try retrying("ioctl") { clinux_parent_namespace(number) }))
  }

  /// Translates a task's id from this namespace into this process's own namespace. The
  /// corresponding request is `NS_GET_PID_FROM_PIDNS`, Linux 6.11.
  /// - Throws: ESRCH if there is no such task, ENOTTY on older kernels.
  public func ownNumber(of id: UInt32) throws(SystemCallError) -> UInt32 {
    let number = descriptor.number
    let task = Int32(bitPattern: id)
    return UInt32(bitPattern: try retrying("ioctl") { clinux_pid_from_namespace(number, task) })
  }

  /// Translates a task's id from this process's own namespace into this namespace. The
  /// corresponding request is `NS_GET_PID_IN_PIDNS`, Linux 6.11.
  /// - Throws: ESRCH if the task has no id in this namespace, ENOTTY on older kernels.
  public func number(ofOwn id: UInt32) throws(SystemCallError) -> UInt32 {
    let number = descriptor.number
    let task = Int32(bitPattern: id)
    return UInt32(bitPattern: try retrying("ioctl") { clinux_pid_in_namespace(number, task) })
  }
}
