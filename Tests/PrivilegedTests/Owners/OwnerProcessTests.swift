import Testing

@testable import Privileged

@Suite struct OwnerProcessTests {
  private static let rest =
    "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 54321 20 21\n"
  private static let status =
    "Name:\tx\nUmask:\t0022\nTgid:\t7\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n"

  private func process(_ command: [UInt8]) -> OwnerProcess? {
    OwnerProcess(
      pid: 7, stat: Array("7 (".utf8) + command + Array(") \(OwnerProcessTests.rest)".utf8),
      status: Array(OwnerProcessTests.status.utf8), cgroup: Array("0::/a/b\n".utf8))
  }

  @Test(arguments: ["x", ") R 1 (", "(((", ")))", "", "a b", "\n", ") S 1 2 3"])
  func commandsAreAnyBytes(_ command: String) {
    let process = process(Array(command.utf8))
    #expect(process?.command == Array(command.utf8))
    #expect(process?.startTicks == 54321)
    #expect(process?.uid == 2)
    #expect(process?.cgroup == Array("/a/b".utf8))
  }

  @Test(arguments: [
    "", "7", "7 (x", "7 x)", ")(", "7 (x) S 1",
    "7 (x) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 x",
  ])
  func whatIsCutShortIsNil(_ stat: String) {
    let process = OwnerProcess(
      pid: 7, stat: Array(stat.utf8), status: Array(OwnerProcessTests.status.utf8), cgroup: [])
    #expect(process == nil)
  }

  @Test(arguments: ["", "Uid:\t1\n", "Uid:\tx\ty\n", "Gid:\t1\t2\n"])
  func withoutAUserItIsNil(_ status: String) {
    let stat = Array("7 (x) \(OwnerProcessTests.rest)".utf8)
    let status = Array("Tgid:\t7\n\(status)".utf8)
    #expect(OwnerProcess(pid: 7, stat: stat, status: status, cgroup: []) == nil)
  }
}
