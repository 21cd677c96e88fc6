internal import Glibc

/// An exclusive lock on a file next to a socket file. It keeps two processes that start at the same
/// time from both replacing one stale socket. See flock(2).
struct PathLock: Sendable {
  private let path: String
  // Stays open until the process ends. Then the kernel releases the lock.
  private let number: Int32

  /// Makes the file `socket` + `.lock` and locks it, without waiting.
  /// - Parameter opened: is called between open(2) and flock(2), where tests provoke a race.
  /// - Throws: `.inUse` if another open file has the lock.
  init(nextTo socket: String, opened: () -> Void = {}) throws(UnixListenError) {
    path = socket + ".lock"
    let path = path
    while true {
      do throws(SystemCallError) {
        let number = try retrying("open") {
          unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        }
        let file = FileDescriptor(owning: number)
        opened()
        _ = try retrying("flock") { flock(number, LOCK_EX | LOCK_NB) }
        // The last holder may have removed the file between the two calls. Then the lock protects
        // nothing: another process makes and locks a new file.
        guard PathLock.isSameFile(path, number) else { continue }
        self.number = file.release()
        return
      } catch {
        if error.errno == .resourceTemporarilyUnavailable { throw .inUse(path: socket) }
        throw .failed(path: path, error)
      }
    }
  }

  func remove() {
    _ = unsafe unlink(path)
  }

  private static func isSameFile(_ path: String, _ number: Int32) -> Bool {
    var named = stat()
    var opened = stat()
    guard unsafe stat(path, &named) == 0, unsafe fstat(number, &opened) == 0 else { return false }
    return named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
  }
}
