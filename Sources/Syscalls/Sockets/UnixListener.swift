internal import CLinux
internal import Glibc

/// Why a listening socket could not be created.
public enum UnixListenError: Error, Equatable, Sendable {
  /// Another process listens on this path, or is about to.
  case inUse(path: String)
  /// The file at this path is no socket. It is not removed.
  case notASocket(path: String)
  /// A system call failed for this path.
  case failed(path: String, SystemCallError)
}

/// A listening AF_UNIX stream socket. See unix(7).
public struct UnixListener: ~Copyable, Sendable {
  private let descriptor: FileDescriptor
  /// The path of the socket's file; nil if this process did not create the socket.
  public let path: String?
  private let lock: PathLock?

  /// Takes ownership of a socket that is listening already, for instance one of systemd.
  /// `removeFile` does not remove its file.
  /// - Throws: EPROTOTYPE if it is no listening AF_UNIX stream socket, ENOTSOCK if it is no socket.
  public init(owning descriptor: consuming FileDescriptor) throws(SystemCallError) {
    let listening = try SocketOption.get(descriptor.number, level: SOL_SOCKET, SO_ACCEPTCONN)
    let domain = try SocketOption.get(descriptor.number, level: SOL_SOCKET, SO_DOMAIN)
    let type = try SocketOption.get(descriptor.number, level: SOL_SOCKET, SO_TYPE)
    guard listening == 1, domain == AF_UNIX, type == Int32(SOCK_STREAM.rawValue) else {
      throw SystemCallError(Errno(EPROTOTYPE), "getsockopt")
    }
    try UnixListener.setNonblocking(descriptor.number)
    self.descriptor = descriptor
    path = nil
    lock = nil
    // A client that connected before this call may have sent descriptors; see `init(path:)`.
    try? SocketOption.set(self.descriptor.number, level: SOL_SOCKET, passRights, 0)
  }

  /// Creates a socket file and listens. At no time does the file grant more than `mode`: the mode
  /// is set before the file exists, and clients can connect only after the group is set. A stale
  /// socket file, on which no process listens, is replaced.
  /// - Parameters:
  ///   - mode: the file's permission bits, for instance 0o660. connect(2) needs write permission.
  ///   - group: the file's group id; nil means the effective group of this process.
  ///   - backlog: the number of pending connections; see listen(2).
  public init(
    path: String, mode: UInt32, group: UInt32?, backlog: Int32
  ) throws(UnixListenError) {
    let lock = try PathLock(nextTo: path)
    do throws(UnixListenError) {
      try UnixListener.removeStaleSocket(path)
    } catch {
      lock.remove()
      throw error
    }
    do throws(SystemCallError) {
      let number = try UnixStream.open()
      let descriptor = FileDescriptor(owning: number)
      try UnixListener.setNonblocking(number)
      // If a client sends a descriptor of a socket with SO_LINGER, closing it can block our read.
      // Kernels before 6.16 do not have the option.
      try? SocketOption.set(number, level: SOL_SOCKET, passRights, 0)
      _ = try retrying("fchmod") { fchmod(number, mode) }
      let mask = umask(0)
      defer { _ = umask(mask) }
      try unsafe UnixAddress.call(path, "bind") { unsafe bind(number, $0, $1) }
      do throws(SystemCallError) {
        if let group {
          _ = try retrying("chown") { unsafe lchown(path, uid_t.max, group) }
        }
        _ = try retrying("listen") { listen(number, backlog) }
      } catch {
        _ = unsafe unlink(path)
        throw error
      }
      self.descriptor = descriptor
    } catch {
      lock.remove()
      throw .failed(path: path, error)
    }
    self.path = path
    self.lock = lock
  }

  /// The number of the socket in the descriptor table, for `Poll`.
  public var number: Int32 { descriptor.number }

  /// The current permission bits of the socket's file, also if another process created it; nil if
  /// the socket has no file or stat(2) fails. The corresponding C functions are `getsockname` and
  /// `stat`.
  public func filePermissions() -> UInt32? {
    guard let path = UnixAddress.path(ofSocket: number), let status = try? Files.status(path),
      status.isSocket
    else { return nil }
    return status.mode & 0o7777
  }

  /// Accepts the next connection, without waiting for one. The corresponding C function is
  /// `accept4`.
  /// - Throws: EAGAIN if there is no pending connection, also because another process that shares
  ///   the socket has accepted it.
  public func accept() throws(SystemCallError) -> UnixStream {
    let number = descriptor.number
    let accepted = try retrying("accept4") {
      clinux_accept4(number, Int32(SOCK_CLOEXEC.rawValue))
    }
    return UnixStream(owning: FileDescriptor(owning: accepted))
  }

  private static func setNonblocking(_ number: Int32) throws(SystemCallError) {
    let flags = try retrying("fcntl") { fcntl(number, F_GETFL) }
    _ = try retrying("fcntl") { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
  }

  /// Removes the socket's file and its lock file, if this process created them.
  public borrowing func removeFile() {
    guard let path else { return }
    _ = unsafe unlink(path)
    lock?.remove()
  }

  /// Removes a socket file on which no process listens. The caller has the lock, so no other agent
  /// creates a socket on this path.
  private static func removeStaleSocket(_ path: String) throws(UnixListenError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      if Glibc.errno == ENOENT { return }
      throw .failed(path: path, SystemCallError.last("lstat"))
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    do throws(SystemCallError) {
      let client = FileDescriptor(owning: try UnixStream.open())
      let number = client.number
      // A connect that waits would wait for ever for a listener that does not accept.
      try UnixListener.setNonblocking(number)
      try unsafe UnixAddress.call(path, "connect") { unsafe connect(number, $0, $1) }
    } catch {
      switch error.errno {
      // No process has the socket open.
      case .connectionRefused:
        guard unsafe unlink(path) == 0 else {
          throw .failed(path: path, SystemCallError.last("unlink"))
        }
        return
      // The backlog of a listening socket is full.
      case .resourceTemporarilyUnavailable: break
      default: throw .failed(path: path, error)
      }
    }
    throw .inUse(path: path)
  }
}

// Swift imports the enumerator as UInt32.
private let passRights = Int32(CLINUX_SO_PASSRIGHTS)
