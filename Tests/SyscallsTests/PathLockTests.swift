import Glibc
import Testing

@testable import Syscalls

@Suite struct PathLockTests {
  /// The holder removes the file after another process has opened it, and a third process creates
  /// and locks a new one. A lock on the removed file would let two processes believe to have it.
  @Test func aFileThatWasReplacedMeanwhileIsNotTheLock() throws {
    let folder = try TemporaryDirectory()
    var third: PathLock?
    var attempts = 0
    let error = #expect(throws: UnixListenError.self) {
      _ = try PathLock(nextTo: folder.socket) {
        attempts += 1
        guard attempts == 1 else { return }
        unlink(folder.socket + ".lock")
        third = try? PathLock(nextTo: folder.socket)
      }
    }
    #expect(third != nil)
    #expect(error == .inUse(path: folder.socket))
    #expect(attempts == 2)
  }

  /// The same without a third process: the second attempt locks a new file.
  @Test func aFileThatWasRemovedMeanwhileIsMadeAgain() throws {
    let folder = try TemporaryDirectory()
    var attempts = 0
    let lock = try PathLock(nextTo: folder.socket) {
      attempts += 1
      if attempts == 1 { unlink(folder.socket + ".lock") }
    }
    #expect(attempts == 2)
    #expect(folder.names == ["s.lock"])
    #expect(throws: UnixListenError.inUse(path: folder.socket)) {
      _ = try PathLock(nextTo: folder.socket)
    }
    lock.remove()
    #expect(folder.names == [])
  }
}
