import Glibc
import TestSupport
import Testing

@testable import Syscalls

@Suite struct PathLockTests {
  private func lock(
    _ folder: TemporaryDirectory, opened: () -> Void = {}
  ) throws(UnixListenError) -> PathLock {
    let directory: TrustedDirectory
    do {
      directory = try TrustedDirectory(folder.path, makingLast: false)
    } catch {
      Issue.record("\(error)")
      throw .notASocket(path: folder.path)
    }
    return try PathLock(in: directory, nextTo: "s", path: folder.socket, opened: opened)
  }

  /// The holder removes the file after another process has opened it, and a third process creates
  /// and locks a new one. A lock on the removed file would let two processes believe to have it.
  @Test func aFileThatWasReplacedMeanwhileIsNotTheLock() throws {
    let folder = try TemporaryDirectory()
    var third: PathLock?
    var attempts = 0
    let error = #expect(throws: UnixListenError.self) {
      _ = try lock(folder) {
        attempts += 1
        guard attempts == 1 else { return }
        unlink(folder.socket + ".lock")
        third = try? lock(folder)
      }
    }
    #expect(error == .inUse(path: folder.socket))
    #expect(attempts == 2)
    switch consume third {
    case .some: break
    case .none: Issue.record("the third process has no lock")
    }
    _ = try lock(folder)
  }

  /// The same without a third process: the second attempt locks a new file.
  @Test func aFileThatWasRemovedMeanwhileIsMadeAgain() throws {
    let folder = try TemporaryDirectory()
    var attempts = 0
    let first = try lock(folder) {
      attempts += 1
      if attempts == 1 { unlink(folder.socket + ".lock") }
    }
    #expect(attempts == 2)
    #expect(folder.names == ["s.lock"])
    #expect(throws: UnixListenError.inUse(path: folder.socket)) { _ = try lock(folder) }
    first.remove(from: try TrustedDirectory(folder.path, makingLast: false))
    #expect(folder.names == [])
  }

  /// A lock whose file is replaced again and again is given up.
  @Test func anEndlessRaceEnds() throws {
    let folder = try TemporaryDirectory()
    #expect(throws: UnixListenError.inUse(path: folder.socket)) {
      _ = try lock(folder) { unlink(folder.socket + ".lock") }
    }
  }

  /// open(2) of a file on which somebody has a lease waits for them, 45 seconds by default.
  @Test func aLeaseOnTheFileDoesNotDelayTheStart() throws {
    let folder = try TemporaryDirectory()
    try folder.makeFile("s.lock")
    let holder = try Files.open(folder.socket + ".lock")
    // F_SETSIG: by default the kernel reports the other open(2) by SIGIO, which ends the process.
    #expect(fcntl(holder.number, 10, SIGURG) == 0)
    // F_SETLEASE. A process that another test starts may have the file open for a moment.
    let number = holder.number
    try eventually("a lease") { fcntl(number, 1024, Int32(F_RDLCK)) == 0 }
    #expect(throws: UnixListenError.inUse(path: folder.socket)) { _ = try lock(folder) }
    _ = holder.number
  }
}
