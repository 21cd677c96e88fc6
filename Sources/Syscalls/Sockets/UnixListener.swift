internal import CLinux
internal import Glibc

/// Why a listening socket could not be made.
public enum UnixListenError: Error, Equatable, Sendable {
  /// Another process answers on this path, or is starting there.
  case inUse(path: String)
  /// Something that is not a socket is at this path; it is left alone.
  case notASocket(path: String)
  case failed(path: String, SystemCallError)
}

/// A listening AF_UNIX stream socket with a file of its own. See unix(7).
public struct UnixListener: ~Copyable, Sendable {
  private let descriptor: FileDescriptor
  /// The socket's file, if this process made it.
  public let path: String?
  private let lock: PathLock?

  /// Takes over a socket that listens already, for instance from systemd; its file is not ours.
  public init(owning descriptor: consuming FileDescriptor) throws(SystemCallError) {
    let listening = try SocketOption.get(descriptor.number, level: SOL_SOCKET, SO_ACCEPTCONN)
    let domain = try SocketOption.get(descriptor.number, level: SOL_SOCKET, SO_DOMAIN)
    let type = try SocketOption.get(descriptor.number, level: SOL_SOCKET, SO_TYPE)
    guard listening == 1, domain == AF_UNIX, type == Int32(SOCK_STREAM.rawValue) else {
      throw SystemCallError(Errno(EPROTOTYPE), "getsockopt")
    }
    try UnixListener.doNotBlock(descriptor.number)
    self.descriptor = descriptor
    path = nil
    lock = nil
    // Set late here, so a client that was quicker may have sent some; see `init(path:)`.
    try? SocketOption.set(self.descriptor.number, level: SOL_SOCKET, passRights, 0)
  }

  /// Makes the socket file and listens. There is no moment at which the file grants more than
  /// `mode`: the mode is set before the file exists, and nobody can connect before the group is.
  /// - Parameters:
  ///   - mode: permission bits, for instance 0o660; connecting needs the write bit.
  ///   - group: the file's group id, or nil to leave this process's own.
  public init(
    path: String, mode: UInt32, group: UInt32?, backlog: Int32
  ) throws(UnixListenError) {
    let lock = try PathLock(besides: path)
    do throws(UnixListenError) {
      try UnixListener.makeWay(path)
    } catch {
      lock.remove()
      throw error
    }
    do throws(SystemCallError) {
      let number = try UnixStream.open()
      let descriptor = FileDescriptor(owning: number)
      try UnixListener.doNotBlock(number)
      // A descriptor sent by a client can make our read hang when the kernel drops it
      // (SO_LINGER). Kernels before 6.16 do not know the option.
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

  /// The permission bits of the socket's file as they are now, whoever made it; nil where it has
  /// none, or it cannot be looked at. The corresponding C functions are `getsockname` and `stat`.
  public func filePermissions() -> UInt32? {
    guard let path = UnixAddress.path(ofSocket: number), let status = try? Files.status(path),
      status.isSocket
    else { return nil }
    return status.mode & 0o7777
  }

  /// Takes the next connection, without waiting for one. The corresponding C function is
  /// `accept4`.
  /// - Throws: `EAGAIN` when nobody waits; another process that has the socket may be quicker.
  public func accept() throws(SystemCallError) -> UnixStream {
    let number = descriptor.number
    let accepted = try retrying("accept4") {
      clinux_accept4(number, Int32(SOCK_CLOEXEC.rawValue))
    }
    return UnixStream(owning: FileDescriptor(owning: accepted))
  }

  private static func doNotBlock(_ number: Int32) throws(SystemCallError) {
    let flags = try retrying("fcntl") { fcntl(number, F_GETFL) }
    _ = try retrying("fcntl") { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
  }

  /// Removes the socket's file, if this process made it.
  public borrowing func removeFile() {
    guard let path else { return }
    _ = unsafe unlink(path)
    lock?.remove()
  }

  /// Removes a stale socket file. The lock is held: no other agent can be starting here.
  private static func makeWay(_ path: String) throws(UnixListenError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      if Glibc.errno == ENOENT { return }
      throw .failed(path: path, SystemCallError.last("lstat"))
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    do throws(SystemCallError) {
      _ = try UnixStream(connectingTo: path)
    } catch {
      // Refused: its owner is gone and the file is stale.
      guard error.errno == .connectionRefused, unsafe unlink(path) == 0 else {
        throw .failed(path: path, error)
      }
      return
    }
    throw .inUse(path: path)
  }
}

// SO_PASSRIGHTS arrives as an enumerator of another integer type.
private let passRights = Int32(CLINUX_SO_PASSRIGHTS)
