import Glibc
import Syscalls
import TestSupport
import Testing

@testable import Privileged

@Suite struct ProcWalkTests {
  /// Threads share their process's table: no descriptor is found once for each of them.
  @Test func aSharedTableIsReadOnce() throws {
    let pair = try UnixStream.pair()
    let inodes = try [pair.first.number, pair.second.number].map { number in
      try #require(
        UInt32(try Files.linkTarget("/proc/self/fd/\(number)").dropFirst(8).dropLast()))
    }
    let mayEnd = Semaphore(0)
    for _ in 0..<2 { try Thread.start(stackBytes: 1 << 18) { mayEnd.wait() } }
    var walk = try ProcWalk()
    var builder = OwnerIndexBuilder()
    walk.readProcess(UInt32(getpid()), &builder)
    for _ in 0..<2 { mayEnd.signal() }
    let index = builder.finish(.proc)
    for (inode, number) in zip(inodes, [pair.first.number, pair.second.number]) {
      #expect(index.holders(of: inode).map(\.descriptor) == [UInt32(number)])
      #expect(index.isHeld(inode) { $0.pid == UInt32(getpid()) })
    }
    #expect(index.verdict.unreadable == 0 && index.verdict.processes == 1)
  }

  /// A process that ends after its directory was opened has no table, and is none that cannot be
  /// read.
  @Test(.needs(.root)) func aProcessThatHasEndedIsLeftOut() throws {
    let child = try ChildProcess()
    let pid = UInt32(child.pid)
    let directory = try Directory("/proc").directory(pid)
    var walk = try ProcWalk()
    var builder = OwnerIndexBuilder()
    try child.end()
    walk.readProcess(pid, &builder)
    child.wait()
    walk.readProcess(pid, directory, &builder)
    walk.readProcess(4_194_305, &builder)
    #expect(builder.processes.isEmpty && builder.holders.isEmpty)
    #expect(builder.unreadableProcesses == 0)
    #expect(walk.facts(of: 4_194_305) == nil)
  }

  /// A table that may not be read counts, because it can hold any socket.
  @Test(.needs(.root)) func aTableThatCannotBeReadIsCounted() throws {
    let child = try ChildProcess()
    let pid = UInt32(child.pid)
    let counts = try asUser(65534) {
      var walk = try ProcWalk()
      var builder = OwnerIndexBuilder()
      walk.readProcess(pid, &builder)
      return (read: builder.readProcesses, unreadable: builder.unreadableProcesses)
    }
    #expect(counts.read == 1 && counts.unreadable == 1)
  }
}
