internal import CLinux
internal import Glibc

/// An open network namespace. While it is open the namespace lives, so it is held for as long as
/// an answer takes and no longer. See network_namespaces(7), setns(2) and ioctl_nsfs(2).
public struct NetworkNamespaceFile: ~Copyable, Sendable {
  private let descriptor: FileDescriptor
  /// What tells namespaces apart while they live: the number in `net:[4026531833]`.
  public let inode: UInt64

  /// Opens by a path as `/proc/PID/ns/net`. The corresponding C function is `open`.
  /// - Throws: EINVAL for what is no network namespace; ENOENT, ESRCH, EACCES as open(2) does.
  public init(_ path: String) throws(SystemCallError) {
    // A pipe in the place of a namespace must not hold up the agent.
    try self.init(
      owning: FileDescriptor(
        owning: try retrying("open") {
          unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        }))
  }

  /// Opens a file directly in a directory, which must be a namespace that is mounted there; a
  /// link is not followed.
  /// - Throws: ELOOP at a link, EINVAL for what is no network namespace.
  public init(_ name: [UInt8], in directory: borrowing Directory) throws(SystemCallError) {
    guard !name.isEmpty, !name.contains(0), !name.contains(UInt8(ascii: "/")) else {
      throw SystemCallError(.invalidArgument, "openat")
    }
    let number = directory.number
    let path = name + [0]
    try self.init(
      owning: FileDescriptor(
        owning: try retrying("openat") {
          unsafe path.withUnsafeBufferPointer { bytes in
            unsafe clinux_openat(
              number, bytes.baseAddress, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW)
          }
        }))
  }

  /// The namespace that a socket belongs to. The corresponding request is `SIOCGSKNS`, which
  /// needs CAP_NET_ADMIN over that namespace.
  public init(ofSocket socket: borrowing FileDescriptor) throws(SystemCallError) {
    let number = socket.number
    try self.init(
      owning: FileDescriptor(
        owning: try retrying("ioctl") { clinux_socket_namespace(number) }))
  }

  /// Takes over a descriptor that may be anything.
  /// - Throws: EINVAL for what is no network namespace.
  public init(owning descriptor: consuming FileDescriptor) throws(SystemCallError) {
    let number = descriptor.number
    var system = statfs()
    _ = try retrying("fstatfs") { unsafe fstatfs(number, &system) }
    guard Int(system.f_type) == Int(NSFS_MAGIC),
      clinux_namespace_type(number) == Int32(CLINUX_CLONE_NEWNET)
    else { throw SystemCallError(.invalidArgument, "ioctl") }
    var status = stat()
    _ = try retrying("fstat") { unsafe fstat(number, &status) }
    self.descriptor = descriptor
    inode = UInt64(status.st_ino)
  }

  /// Runs `body` in a new thread inside the namespace and waits for what it gives: a socket it
  /// opens stays in the namespace when the thread is gone. The thread never comes back out of
  /// the namespace, so nothing can go wrong on the way back. The corresponding call is `setns`
  /// with CLONE_NEWNET.
  /// - Throws: EPERM without CAP_SYS_ADMIN, EAGAIN where no thread can be made, and what `body`
  ///   throws.
  public borrowing func inside<Value: ~Copyable & Sendable>(
    _ body: @escaping @Sendable () throws(SystemCallError) -> Value
  ) throws(SystemCallError) -> Value {
    let number = descriptor.number
    let visit = NamespaceVisit<Value>()
    try Thread.start(stackBytes: NetworkNamespaceFile.stackBytes) {
      visit.run(number, body)
    }
    return try visit.outcome()
  }

  private static let stackBytes = 64 * 1024

  /// The inode of the network namespace that this process is in.
  public static func own() throws(SystemCallError) -> UInt64 {
    try NetworkNamespaceFile("/proc/self/ns/net").inode
  }
}
