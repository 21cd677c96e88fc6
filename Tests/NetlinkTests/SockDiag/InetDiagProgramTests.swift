import Netlink
import Syscalls
import Testing

@Suite("inet_diag filter programs")
struct InetDiagProgramTests {
  typealias Program = InetDiagProgram

  private func bytes(_ tests: (Program.Test, yes: Int, no: Int)...) -> [UInt8]? {
    Program(tests.map { Program.Step($0.0, yes: $0.yes, no: $0.no) })?.bytes
  }

  /// A program of one test: accept is its end, and reject is four bytes beyond the end.
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

  /// If "yes" does not lead to the next test, a jump follows: a test that always fails.
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
  }

  /// `no` of `struct inet_diag_bc_op` (`linux/inet_diag.h`) is a u16, and inet_diag_bc_audit() of
  /// `net/ipv4/inet_diag.c` accepts only multiples of 4, at most 4 beyond the end of the program
  /// ("reject"). So the longest jump is 65,532, and the longest program has 65,528 bytes.
  @Test func theLongestProgramIsTheLongestThatTheKernelTakes() throws {
    let longest = 65_528
    #expect(Program.maxBytes == longest)
    func program(bytes: Int) -> Program? {
      // Tests of four bytes each.
      let count = bytes / 4
      return Program((0..<count).map { Program.Step(.autobound, yes: $0 + 1, no: count + 1) })
    }
    #expect(program(bytes: longest + 4) == nil)
    let longestProgram = try #require(program(bytes: longest))
    #expect(longestProgram.bytes.count == longest)
    #expect(Array(longestProgram.bytes[..<4]) == [6, 4, 0xfc, 0xff])  // no = 65,532
    var request = Request.inetDump(family: 2, transport: 6, states: .max)
    request.appendProgram(longestProgram)
    var conversation = Conversation(KernelTransport(try NetlinkSocket(.sockDiag)))
    // EINVAL is what the kernel answers to a program that it does not accept.
    _ = try conversation.dump(request) { _ throws(NetlinkError) in .next }
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
