import Syscalls
import TestSupport
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

  /// Root is the user 0 in the agent's own user and pid namespaces.
  @Test(.needs(.root, .tools("unshare"))) func rootOfAContainerIsNotRoot() throws {
    #expect(Caller(PeerCredentials(pid: Process.id, uid: 0, gid: 0)).isRoot)
    #expect(!Caller(PeerCredentials(pid: Process.id, uid: 1000, gid: 0)).isRoot)
    let outside = try ChildProcess()
    #expect(caller(outside.pid).isRoot)
    for namespace in ["user", "pid"] {
      // With --fork the first process would stay outside of the pid namespace.
      let child = try ChildProcess(
        "/usr/bin/unshare", namespace == "user" ? "-Ur" : "-pf", "--kill-child", "/bin/sleep",
        "1000")
      let number = try namespace == "user" ? child.pid : onlyChild(of: child.pid)
      let own = try Files.linkTarget("/proc/self/ns/\(namespace)")
      for _ in 0..<2000 where try Files.linkTarget("/proc/\(number)/ns/\(namespace)") == own {
        KernelClock.sleep(milliseconds: 5)
      }
      let inside = caller(number)
      #expect(!inside.isRoot, "\(namespace)")
    }
  }

  @Test func whoHasEndedIsNotRoot() throws {
    let child = try ChildProcess()
    try child.end()
    #expect(!caller(child.pid).isRoot)
    #expect(!caller(.max).isRoot && !caller(0).isRoot)
  }

  private func onlyChild(of pid: Int32) throws -> Int32 {
    for _ in 0..<2000 {
      let children = try Files.read("/proc/\(pid)/task/\(pid)/children", atMost: 4096)
      if let child = Int32(String(decoding: children, as: UTF8.self).filter(\.isNumber)) {
        return child
      }
      KernelClock.sleep(milliseconds: 5)
    }
    throw SystemCallError(.noSuchProcess, "unshare")
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
