import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing

@testable import NLAgent

@Suite("records of exits")
struct TaskExitRecordTests {
  /// What Linux 6.18 sent about a process that SIGSEGV killed: `genlmsghdr`, and struct taskstats
  /// of version 16 inside TASKSTATS_TYPE_AGGR_PID.
  private static let killed: [UInt8] = {
    let beginning: [UInt8] =
      [0x02, 0x01, 0x00, 0x00]  // TASKSTATS_CMD_NEW
      + attributeHeader(4, 576)  // TASKSTATS_TYPE_AGGR_PID
      + attribute(1, le32(0x2b5d))  // TASKSTATS_TYPE_PID
      + attributeHeader(3, 564)  // TASKSTATS_TYPE_STATS
    var stats = [UInt8](repeating: 0, count: 560)
    func put(_ offset: Int, _ bytes: [UInt8]) {
      stats.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
    put(0, [0x10, 0x00])  // version
    put(4, [0x0b, 0x00, 0x00, 0x00])  // ac_exitcode
    put(8, [0x38, 0x00])  // ac_flag, ac_nice
    put(16, [0x03])  // cpu_count
    put(24, [0x13, 0x73, 0x1d])  // cpu_delay_total
    put(72, [0x61, 0xa9, 0x03])  // cpu_run_virtual_total
    put(80, [0x68, 0x78, 0x7a, 0x6f, 0x6f])  // ac_comm
    put(128, [0x5d, 0x2b, 0x00, 0x00, 0x32, 0x2b, 0x00, 0x00])  // ac_pid, ac_ppid
    put(136, [0xb1, 0x7d, 0x01, 0x6b])  // ac_btime
    put(144, [0xa4, 0x0c])  // ac_etime
    put(168, [0x2f, 0, 0, 0, 0, 0, 0, 0, 0x01])  // ac_minflt, ac_majflt
    put(200, [0x4c, 0x03, 0, 0, 0, 0, 0, 0, 0x4c, 0x09])  // hiwater_rss, hiwater_vm
    put(216, [0x00, 0x0c])  // read_char
    put(248, [0x00, 0x20])  // read_bytes
    put(272, [0x01, 0, 0, 0, 0, 0, 0, 0, 0x01])  // nvcsw, nivcsw
    put(344, [0xb1, 0x7d, 0x01, 0x6b])  // ac_btime64
    put(368, [0x5d, 0x2b])  // ac_tgid
    put(376, [0xa4, 0x0c])  // ac_tgetime
    put(384, [0x00, 0xfe])  // ac_exe_dev
    put(392, [0xbe, 0xe0, 0xf7])  // ac_exe_inode
    put(432, [0x0b, 0x4f, 0x1c, 0, 0, 0, 0, 0, 0x93, 0x11])  // cpu_delay_max, cpu_delay_min
    return beginning + stats
  }()

  private static func attributeHeader(_ type: UInt16, _ length: UInt16) -> [UInt8] {
    le16(length) + le16(type)
  }

  private static let stats = killed.dropFirst(4 + 4 + 8 + 4)

  /// A task's part and its process's, each with an exit code and user of its own.
  private func message(
    exitCode: UInt32, uid: UInt32 = 0, process: UInt64? = nil
  ) -> [UInt8] {
    var stats = Array(Self.stats)
    stats.replaceSubrange(4..<8, with: le32(exitCode))
    stats.replaceSubrange(120..<124, with: le32(uid))
    var bytes =
      [0x02, 0x01, 0x00, 0x00] + attribute(4, attribute(1, le32(7)) + attribute(3, stats))
    if let process {
      var sums = [UInt8](repeating: 0, count: 560)
      sums[0] = 16
      sums[72] = UInt8(process)
      bytes += attribute(5, attribute(2, le32(7)) + attribute(3, sums))
    }
    return bytes
  }

  private func written(_ bytes: [UInt8]) throws -> JSONNode {
    let parts = try TaskStatsMessage(bytes.rawBytes)
    let record = TaskExitRecord(
      stats: TaskStatsRecord(accountsDelays: false), users: [0: Array("root".utf8), 9: [0xff]])
    var json = JSONWriter()
    json.beginObject()
    if let task = parts.task { record.write(task, to: &json) }
    if let process = parts.process { record.write(process: process, to: &json) }
    json.endObject()
    let node = try MethodRun.parse(json)
    Conformance.check(node, .object(EventTopic.taskExit.object), at: "taskExit")
    return node
  }

  @Test func anEventIsReadByteForByte() throws {
    let node = try written(Self.killed)
    #expect(node["pid"]?.number == 11101 && node["tgid"]?.number == 11101)
    #expect(node["ppid"]?.number == 11058 && node["user"]?.text == "root")
    #expect(node["command"]?.text == "hxzoo")
    #expect(node["flags"]?.texts == ["CORE", "XSIG", "GROUP"])
    #expect(node["exitCode"]?.number == 11)
    #expect(node["exit"]?.names == ["signal", "signalName", "coreDumped", "words"])
    // 65: the flag CORE is set though there was no core, by a limit of 0.
    #expect(node["exit"]?["coreDumped"]?.flag == false)
    #expect(node["elapsedMicroseconds"]?.number == 3236)
    #expect(node["startTimeSeconds"]?.number == 1_795_259_825)
    #expect(node["cpu"]?["cpu_run_virtual_total"]?.number == 239_969)
    #expect(node["memory"]?["hiwater_rss"]?.number == 844)
    #expect(node["io"]?["read_bytes"]?.number == 8192)
    #expect(node["delays"]?["cpu"]?["max"]?.number == 1_855_243)
    #expect(node["delays"]?["blkio"]?.isNull == true)
    #expect(node["process"] == nil)
  }

  @Test func aProcessHasItsSums() throws {
    let node = try written(message(exitCode: 0, process: 77))
    #expect(node["process"]?.names == ["cpu", "delays"])
    #expect(node["process"]?["cpu"]?["cpu_run_virtual_total"]?.number == 77)
    #expect(node["process"]?["delays"]?["cpu"]?.names == ["count", "total"])
    #expect(node["cpu"]?["cpu_run_virtual_total"]?.number == 239_969)
  }

  @Test(
    arguments: [
      (0, "exited with status 0"), (3 << 8, "exited with status 3"),
      (255 << 8, "exited with status 255"), (9, "killed by SIGKILL"), (11, "killed by SIGSEGV"),
      (0x8b, "killed by SIGSEGV, core dumped"), (6 | 0x80, "killed by SIGABRT, core dumped"),
      (37, "killed by signal 37"), (31, "killed by SIGSYS"),
    ] as [(UInt32, String)])
  func codesAreWords(_ code: UInt32, _ words: String) throws {
    let exit = try #require(try written(message(exitCode: code))["exit"])
    #expect(exit["words"]?.text == words)
    let signal = UInt64(code & 0x7f)
    #expect(exit["signal"]?.number == (signal == 0 ? nil : signal))
    #expect(exit["status"]?.number == (signal == 0 ? UInt64(code >> 8) : nil))
    #expect(exit["coreDumped"]?.flag == (signal == 0 ? nil : code & 0x80 != 0))
    #expect((exit["signalName"] == nil) == (signal == 0 || signal == 37))
  }

  @Test func namesAreBytes() throws {
    #expect(try written(message(exitCode: 0, uid: 9))["userHex"]?.text == "ff")
    #expect(try written(message(exitCode: 0, uid: 4_294_967_294))["uid"]?.number == 4_294_967_294)
    #expect(try written(message(exitCode: 0, uid: 5))["user"] == nil)
  }
}
