import Netlink
import Testing

@Suite("inet_diag filter programs")
struct InetDiagProgramTests {
  typealias Program = InetDiagProgram

  private func bytes(_ tests: (Program.Test, yes: Int, no: Int)...) -> [UInt8]? {
    Program(tests.map { Program.Step($0.0, yes: $0.yes, no: $0.no) })?.bytes
  }

  /// One test: accept is the end, reject four bytes beyond it.
  @Test func eachTestByteForByte() {
    let v4 = InetAddress(high: 0x7f00_0001_0000_0000, low: 0)
    let v6 = InetAddress(high: 0x2001_0db8_0000_0000, low: 0x0000_0000_0000_0102)
    let tests: [(Program.Test, [UInt8])] = [
      (.autobound, [6, 4, 8, 0]),
      (.portAtLeast(.source, 5001), [2, 8, 12, 0, 0, 0, 0x89, 0x13]),
      (.portAtMost(.source, 5001), [3, 8, 12, 0, 0, 0, 0x89, 0x13]),
      (.portAtLeast(.destination, 5001), [4, 8, 12, 0, 0, 0, 0x89, 0x13]),
      (.portAtMost(.destination, 5001), [5, 8, 12, 0, 0, 0, 0x89, 0x13]),
      (.portEquals(.source, 80), [11, 8, 12, 0, 0, 0, 80, 0]),
      (.portEquals(.destination, 80), [12, 8, 12, 0, 0, 0, 80, 0]),
      (.portCondition(.source, 80), [7, 12, 16, 0, 0, 0, 0, 0, 80, 0, 0, 0]),
      (.portCondition(.destination, 80), [8, 12, 16, 0, 0, 0, 0, 0, 80, 0, 0, 0]),
      (
        .address(.source, family: 2, v4, prefix: 24),
        [7, 16, 20, 0, 2, 24, 0, 0, 255, 255, 255, 255, 127, 0, 0, 1]
      ),
      (
        .address(.destination, family: 10, v6, prefix: 128),
        [8, 28, 32, 0, 10, 128, 0, 0, 255, 255, 255, 255]
          + [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]
      ),
      (.device(3), [9, 8, 12, 0, 3, 0, 0, 0]),
      (.mark(0x12, mask: 0xff00), [10, 12, 16, 0, 0x12, 0, 0, 0, 0, 0xff, 0, 0]),
      (.cgroup(0x1_0000_0002), [13, 12, 16, 0, 2, 0, 0, 0, 1, 0, 0, 0]),
    ]
    for (test, expected) in tests { #expect(bytes((test, 1, 2)) == expected, "\(test)") }
  }

  /// Where "yes" does not lead to the next test a jump follows: a test that never holds.
  @Test func stepsLeadOn() {
    #expect(
      bytes((.autobound, 1, 3), (.device(1), 2, 3)) == [6, 4, 16, 0, 9, 8, 12, 0, 1, 0, 0, 0])
    #expect(
      bytes((.autobound, 2, 1), (.device(1), 2, 3))
        == [6, 4, 8, 0, 1, 4, 12, 0, 9, 8, 12, 0, 1, 0, 0, 0])
    #expect(bytes((.autobound, 2, 1)) == [6, 4, 8, 0, 1, 4, 8, 0])
  }

  @Test func othersAreNoPrograms() {
    #expect(bytes() == nil)
    #expect(bytes((.autobound, 0, 1)) == nil)
    #expect(bytes((.autobound, 1, 3)) == nil)
    #expect(bytes((.autobound, -1, 1)) == nil)
    #expect(bytes((.autobound, 2, 3), (.autobound, 1, 3)) == nil)
    let count = InetDiagProgram.maxBytes / 8
    for (length, fits) in [(count, true), (count + 1, false)] {
      let steps = (0..<length).map {
        Program.Step(.device(1), yes: $0 + 1, no: length + 1)
      }
      #expect((Program(steps) != nil) == fits)
    }
  }

  @Test func isAnAttributeOfTheRequest() throws {
    var request = Request.inetDump(family: 2, transport: 6, states: 2)
    let plain = request.bytes
    request.appendProgram(
      try #require(Program([Program.Step(.device(1), yes: 1, no: 2)])))
    #expect(request.bytes.count == plain.count + 12)
    #expect(
      Array(request.bytes[plain.count...]) == [12, 0, 1, 0, 9, 8, 12, 0, 1, 0, 0, 0])
    #expect(request.bytes[0] == 84)
  }
}
