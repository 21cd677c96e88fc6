import Netlink
import Testing

/// Lines of /proc/net that a kernel wrote on a little-endian machine.
@Suite struct InetSocketLineTests {
  private func read(_ line: String, v6: Bool = false) -> InetDiagMessage? {
    InetDiagMessage(procLine: Array(line.utf8)[...], family: v6 ? 10 : 2)
  }

  @Test func aListenerIsReadInFull() throws {
    let socket = try #require(
      read(
        "   7: 0100007F:1389 00000000:0000 0A 00000003:00000002 00:00000000 00000000  1000        "
          + "0 1674 1 00000000fd602310 100 0 0 10 0                      "))
    #expect(socket.family == 2 && socket.state == 10)
    #expect(socket.source == InetAddress(high: 0x7f00_0001_0000_0000, low: 0))
    #expect(socket.sourcePort == 5001)
    #expect(socket.destination == InetAddress(high: 0, low: 0) && socket.destinationPort == 0)
    #expect(socket.sendQueue == 3 && socket.receiveQueue == 2)
    #expect(socket.timer == 0 && socket.expires == 0 && socket.retransmits == 0)
    #expect(socket.uid == 1000 && socket.inode == 1674)
    #expect(socket.cookie == 0 && socket.interface == 0)
  }

  @Test func anAddressOfSixteenBytesIsFourWords() throws {
    let socket = try #require(
      read(
        "  0: B80D0120341200007856000001000000:01BB 0000000000000000FFFF00000100007F:8F00 01 "
          + "00000000:00000000 02:000002C2 00000001     0        3 42 2 0000000000000000 20 4 30 10 -1",
        v6: true))
    #expect(
      socket.source == InetAddress(high: 0x2001_0db8_0000_1234, low: 0x0000_5678_0000_0001))
    #expect(socket.destination.isV4Mapped)
    #expect(socket.sourcePort == 443 && socket.destinationPort == 0x8f00)
    // 706 ticks of 10 ms. During a keepalive the number of probes counts.
    #expect(socket.timer == 2 && socket.expires == 7060 && socket.retransmits == 3)
  }

  @Test func retransmissionsAndProbesAreDistinguished() throws {
    for (timer, expected) in [("01", 5), ("02", 7), ("03", 5), ("04", 7), ("00", 5)] {
      let socket = try #require(
        read(
          " 1: 00000000:0001 00000000:0002 01 00000000:00000000 \(timer):00000001 00000005 0 7 9"))
      #expect(socket.retransmits == UInt8(expected))
    }
  }

  @Test func whatIsTooLargeIsClamped() throws {
    let socket = try #require(
      read(
        " 1: 00000000:0001 00000000:0002 01 FFFFFFFFFF:FFFFFFFFFF 01:FFFFFFFFFFFFFFFF 0000FFFF "
          + "4294967294 0 18446744073709551615"))
    #expect(socket.sendQueue == .max && socket.receiveQueue == .max)
    #expect(socket.expires == .max && socket.retransmits == .max)
    #expect(socket.uid == 4_294_967_294 && socket.inode == .max)
  }

  @Test(arguments: [
    "", " ", "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid",
    " 1: 00000000:0001", " 1: 0000000:00001 00000000:0002 01 0:0 0:0 0 0 0 0",
    " 1: 00000000 00000000:0002 01 0:0 0:0 0 0 0 0",
    " 1: 0000000g:0001 00000000:0002 01 0:0 0:0 0 0 0 0",
    " 1: 00000000:0001 00000000:0002 101 0:0 0:0 0 0 0 0",
    " 1: 00000000:0001 00000000:0002 01 0 0:0 0 0 0 0",
    " 1: 00000000:0001 00000000:0002 01 0:0 0:0 0 x 0 0",
    " 1: 00000000:0001 00000000:0002 01 0:0 0:0 0 0 0 18446744073709551616",
    " 1 00000000:0001 00000000:0002 01 0:0 0:0 0 0 0 0",
  ]) func whatIsNoSuchLineIsNone(_ line: String) {
    #expect(read(line) == nil)
  }

  @Test func anAddressOfTheOtherFamilyIsNone() {
    let v4 = " 1: 00000000:0001 00000000:0002 01 0:0 0:0 0 0 0 0"
    #expect(read(v4) != nil)
    #expect(read(v4, v6: true) == nil)
  }

  /// A line that is cut short is not read, at any length.
  @Test func aLineCutShortIsNone() throws {
    let line = " 1: 00000000:0001 00000000:0002 01 00000000:00000000 00:00000000 00000000 0 0 7"
    let whole = try #require(read(line))
    #expect(whole.inode == 7)
    for count in 0..<line.count { #expect(read(String(line.prefix(count))) == nil) }
  }
}
