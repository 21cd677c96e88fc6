internal import Glibc

/// An exclusive lock beside a socket file, so that two agents that start at once cannot both
/// take the place of a stale one. See flock(2).
struct PathLock: Sendable {
  private let path: String
  // Kept open until the process ends: the kernel releases the lock with it.
  private let number: Int32

  init(besides socket: String) throws(UnixListenError) {
    path = socket + ".lock"
    let path = path
    while true {
      do throws(SystemCallError) {
        let number = try retrying("open") {
          unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        }
        let file = FileDescriptor(owning: number)
        _ = try retrying("flock") { flock(number, LOCK_EX | LOCK_NB) }
        // Its last holder may have removed the file between our two calls.
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
