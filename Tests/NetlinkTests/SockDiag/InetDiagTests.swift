import Netlink
import Syscalls
import Testing

@Suite("inet_diag")
struct InetDiagTests {
  /// `struct inet_diag_sockid` of a dump.
  private static let anySocket: [UInt8] = [
    0x00, 0x00,  // idiag_sport
    0x00, 0x00,  // idiag_dport
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // idiag_src
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // idiag_dst
    0x00, 0x00, 0x00, 0x00,  // idiag_if
    0xff, 0xff, 0xff, 0xff,  // idiag_cookie[0] INET_DIAG_NOCOOKIE
    0xff, 0xff, 0xff, 0xff,  // idiag_cookie[1] INET_DIAG_NOCOOKIE
  ]

  @Test func socketsAreDumped() {
    #expect(
      Request.inetDump(family: 10, transport: 6, states: 0x402).bytes == [
        0x48, 0x00, 0x00, 0x00,  // nlmsg_len 72
        0x14, 0x00,  // nlmsg_type SOCK_DIAG_BY_FAMILY
        0x01, 0x03,  // nlmsg_flags NLM_F_REQUEST | NLM_F_DUMP
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x0a,  // sdiag_family AF_INET6
        0x06,  // sdiag_protocol IPPROTO_TCP
        0x00,  // idiag_ext
        0x00,  // pad
        0x02, 0x04, 0x00, 0x00,  // idiag_states ESTABLISHED LISTEN
      ] + InetDiagTests.anySocket)
  }

  @Test func socketsOfBothFamiliesAreDumpedAtOnce() {
    #expect(
      Request.tcpDump(states: 0x402, extensions: [.info]).bytes == [
        0x4c, 0x00, 0x00, 0x00,  // nlmsg_len 76
        0x12, 0x00,  // nlmsg_type TCPDIAG_GETSOCK
        0x01, 0x03,  // nlmsg_flags NLM_F_REQUEST | NLM_F_DUMP
        0x00, 0x00, 0x00, 0x00,  // nlmsg_seq
        0x00, 0x00, 0x00, 0x00,  // nlmsg_pid
        0x00,  // idiag_family, which the kernel ignores
        0x00,  // idiag_src_len
        0x00,  // idiag_dst_len
        0x02,  // idiag_ext INET_DIAG_INFO
      ] + InetDiagTests.anySocket + [
        0x02, 0x04, 0x00, 0x00,  // idiag_states ESTABLISHED LISTEN
        0x00, 0x00, 0x00, 0x00,  // idiag_dbs
      ])
  }

  static let answer: [UInt8] = [
    0x0a,  // idiag_family AF_INET6
    0x0a,  // idiag_state TCP_LISTEN
    0x01,  // idiag_timer
    0x02,  // idiag_retrans
    0x13, 0x89,  // id.idiag_sport 5001, big-endian
    0x00, 0x50,  // id.idiag_dport 80, big-endian
    0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01,  // id.idiag_src 2001:db8::1
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0x0a, 0, 0, 0x02,  // id.idiag_dst ::ffff:10.0.0.2
    0x03, 0x00, 0x00, 0x00,  // id.idiag_if
    0x78, 0x56, 0x34, 0x12,  // id.idiag_cookie[0], the low half
    0x01, 0x00, 0x00, 0x00,  // id.idiag_cookie[1], the high half
    0xe8, 0x03, 0x00, 0x00,  // idiag_expires 1000
    0x04, 0x00, 0x00, 0x00,  // idiag_rqueue
    0x80, 0x00, 0x00, 0x00,  // idiag_wqueue
    0xe8, 0x03, 0x00, 0x00,  // idiag_uid 1000
    0xff, 0xff, 0xff, 0xff,  // idiag_inode
    0x05, 0x00, 0x0b, 0x00, 0x01, 0x00, 0x00, 0x00,  // INET_DIAG_SKV6ONLY
  ]

  @Test func socketsAreReadByteForByte() throws {
    let read = InetDiagMessage(InetDiagTests.answer.rawBytes)
    let socket = try #require(read)
    #expect(socket.family == 10)
    #expect(socket.state == 10)
    #expect(socket.timer == 1)
    #expect(socket.retransmits == 2)
    #expect(socket.sourcePort == 5001)
    #expect(socket.destinationPort == 80)
    #expect(socket.source == InetAddress(high: 0x2001_0db8_0000_0000, low: 1))
    #expect(socket.destination == InetAddress(high: 0, low: 0xffff_0a00_0002))
    #expect(socket.destination.isV4Mapped && !socket.source.isV4Mapped)
    #expect(socket.interface == 3)
    #expect(socket.cookie == 0x1_1234_5678)
    #expect(socket.expires == 1000)
    #expect(socket.receiveQueue == 4)
    #expect(socket.sendQueue == 128)
    #expect(socket.uid == 1000)
    #expect(socket.inode == 0xffff_ffff)
    let attributes = try AttributeTable(
      InetDiagTests.answer.rawBytes, from: InetDiagMessage.size)
    #expect(attributes.integer(InetDiagAttribute.v6Only, as: UInt8.self) == 1)
  }

  @Test func ipv4AddressesLieInTheFirstWord() throws {
    let bytes: [UInt8] = [192, 0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let address = InetAddress(bytes.rawBytes, at: 0)
    #expect(address?.v4 == 0xc000_0201)
  }

  @Test(arguments: 0..<72)
  func socketsAreNotReadFromLessThanTheirFixedPart(kept: Int) {
    let read = InetDiagMessage(InetDiagTests.answer.rawBytes.extracting(0..<kept))
    #expect(read == nil)
  }
}
