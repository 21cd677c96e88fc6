import Netlink
import Protocol
import Syscalls
import Testing

@testable import NLAgent
@testable import ProcFiles

@Suite("records of tasks' statistics")
struct TaskStatsRecordTests {
  /// A struct in which each byte has a value of its own.
  private func bytes(_ version: UInt8, count: Int) -> [UInt8] {
    var bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
    bytes[0] = version
    bytes[1] = 0
    return bytes
  }

  private func written(
    _ bytes: [UInt8], accountsDelays: Bool?, io: TaskIO? = nil
  ) throws -> JSONNode {
    let stats = try TaskStats(id: 1, bytes.rawBytes)
    var json = JSONWriter()
    json.beginObject()
    TaskStatsRecord(accountsDelays: accountsDelays).write(stats, io: io, to: &json)
    json.endObject()
    let node = try MethodRun.parse(json)
    Conformance.check(node, .object(MethodContract.taskStatsMembers), at: "taskStats")
    return node
  }

  private static let delays = [
    "cpu", "blkio", "swapin", "freepages", "thrashing", "compact", "wpcopy", "irq",
  ]

  @Test(arguments: [(8, 328), (13, 416), (15, 560), (16, 560), (17, 688)] as [(UInt8, Int)])
  func whatIsNotMeasuredIsNull(_ version: UInt8, _ count: Int) throws {
    let bytes = bytes(version, count: count)
    let off = try #require(try written(bytes, accountsDelays: false)["delays"])
    let on = try #require(try written(bytes, accountsDelays: true)["delays"])
    let always = try #require(try written(bytes, accountsDelays: nil)["delays"])
    let known = [8: 4, 13: 7][version] ?? 8
    #expect(on.names == Array(Self.delays.prefix(version == 8 ? 4 : known)))
    #expect(off.names == on.names && always.names == on.names)
    let members =
      ["count", "total"] + (version > 14 ? ["max", "min"] : [])
      + (version > 16 ? ["maxSeconds", "maxNanoseconds"] : [])
    for name in on.names {
      #expect(on[name]?.names == members)
      #expect(always[name]?.names == members)
      #expect(off[name]?.isNull == (name != "cpu"))
    }
    #expect(off["cpu"]?.names == members)
  }

  @Test func theLayoutAndUnknownBytesAreWritten() throws {
    let now = try written(bytes(16, count: 560), accountsDelays: true)
    #expect(now["version"]?.number == 16)
    #expect(now["knownVersion"] == nil && now["tailHex"] == nil)
    let future = try written(bytes(18, count: 690), accountsDelays: true)
    #expect(future["version"]?.number == 18 && future["knownVersion"]?.number == 17)
    #expect(future["tailHex"]?.text?.count == 4)
  }

  @Test func numbersOfProcAreTakenForExact() throws {
    let io = try #require(
      TaskIO(Array("a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\n".utf8)[...]))
    let exact = try #require(try written(bytes(16, count: 560), accountsDelays: true, io: io)["io"])
    #expect(exact["source"]?.text == "proc")
    #expect(exact["read_char"]?.number == 1 && exact["cancelled_write_bytes"]?.number == 7)
    let rounded = try #require(try written(bytes(16, count: 560), accountsDelays: true)["io"])
    #expect(rounded["source"]?.text == "taskstats" && rounded.names == exact.names)
  }

  @Test func bytesThatAreNoTextAndSignsAreKept() throws {
    var bytes = bytes(16, count: 560)
    bytes[9] = 0xfb
    for (index, byte) in [0x61, 0xff, 0x29, 0x0a, 0].enumerated() {
      bytes[80 + index] = UInt8(byte)
    }
    bytes[112] = 4
    bytes[8] = 0x82
    let record = try written(bytes, accountsDelays: true)
    #expect(record["nice"]?.integerText == "-5")
    #expect(record["commandHex"]?.text == "61ff290a")
    #expect(record["policy"]?.text == "4")
    #expect(record["flags"]?.texts == ["SU", "0x80"])
  }

  /// A record cut short has what is there, and nothing made up.
  @Test func whatDidNotArriveIsAbsent() throws {
    let record = try written(Array(bytes(16, count: 560)[..<130]), accountsDelays: true)
    #expect(record["uid"] != nil && record["ppid"] == nil)
    #expect(
      record["memory"]?.names == [] && record["delays"]?["blkio"]?.names == ["count", "total"])
  }
}

extension JSONNode {
  /// The digits of a number, with its sign.
  fileprivate var integerText: String? {
    guard case .number(let number) = value else { return nil }
    return "\(number.int64.map { "\($0)" } ?? "?")"
  }
}
