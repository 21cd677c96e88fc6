internal import CLinux
internal import Glibc

/// A process held by a descriptor, so that its number cannot come to mean another one unnoticed.
/// See pidfd_open(2).
public struct ProcessFile: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// The process of that number in this process's pid namespace.
  /// - Throws: ESRCH where there is none, EINVAL for a thread that leads no process.
  public init(_ pid: Int32) throws(SystemCallError) {
    descriptor = FileDescriptor(
      owning: try retrying("pidfd_open") { clinux_pidfd_open(pid) })
  }

  init(owning descriptor: consuming FileDescriptor) {
    self.descriptor = descriptor
  }

  /// Can be read when the process has ended, for `Poll`.
  public var number: Int32 { descriptor.number }

  /// Whether the process has not ended. As long as it has not, its number is its own.
  public var isAlive: Bool {
    (try? Poll.readable([descriptor.number], milliseconds: 0)) == []
  }

  /// A descriptor of our own for what the process has open under a number; closing ours may be
  /// what closes it at last. The corresponding call is `pidfd_getfd`, which needs CAP_SYS_PTRACE
  /// over the process.
  public func descriptor(_ number: Int32) throws(SystemCallError) -> FileDescriptor {
    let process = descriptor.number
    return FileDescriptor(
      owning: try retrying("pidfd_getfd") { clinux_pidfd_getfd(process, number) })
  }
}

extension UnixStream {
  /// The process that connected, even if its number has another owner by now. See SO_PEERPIDFD
  /// in unix(7), Linux 6.5.
  /// - Throws: ENOPROTOOPT on older kernels, ESRCH or EINVAL when the process is gone.
  public func peerProcess() throws(SystemCallError) -> ProcessFile {
    let number = try SocketOption.get(
      number, level: SOL_SOCKET, Int32(CLINUX_SO_PEERPIDFD))
    return ProcessFile(owning: FileDescriptor(owning: number))
  }
}

extension FileDescriptor {
  /// A number for the network namespace of a socket, never used again while the kernel runs; it
  /// is not the namespace's inode. See SO_NETNS_COOKIE in socket(7), Linux 5.14.
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
