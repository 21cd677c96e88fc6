// The types of structs can belong to either module.
internal import CLinux
internal import Glibc

/// Where a listening socket's file can be made: a directory that other users cannot redirect, held
/// open, and a name in it that no process listens on. A lock file next to it keeps other agents
/// away.
///
/// Nothing here waits for another process, so that other users cannot delay the start.
public struct UnixSocketPlace: ~Copyable, Sendable {
  /// The path of the socket's file.
  public let path: String
  let name: String
  let directory: TrustedDirectory
  private let lock: PathLock

  /// Prepares a place. If the path's directory does not exist, it is made, with the mode 0755. A
  /// stale socket file, on which no process listens, is removed.
  /// - Parameter path: an absolute path of at most 107 bytes.
  public init(_ path: String) throws(UnixListenError) {
    guard path.utf8.count <= UnixAddress.longestPath, !path.utf8.contains(0),
      let slash = path.lastIndex(of: "/")
    else { throw .failed(path: path, SystemCallError(.fileNameTooLong, "bind")) }
    let name = String(path[path.index(after: slash)...])
    guard !["", ".", ".."].contains(name) else {
      throw .failed(path: path, SystemCallError(.isDirectory, "bind"))
    }
    let directory: TrustedDirectory
    do throws(TrustedDirectoryError) {
      directory = try TrustedDirectory(String(path[..<slash]), makingLast: true)
    } catch {
      switch error {
      case .exposed(let file): throw .exposed(path: path, file)
      case .failed(let error): throw .failed(path: path, error)
      }
    }
    let lock = try PathLock(in: directory, nextTo: name, path: path)
    do throws(UnixListenError) {
      try UnixSocketPlace.removeStaleSocket(path, name, in: directory)
    } catch {
      lock.remove(from: directory)
      throw error
    }
    self.path = path
    self.name = name
    self.directory = directory
    self.lock = lock
  }

  /// Removes the lock file, and the socket file if it is this one.
  func remove(_ socket: FileIdentity?) {
    if let socket { directory.remove(name, ifStill: socket) }
    lock.remove(from: directory)
  }

  /// Removes a socket file on which no process listens. The caller has the lock, so no other agent
  /// creates a socket on this path.
  private static func removeStaleSocket(
    _ path: String, _ name: String, in directory: borrowing TrustedDirectory
  ) throws(UnixListenError) {
    guard let status = try directory.trustedStatus(name, of: path, path) else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
    do throws(SystemCallError) {
      let client = FileDescriptor(owning: try UnixStream.open())
      let number = client.number
      // A connect that waits would wait for ever for a listener that does not accept.
      try client.setNonblocking()
      try unsafe UnixAddress.call(path, "connect") { unsafe connect(number, $0, $1) }
    } catch {
      switch error.errno {
      // No process has the socket open.
      case .connectionRefused:
        directory.remove(name, ifStill: FileIdentity(status))
        return
      // The backlog of a listening socket is full.
      case .resourceTemporarilyUnavailable: break
      default: throw .failed(path: path, error)
      }
    }
    throw .inUse(path: path)
  }
}

extension TrustedDirectory {
  /// The attributes of a file in the directory; nil if there is none.
  /// - Parameters:
  ///   - socket: the path of the socket that is made, for the error.
  ///   - path: the path of the file, for the error.
  /// - Throws: `.exposed` if the file belongs to another user.
  func trustedStatus(
    _ name: String, of socket: String, _ path: String
  ) throws(UnixListenError) -> stat? {
    let status: stat?
    do throws(SystemCallError) {
      status = try self.status(name)
    } catch {
      throw .failed(path: path, error)
    }
    if let status, !trusts(status.st_uid) {
      throw .exposed(path: socket, ExposedFile(path: path, reason: .owner(status.st_uid)))
    }
    return status
  }
}
