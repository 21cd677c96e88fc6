internal import CLinux
internal import Glibc

/// An open pid namespace. See pid_namespaces(7) and ioctl_nsfs(2).
public struct PidNamespaceFile: ~Copyable, Sendable {
  private let descriptor: FileDescriptor
  /// What tells namespaces apart while they live: the number in `pid:[4026531836]`.
  public let inode: UInt64

  /// Opens by a path as `/proc/PID/ns/pid`. The corresponding C function is `open`.
  /// - Throws: EINVAL for what is no pid namespace; ENOENT, ESRCH, EACCES as open(2) does.
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

  /// The namespace that this one was made in. The corresponding request is `NS_GET_PARENT`.
  /// - Throws: EPERM where that is above this process's own.
  public func parent() throws(SystemCallError) -> PidNamespaceFile {
    let number = descriptor.number
    return try PidNamespaceFile(
      owning: FileDescriptor(
        owning: try retrying("ioctl") { clinux_parent_namespace(number) }))
  }

  /// The number in this process's own pid namespace of the task that has another in this one.
  /// The corresponding request is `NS_GET_PID_FROM_PIDNS`, Linux 6.11.
  /// - Throws: ESRCH where there is none, ENOTTY on older kernels.
  public func ownNumber(of id: UInt32) throws(SystemCallError) -> UInt32 {
    let number = descriptor.number
    let task = Int32(bitPattern: id)
    return UInt32(bitPattern: try retrying("ioctl") { clinux_pid_from_namespace(number, task) })
  }

  /// The number in this namespace of a task that has another in this process's own. The
  /// corresponding request is `NS_GET_PID_IN_PIDNS`, Linux 6.11.
  /// - Throws: ESRCH where it has none there, ENOTTY on older kernels.
  public func number(ofOwn id: UInt32) throws(SystemCallError) -> UInt32 {
    let number = descriptor.number
    let task = Int32(bitPattern: id)
    return UInt32(bitPattern: try retrying("ioctl") { clinux_pid_in_namespace(number, task) })
  }
}
