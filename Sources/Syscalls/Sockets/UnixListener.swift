internal import CLinux
internal import Glibc

/// Why a listening socket could not be created.
public enum UnixListenError: Error, Equatable, Sendable {
  /// Another process listens on this path, or is about to.
  case inUse(path: String)
  /// The file at this path is no socket. It is not removed.
  case notASocket(path: String)
  /// Another user could replace the socket at this path, or has taken its name.
  case exposed(path: String, ExposedFile)
  /// A system call failed for this path.
  case failed(path: String, SystemCallError)
}

/// A listening AF_UNIX stream socket. See unix(7).
public struct UnixListener: ~Copyable, Sendable {
  private let descriptor: FileDescriptor
  /// The path of the socket's file; nil if this process did not create the socket.
  public let path: String?
  private let place: UnixSocketPlace?
  // The socket's file.
  private let file: FileIdentity?

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
    try descriptor.setNonblocking()
    self.descriptor = descriptor
    path = nil
    place = nil
    file = nil
    // A client that connected before this call may have sent descriptors; see `init(path:)`.
    try? SocketOption.set(self.descriptor.number, level: SOL_SOCKET, passRights, 0)
  }

  /// Creates a socket file and listens. At no time does the file grant more than `mode`: the mode
  /// is set before the file exists, and clients can connect only after the group is set.
  ///
  /// bind(2) takes no descriptor of a directory. The path that it takes is the one that clients use
  /// and that programs such as `ss` show; after it the file is opened through the directory, and
  /// everything else is done to that file, whatever the path means by then.
  /// - Parameters:
  ///   - mode: the file's permission bits, for instance 0o660. connect(2) needs write permission.
  ///   - owner: the file's user id; nil means the effective user of this process.
  ///   - group: the file's group id; nil means the effective group of this process.
  ///   - backlog: the number of pending connections; see listen(2).
  /// - Throws: `.failed` with ESTALE if the path does not lead to the open directory any more.
  public init(
    at place: consuming UnixSocketPlace, mode: UInt32, owner: UInt32? = nil, group: UInt32?,
    backlog: Int32
  ) throws(UnixListenError) {
    let path = place.path
    var made: FileIdentity?
    do throws(SystemCallError) {
      let descriptor = FileDescriptor(owning: try UnixStream.open())
      let number = descriptor.number
      try descriptor.setNonblocking()
      // If a client sends a descriptor of a socket with SO_LINGER, closing it can block our read.
      // Kernels before 6.16 do not have the option.
      try? SocketOption.set(number, level: SOL_SOCKET, passRights, 0)
      _ = try retrying("fchmod") { fchmod(number, mode) }
      let mask = umask(0)
      defer { _ = umask(mask) }
      try unsafe UnixAddress.call(path, "bind") { unsafe bind(number, $0, $1) }
      let file = try UnixListener.boundFile(path, place.name, in: place.directory)
      let identity = FileIdentity(try file.status())
      made = identity
      try UnixListener.setOwner(of: file, owner, group)
      _ = try retrying("listen") { listen(number, backlog) }
      self.descriptor = descriptor
      self.file = identity
    } catch {
      place.remove(made)
      throw .failed(path: path, error)
    }
    self.path = path
    self.place = consume place
  }

  /// Sets user and group of a file that is open with O_PATH.
  private static func setOwner(
    of file: borrowing FileDescriptor, _ owner: UInt32?, _ group: UInt32?
  ) throws(SystemCallError) {
    guard owner != nil || group != nil else { return }
    let number = file.number
    _ = try retrying("chown") {
      unsafe fchownat(
        number, "", owner ?? uid_t.max, group ?? gid_t.max, Int32(CLINUX_AT_EMPTY_PATH))
    }
  }

  /// Changes who can connect from now on. Does nothing if this process did not create the file, or
  /// if another file has its name. The corresponding C functions are `fchownat` and `chmod`.
  public func setAccess(
    mode: UInt32, owner: UInt32?, group: UInt32?
  ) throws(SystemCallError) {
    switch place {
    case .none: return
    case .some(let place):
      let open = try place.directory.file(place.name)
      let before = try open.status()
      guard FileIdentity(before) == file else { return }
      // chmod(2) takes no descriptor that was opened with O_PATH.
      let name = "/proc/self/fd/\(open.number)"
      // First nobody may connect, so that no mixture of both settings is ever in force.
      _ = try retrying("chmod") { unsafe chmod(name, 0) }
      do throws(SystemCallError) {
        try UnixListener.setOwner(of: open, owner ?? geteuid(), group ?? getegid())
      } catch {
        _ = unsafe chmod(name, before.st_mode & 0o7777)
        throw error
      }
      _ = try retrying("chmod") { unsafe chmod(name, mode) }
    }
  }

  /// Opens the socket file that was made just now.
  private static func boundFile(
    _ path: String, _ name: String, in directory: borrowing TrustedDirectory
  ) throws(SystemCallError) -> FileDescriptor {
    var named = stat()
    guard let inside = try directory.status(name), unsafe lstat(path, &named) == 0,
      FileIdentity(inside) == FileIdentity(named)
    else { throw SystemCallError(.staleNFSFileHandle, "bind") }
    return try directory.file(name)
  }

  /// The number of the socket in the descriptor table, for `Poll`.
  public var number: Int32 { descriptor.number }

  /// The path that the socket is bound to, also if another process created it; nil if it has an
  /// abstract name or a relative path. The corresponding C function is `getsockname`.
  public var boundPath: String? { UnixAddress.path(ofSocket: number) }

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

  /// Removes the socket's file and its lock file, if this process created them and no others have
  /// their names now.
  public borrowing func removeFile() {
    switch place {
    case .some(let place): place.remove(file)
    case .none: return
    }
  }
}

// Swift imports the enumerator as UInt32.
private let passRights = Int32(CLINUX_SO_PASSRIGHTS)
