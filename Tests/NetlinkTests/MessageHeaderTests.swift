import Netlink
import Syscalls
import Testing

@Suite("nlmsghdr")
struct MessageHeaderTests {
  @Test func isReadByteForByte() throws {
    let bytes: [UInt8] = [
      0x14, 0x00, 0x00, 0x00,  // nlmsg_len 20
      0x03, 0x00,  // nlmsg_type NLMSG_DONE
      0x12, 0x02,  // nlmsg_flags NLM_F_MULTI | NLM_F_DUMP_INTR | NLM_F_ACK_TLVS
      0x04, 0x03, 0x02, 0x01,  // nlmsg_seq
      0xd2, 0x04, 0x00, 0x00,  // nlmsg_pid
    ]
    let read = MessageHeader(bytes.rawBytes, at: 0)
    let header = try #require(read)
    #expect(
      header
        == MessageHeader(
          length: 20, type: ControlType.done,
          flags: MessageFlag.multi | MessageFlag.dumpInterrupted | MessageFlag.ackTLVs,
          sequence: 0x0102_0304, port: 1234))
    for kept in 0..<16 {
      let read = MessageHeader(bytes.rawBytes.extracting(0..<kept), at: 0)
      #expect(read == nil)
    }
    for offset in [1, -1, Int.max] {
      let read = MessageHeader(bytes.rawBytes, at: offset)
      #expect(read == nil)
    }
  }

  @Test func isWrittenByteForByte() {
    #expect(
      Request(type: 0x1234, flags: MessageFlag.ack).bytes == [
        0x10, 0x00, 0x00, 0x00,  // nlmsg_len 16
        0x34, 0x12,  // nlmsg_type
        0x05, 0x00,  // nlmsg_flags NLM_F_REQUEST | NLM_F_ACK
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq, filled in when it is sent
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid, filled in by the kernel
      ])
  }

  @Test func lengthGrowsWithWhatIsAppended() {
    var request = Request(type: 1, flags: 0)
    request.append(UInt16(0x0201))
    #expect(request.bytes[0] == 18)
    request.appendZeros(2)
    request.appendAttribute(5, [0xaa])
    request.appendAttribute(6, UInt32(0x0403_0201))
    #expect(
      Array(request.bytes[16...]) == [
        0x01, 0x02, 0x00, 0x00,
        0x05, 0x00, 0x05, 0x00, 0xaa, 0x00, 0x00, 0x00,  // nla_len without the padding
        0x08, 0x00, 0x06, 0x00, 0x01, 0x02, 0x03, 0x04,
      ])
    #expect(request.bytes[0] == 36)
  }
}
