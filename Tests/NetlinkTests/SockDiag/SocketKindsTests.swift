import Netlink
import Syscalls
import TestSupport
import Testing

/// Requests and messages of the smaller sock_diag families, byte for byte.
@Suite("netlink_diag, packet_diag, vsock_diag and lookups")
struct SocketKindsTests {
  private func header(_ count: UInt8, flags: UInt16 = 0x301) -> [UInt8] {
    [count, 0, 0, 0, 0x14, 0] + [UInt8(flags & 0xff), UInt8(flags >> 8)] + [0, 0, 0, 0, 0, 0, 0, 0]
  }

  @Test func kindsAreDumped() {
    #expect(
      Request.netlinkDump().bytes == header(36) + [
        0x10,  // sdiag_family AF_NETLINK
        0xff,  // sdiag_protocol NDIAG_PROTO_ALL
        0, 0,  // pad
        0, 0, 0, 0,  // ndiag_ino
        0x0b, 0, 0, 0,  // ndiag_show MEMINFO GROUPS FLAGS
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  // ndiag_cookie
      ])
    #expect(
      Request.packetDump().bytes == header(36) + [
        0x11,  // sdiag_family AF_PACKET
        0,  // sdiag_protocol
        0, 0,  // pad
        0, 0, 0, 0,  // pdiag_ino
        0x1f, 0, 0, 0,  // pdiag_show INFO MCLIST RING_CFG FANOUT MEMINFO
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  // pdiag_cookie
      ])
    #expect(
      Request.vsockDump(states: 0x402).bytes == header(40) + [
        0x28,  // sdiag_family AF_VSOCK
        0,  // sdiag_protocol
        0, 0,  // pad
        0x02, 0x04, 0, 0,  // vdiag_states
        0, 0, 0, 0,  // vdiag_ino
        0, 0, 0, 0,  // vdiag_show
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  // vdiag_cookie
      ])
    #expect(Request.unixDump(states: 1).bytes[28] == 0x57)
    #expect(Request.unixDump(states: 1, memory: true).bytes[28] == 0x77)
  }

  /// Protocols beyond eight bits have an attribute; without it MPTCP would be taken for TCP.
  @Test func protocolsBeyondEightBitsAreWhole() {
    let mptcp = Request.inetDump(family: 2, transport: 262, states: 1, extensions: [.info]).bytes
    #expect(mptcp.count == 80 && mptcp[0] == 80)
    #expect(Array(mptcp[16..<20]) == [0x02, 0xff, 0x02, 0x00])
    #expect(Array(mptcp[72...]) == [8, 0, 3, 0, 6, 1, 0, 0])  // INET_DIAG_REQ_PROTOCOL 262
    let raw = Request.inetDump(family: 2, transport: 255, states: 1).bytes
    #expect(raw.count == 72 && raw[17] == 255)
  }

  @Test func extensionsAreTheBitsOfTheirAttributes() {
    let all: InetDiagExtensions = [
      .info, .vegasInfo, .congestion, .tos, .trafficClass, .socketMemory, .shutdown,
    ]
    #expect(all.rawValue == 0xfe)
    #expect(InetDiagExtensions.info.rawValue == 2)
    #expect(InetDiagExtensions.shutdown.rawValue == 0x80)
  }

  @Test(arguments: [(UInt16(6), false), (17, true)])
  func socketsAreLookedUp(_ transport: UInt16, _ isSwapped: Bool) {
    let id = InetSocketID(
      local: InetAddress(high: 0xc000_0201_0000_0000, low: 0), localPort: 5001,
      remote: InetAddress(high: 0x2001_0db8_0000_0000, low: 1), remotePort: 80, interface: 3,
      cookie: 0x1_1234_5678)
    let bytes = Request.inetSocket(family: 2, transport: transport, id).bytes
    let localPort: [UInt8] = [0x13, 0x89]
    let remotePort: [UInt8] = [0x00, 0x50]
    let local: [UInt8] = [192, 0, 2, 1] + [UInt8](repeating: 0, count: 12)
    let remote: [UInt8] = [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [1]
    #expect(
      bytes == header(72, flags: 0x005) + [2, UInt8(transport), 0, 0, 0xff, 0xff, 0xff, 0xff]
        + (isSwapped
          ? remotePort + localPort + remote + local
          : localPort + remotePort + local + remote)
        + le32(3) + le32(0x1234_5678) + le32(1))
    var any = id
    any.cookie = nil
    #expect(
      Request.inetSocket(family: 2, transport: 6, any).bytes.suffix(8)
        == [UInt8](repeating: 0xff, count: 8))
  }

  static let netlink: [UInt8] =
    [16, 3, 15, 1] + le32(4242) + le32(7) + le32(8) + le32(0xffff_fffe) + le32(9) + le32(1)
  static let packet: [UInt8] = [17, 3, 0x06, 0x08] + le32(77) + le32(9) + le32(1)
  static let vsock: [UInt8] =
    [40, 1, 10, 3] + le32(2) + le32(1024) + le32(.max) + le32(5) + le32(77) + le32(9) + le32(1)

  @Test func messagesAreReadByteForByte() throws {
    let netlink = NetlinkDiagMessage(SocketKindsTests.netlink.rawBytes)
    #expect(netlink?.type == 3 && netlink?.protocol == 15 && netlink?.state == 1)
    #expect(netlink?.portID == 4242 && netlink?.peerPortID == 7 && netlink?.peerGroup == 8)
    #expect(netlink?.inode == 0xffff_fffe && netlink?.cookie == 0x1_0000_0009)
    let packet = PacketDiagMessage(SocketKindsTests.packet.rawBytes)
    #expect(packet?.type == 3 && packet?.protocol == 0x0806)
    #expect(packet?.inode == 77 && packet?.cookie == 0x1_0000_0009)
    let vsock = VsockDiagMessage(SocketKindsTests.vsock.rawBytes)
    #expect(vsock?.type == 1 && vsock?.state == 10 && vsock?.shutdown == 3)
    #expect(vsock?.localCID == 2 && vsock?.localPort == 1024)
    #expect(vsock?.remoteCID == .max && vsock?.remotePort == 5)
    #expect(vsock?.inode == 77 && vsock?.cookie == 0x1_0000_0009)
  }

  @Test func messagesAreNotReadFromLessThanTheirFixedPart() {
    for kept in 0..<NetlinkDiagMessage.size {
      let read = NetlinkDiagMessage(SocketKindsTests.netlink.rawBytes.extracting(0..<kept))
      #expect(read == nil)
    }
    for kept in 0..<PacketDiagMessage.size {
      let read = PacketDiagMessage(SocketKindsTests.packet.rawBytes.extracting(0..<kept))
      #expect(read == nil)
    }
    for kept in 0..<VsockDiagMessage.size {
      let read = VsockDiagMessage(SocketKindsTests.vsock.rawBytes.extracting(0..<kept))
      #expect(read == nil)
    }
  }

  @Test func memoryOfUnixSocketsIsFound() throws {
    let bytes =
      [1, 1, 1, 0] + le32(5) + le32(6) + le32(0) + attribute(5, le32(1) + le32(2))
    let socket = try UnixDiagMessage(bytes.rawBytes)
    #expect(socket.memory?.byteCount == 8)
    #expect(socket.memory?.load(UInt32.self, at: 4) == 2)
  }
}
