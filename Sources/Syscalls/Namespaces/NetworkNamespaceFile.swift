internal import CLinux
internal import Glibc

/// An open network namespace. The namespace exists as long as the file is open, so do not keep it
/// open longer than needed. See network_namespaces(7), setns(2) and ioctl_nsfs(2).
public struct NetworkNamespaceFile: ~Copyable, Sendable {
  private let descriptor: FileDescriptor
  /// The inode number, which identifies the namespace while it exists: the number in
  /// `net:[4026531833]`.
  public let inode: UInt64
  /// The descriptor's number, to send the open file to another process.
  public var number: Int32 { descriptor.number }

  /// Opens a namespace by a path like `/proc/PID/ns/net`. The corresponding C function is `open`.
  /// - Throws: EINVAL if the file is no network namespace, and ENOENT, ESRCH or EACCES of open(2).
  public init(_ path: String) throws(SystemCallError) {
    // O_NONBLOCK: if the file is a pipe instead of a namespace, open(2) must not block.
    try self.init(
      owning: FileDescriptor(
        owning: try retrying("open") {
          unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        }))
  }

  /// Opens a namespace that is mounted on a file in a directory, as ip-netns(8) does it. A symbolic
  /// link is not followed. The corresponding C function is `openat`.
  /// - Throws: ELOOP if the file is a symbolic link, EINVAL if it is no network namespace or if the
  ///   name is empty or contains a NUL or a slash.
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

  /// Opens the namespace of a socket. The corresponding request is `SIOCGSKNS`, which needs
  /// CAP_NET_ADMIN over that namespace.
  public init(ofSocket socket: borrowing FileDescriptor) throws(SystemCallError) {
    let number = socket.number
    try self.init(
      owning: FileDescriptor(
        owning: try retrying("ioctl") { clinux_socket_namespace(number) }))
  }

  /// Takes ownership of a descriptor of any file.
  /// - Throws: EINVAL if the file is no network namespace; then the descriptor is closed.
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

  /// Runs `body` in a new thread inside the namespace, and waits for its result. A socket that
  /// `body` opens stays in the namespace after the thread has ended. The thread never leaves the
  /// namespace, so no error can leave a thread in the wrong one. The corresponding call is `setns`
  /// with CLONE_NEWNET.
  /// - Throws: EPERM without CAP_SYS_ADMIN, EAGAIN if no thread can be made, and the error of
  ///   `body`.
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

  /// The inode number of this process's own network namespace.
  public static func own() throws(SystemCallError) -> UInt64 {
    try NetworkNamespaceFile("/proc/self/ns/net").inode
  }
}
