internal import CLinux
internal import Glibc

/// A descriptor that refers to a process (a pidfd). Unlike the process's id, it never refers to
/// another process. See pidfd_open(2).
public struct ProcessFile: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Opens the process with an id of this process's pid namespace. The corresponding C function is
  /// `pidfd_open`.
  /// - Throws: ESRCH if there is no such process, EINVAL or ENOENT for the id of a thread that is
  ///   no thread group leader.
  public init(_ pid: Int32) throws(SystemCallError) {
    descriptor = FileDescriptor(
      owning: try retrying("pidfd_open") { clinux_pidfd_open(pid) })
  }

  init(owning descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }

  /// The descriptor's number, for `Poll`: it becomes readable when the process ends.
  public var number: Int32 { descriptor.number }

  /// Whether the process has not ended yet. Until then no other process has its id.
  public var isAlive: Bool {
    (try? Poll.readable([descriptor.number], milliseconds: 0)) == []
  }

  /// Duplicates a descriptor of the process into this one. If the process closes its own meanwhile,
  /// the file stays open until this one is closed. The corresponding call is `pidfd_getfd`, which
  /// needs CAP_SYS_PTRACE over the process.
  /// - Throws: EBADF if the process has no such descriptor, ESRCH if it has ended, EPERM.
  public func descriptor(_ number: Int32) throws(SystemCallError) -> FileDescriptor {
    let process = descriptor.number
    return FileDescriptor(
      owning: try retrying("pidfd_getfd") { clinux_pidfd_getfd(process, number) })
  }
}

extension UnixStream {
  /// The process that connected, even if another process has got its id since. See SO_PEERPIDFD in
  /// unix(7), Linux 6.5.
  /// - Throws: ENOPROTOOPT on older kernels, ESRCH or EINVAL if the process has ended.
  public func peerProcess() throws(SystemCallError) -> ProcessFile {
    let number = try SocketOption.get(
      number, level: SOL_SOCKET, Int32(CLINUX_SO_PEERPIDFD))
    return ProcessFile(owning: FileDescriptor(owning: number))
  }
}

extension FileDescriptor {
  /// The cookie of a socket's network namespace. The kernel never reuses a cookie until it reboots;
  /// it differs from the namespace's inode number. See SO_NETNS_COOKIE in socket(7), Linux 5.14.
  public func networkNamespaceCookie() throws(SystemCallError) -> UInt64 {
    let number = self.number
    var cookie: UInt64 = 0
    var length = socklen_t(MemoryLayout<UInt64>.size)
    _ = try retrying("getsockopt") {
      unsafe getsockopt(
        number, SOL_SOCKET, Int32(CLINUX_SO_NETNS_COOKIE), &cookie, &length)
    }
    return cookie
  }
}
