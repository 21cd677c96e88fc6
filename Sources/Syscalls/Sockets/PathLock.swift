// The types of structs can belong to either module.
internal import CLinux
internal import Glibc

/// An exclusive lock on a file next to a socket file. It keeps two processes that start at the same
/// time from both replacing one stale socket. See flock(2).
struct PathLock: ~Copyable, Sendable {
  // The kernel releases the lock when the file is closed.
  private let file: FileDescriptor
  private let name: String
  private let identity: FileIdentity

  // Only root and this user can remove the file, so that even the second attempt is rare.
  private static let attempts = 10

  /// Makes the file `socket` + `.lock` and locks it, without waiting.
  /// - Parameters:
  ///   - socket: the name of the socket file in the directory.
  ///   - path: the path of the socket file, for errors.
  ///   - opened: is called between open(2) and flock(2), where tests provoke a race.
  /// - Throws: `.inUse` if another open file has the lock.
  init(
    in directory: borrowing TrustedDirectory, nextTo socket: String, path: String,
    opened: () -> Void = {}
  ) throws(UnixListenError) {
    let name = socket + ".lock"
    for _ in 0..<PathLock.attempts {
      _ = try directory.trustedStatus(name, of: path, path + ".lock")
      do throws(SystemCallError) {
        let file = try PathLock.open(name, in: directory)
        opened()
        let number = file.number
        _ = try retrying("flock") { flock(number, LOCK_EX | LOCK_NB) }
        // The last holder may have removed the file between the two calls. Then the lock protects
        // nothing: another process makes and locks a new file.
        let identity = FileIdentity(try file.status())
        guard let named = try directory.status(name), FileIdentity(named) == identity else {
          continue
        }
        self.file = file
        self.name = name
        self.identity = identity
        return
      } catch {
        if error.errno == .resourceTemporarilyUnavailable { throw .inUse(path: path) }
        throw .failed(path: path + ".lock", error)
      }
    }
    throw .inUse(path: path)
  }

  /// Removes the file, unless another one has its name.
  func remove(from directory: borrowing TrustedDirectory) {
    directory.remove(name, ifStill: identity)
  }

  /// - Throws: EAGAIN if another process has a lease on the file (F_SETLEASE). Without O_NONBLOCK,
  ///   open(2) would wait for that process.
  private static func open(
    _ name: String, in directory: borrowing TrustedDirectory
  ) throws(SystemCallError) -> FileDescriptor {
    let flags = O_RDWR | O_CREAT | O_NONBLOCK
    return try directory.open(name, flags, mode: 0o600)
  }
}
