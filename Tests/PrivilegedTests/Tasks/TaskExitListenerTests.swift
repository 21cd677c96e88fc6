import Glibc
import Netlink
import ProcFiles
import Syscalls
import TestSupport
import Testing

@testable import Privileged

@Suite(.needs(.root, .tools("taskset")))
struct TaskExitListenerTests {
  /// The kernel accepts an empty list, and reads no further than a NUL or a line feed.
  @Test(arguments: ["", ",", "-", "x", "0;1", "0 1", "0\u{0}", "0\n", "4095", "1-0"])
  func whatIsNoListOfProcessorsIsAnError(_ list: String) {
    #expect {
      _ = try TaskExitListener.processors(list)
    } throws: { error in
      guard case PrivilegedError.taskExits(.notProcessors(list, _, _)) = error else { return false }
      return true
    }
  }

  /// Whether a list is that of all processors does not depend on how it is written.
  @Test func allProcessorsAreRecognized() throws {
    let (all, areAll) = try TaskExitListener.processors(nil)
    #expect(areAll)
    let numbers = all.processors.map { "\($0)" }.reversed().joined(separator: ",")
    #expect(try TaskExitListener.processors(numbers) == (all, true))
    let (first, isAll) = try TaskExitListener.processors("0")
    #expect(first.text == "0" && isAll == (all.text == "0"))
  }

  /// What passes the check of the list may still be refused by the kernel.
  @Test func theKernelDecides() throws {
    let list = try #require(ProcessorList("4095"))
    #expect {
      _ = try TaskExitListener(on: list)
    } throws: { error in
      guard case PrivilegedError.taskExits(.notProcessors("4095", _, let errno)) = error else {
        return false
      }
      return errno != nil
    }
  }

  @Test func onlyExitsOnTheWantedProcessorsArrive() throws {
    let listener = try TaskExitListener(on: try TaskExitListener.processors("0").0)
    let elsewhere = try exit(on: 1)
    let here = try exit(on: 0)
    var met: [UInt32] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    try eventually("the exit of \(here)") {
      _ = try listener.read(into: &buffer) { message throws(NetlinkError) in
        if let task = try TaskStatsMessage(message.payload).task { met.append(task.id) }
      }
      return met.contains(here)
    }
    #expect(!met.contains(elsewhere))
  }

  /// - Returns: the number of a process that ended on that processor.
  private func exit(on processor: Int) throws -> UInt32 {
    let child = try ChildProcess("/usr/bin/taskset", "-c", "\(processor)", "/bin/true")
    child.wait()
    return UInt32(child.pid)
  }

  @Test func eachLossIsCountedOnce() throws {
    let listener = try TaskExitListener(on: try TaskExitListener.processors(nil).0)
    var bytes: Int32 = 2304
    #expect(setsockopt(listener.number, SOL_SOCKET, SO_RCVBUF, &bytes, 4) == 0)
    let before = try drops(listener)
    for _ in 0..<200 { try Syscalls.Thread.start(stackBytes: 1 << 16) {} }
    try eventually("exits are lost") { try drops(listener) > before + 100 }
    let first = try #require(listener.newDrops())
    let least = try drops(listener)
    let second = try #require(listener.newDrops())
    let most = try drops(listener)
    #expect(first > 100)
    #expect((least - before...most - before).contains(first + second))
  }

  /// The socket's own count of lost datagrams (SO_MEMINFO).
  private func drops(_ listener: TaskExitListener) throws -> UInt32 {
    var counts = [UInt32](repeating: 0, count: 9)
    var size = socklen_t(4 * counts.count)
    guard getsockopt(listener.number, SOL_SOCKET, 55, &counts, &size) == 0 else {
      throw HarnessError("SO_MEMINFO: errno \(errno)")
    }
    return counts[8]  // SK_MEMINFO_DROPS
  }
}
