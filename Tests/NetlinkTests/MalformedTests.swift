import Netlink
import Syscalls
import TestSupport
import Testing

@Suite("Bytes that break the rules")
struct MalformedTests {
  @Test(arguments: [15, 4, 0] as [UInt32])
  func lengthBelowTheHeader(length: UInt32) {
    #expect(
      throws: NetlinkError.malformed("nlmsg_len \(length) does not fit the datagram", offset: 0)
    ) { try dump([.datagram(message(data, [1, 2, 3, 4], length: length)), .datagram(done())]) }
  }

  @Test func lengthBeyondTheDatagram() {
    let bytes = message(data, [1, 2, 3, 4]) + message(data, [1, 2, 3, 4], length: 21)
    #expect(throws: NetlinkError.malformed("nlmsg_len 21 does not fit the datagram", offset: 20)) {
      try dump([.datagram(bytes), .datagram(done())])
    }
    #expect(throws: NetlinkError.self) {
      try dump([.datagram(message(data, [1], length: .max)), .datagram(done())])
    }
  }

  @Test(arguments: 1..<16)
  func headerCutShort(kept: Int) {
    let bytes = message(data, [1, 2, 3, 4]) + message(data)[0..<kept]
    #expect(throws: NetlinkError.malformed("message header cut short", offset: 20)) {
      try dump([.datagram(bytes), .datagram(done())])
    }
  }

  @Test func lastMessageMayLackItsPadding() throws {
    let bytes = message(data, [1, 2, 3, 4, 5])
    let result = try dump([.datagram(Array(bytes.dropLast(3))), .datagram(done())])
    #expect(result.payloads == [[1, 2, 3, 4, 5]])
  }

  @Test func emptyDatagramIsNothing() throws {
    #expect(try dump([.datagram([]), .datagram(done())]).payloads.isEmpty)
  }

  @Test func datagramThatDoesNotFitIsNotRead() {
    #expect(throws: NetlinkError.truncated(length: 5000)) {
      try dump([.cut(message(data, [1]), length: 5000), .datagram(done())])
    }
    #expect(throws: NetlinkError.truncated(length: 36)) {
      try dump([.datagram(message(data, [1]) + message(data))], bufferBytes: 32)
    }
    #expect(throws: Never.self) {
      try dump(
        [.datagram(message(data, le32(1) + le32(2) + le64(3))), .datagram(done())],
        bufferBytes: 32)
    }
  }

  @Test(arguments: [1, 22, 4096, -4096, .min, .max] as [Int32])
  func errnoOutOfRange(code: Int32) {
    let expected = NetlinkError.malformed("errno \(code) in an error message", offset: 0)
    #expect(throws: expected) { try dump([.datagram(error(code))]) }
    #expect(throws: expected) { try dump([.datagram(done(code))]) }
    #expect(throws: expected) { try exchange([.datagram(error(code))]) }
  }

  @Test func errnoCutShort() {
    let expected = NetlinkError.malformed("an error message without its errno", offset: 0)
    #expect(throws: expected) { try dump([.datagram(message(2, [0xfe, 0xff]))]) }
    #expect(throws: expected) { try dump([.datagram(message(3, [0xfe, 0xff]))]) }
    #expect(throws: expected) { try dump([.datagram(message(2))]) }
  }
}
