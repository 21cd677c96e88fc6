import Syscalls
import Testing

@testable import Privileged

/// What is opened by a caller's number is the caller's, or an error.
@Suite struct CallerTests {
  private func caller(_ pid: Int32) -> Caller {
    Caller(PeerCredentials(pid: pid, uid: 0, gid: 0))
  }

  private func isEnded(_ error: any Error, _ pid: Int32) -> Bool {
    guard case PrivilegedError.caller(.ended(pid: pid, .noSuchProcess)) = error else {
      return false
    }
    return true
  }

  @Test func aProcessThatLivesIsOpened() throws {
    let child = try ChildProcess()
    #expect(try caller(child.pid).opening(.listProcesses) { $0 } == child.pid)
  }

  /// It ends after its number was used: what was opened may be another process's.
  @Test func aProcessThatEndsMeanwhileIsGone() throws {
    let child = try ChildProcess()
    let caller = caller(child.pid)
    #expect {
      _ = try caller.opening(.listProcesses) { pid throws(SystemCallError) in
        try child.end()
        return pid
      }
    } throws: { isEnded($0, child.pid) }
  }

  /// As long as nobody has waited for an ended process, /proc answers to its number.
  @Test func aZombieIsGone() throws {
    let child = try ChildProcess()
    let caller = caller(child.pid)
    try child.end()
    let stat = "/proc/\(child.pid)/stat"
    #expect(try !Files.read(stat, atMost: 4096).isEmpty)
    #expect {
      _ = try caller.opening(.listProcesses) { _ throws(SystemCallError) in
        try Files.read(stat, atMost: 4096)
      }
    } throws: { isEnded($0, child.pid) }
  }

  /// One that had ended before it could be held is not looked for by its number.
  @Test func aProcessThatWasNeverHeldIsGone() throws {
    var isUsed = false
    let caller = caller(.max)
    #expect {
      _ = try caller.opening(.listProcesses) { _ in isUsed = true }
    } throws: { isEnded($0, .max) }
    #expect(!isUsed)
  }

  @Test func aCallerWithoutANumberIsNotVisible() {
    let caller = caller(0)
    #expect {
      _ = try caller.opening(.listProcesses) { $0 }
    } throws: { error in
      guard case PrivilegedError.caller(.notVisible) = error else { return false }
      return true
    }
  }
}
