import Testing

@testable import ProcFiles

@Suite("files of tasks in /proc")
struct TaskFilesTests {
  private func slice(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

  @Test func ioIsReadWholeOrNotAtAll() {
    let text =
      "rchar: 1\nwchar: 22\nsyscr: 333\nsyscw: 4\nread_bytes: 18446744073709551615\n"
      + "write_bytes: 6\ncancelled_write_bytes: 0\n"
    #expect(TaskIO(slice(text))?.numbers == [1, 22, 333, 4, .max, 6, 0])
    for wrong in ["", "rchar: 1\n", text + "more: 1\n", "rchar 1\n" + text, "x: -1\n" + text] {
      #expect(TaskIO(slice(wrong)) == nil, "\(wrong)")
    }
  }

  /// A command may look like all that follows it.
  @Test(arguments: ["sleep", ") R 1 (", "a)\n7 (b) Z 2 3", "((((", "\u{1}\u{2}"])
  func statIsReadBehindAnyCommand(_ command: String) {
    let line =
      "4711 (\(command)) S 42 4711 4711 0 -1 4194304 1 2 3 4 5 6 7 8 20 -5 9 0 123456 22 33 0\n"
    let stat = TaskStat(slice(line))
    #expect(stat?.state == UInt8(ascii: "S"))
    #expect(stat?.parent == 42 && stat?.threads == 9 && stat?.startTicks == 123_456)
    #expect(stat?.kernelThreadName == nil)
    // PF_KTHREAD beside other flags.
    let kernelThread = TaskStat(slice(line.replacing("4194304", with: "2129984")))
    #expect(kernelThread?.kernelThreadName == Array(command.utf8))
  }

  @Test(arguments: [
    "", "1 (x", "1 (x)", "1 (x) S", "1 (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0",
  ])
  func statCutShortIsNone(_ line: String) {
    #expect(TaskStat(slice(line)) == nil)
  }

  @Test func statusHasCredentials() {
    let text =
      "Name:\tUid:\\n9\nTgid:\t7\nUid:\t1000\t0\t5\t1000\nGid:\t1\t2\t3\t4\nGroups:\t9 \n"
      + "CapInh:\t0000000000000000\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000080000\n"
    #expect(
      TaskCredentials(slice(text))
        == TaskCredentials(
          users: [1000, 0, 5], groups: [1, 2, 3], permitted: 0x1ff_ffff_ffff, effective: 0x80000))
    for missing in ["Uid:\t1000", "Gid:", "CapPrm:", "CapEff:\t00"] {
      #expect(TaskCredentials(slice(text.replacing(missing, with: "X"))) == nil, "\(missing)")
    }
    #expect(TaskCredentials(slice("Uid:\t1\t1\nGid:\t1\t1\nCapPrm:\t0\nCapEff:\t0\n")) == nil)
  }

  @Test func statusHasProcessAndNumbers() {
    let text = "Name:\tTgid:\\n1\nTgid:\t77\nNgid:\t0\nPid:\t78\nNSpid:\t78\t5\t1\nNSpgid:\t1\n"
    #expect(TaskStatus(slice(text))?.process == 77)
    #expect(TaskStatus(slice(text))?.numbers == [78, 5, 1])
    #expect(TaskStatus(slice("Name:\tx\nPid:\t1\n")) == nil)
    // Kernels before 4.1 have no more.
    #expect(TaskStatus(slice("Tgid:\t9\n"))?.numbers == [])
  }
}
