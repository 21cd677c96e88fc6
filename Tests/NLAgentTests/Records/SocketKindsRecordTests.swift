import Netlink
import Protocol
import Syscalls
import TestSupport
import Testing
import Vocabulary

@testable import NLAgent

@Suite("records of netlink, packet, vsock, raw and SCTP sockets")
struct SocketKindsRecordTests {
  private func record(
    _ method: MethodContract, _ write: (inout JSONWriter) throws -> Void
  ) throws -> JSONNode {
    var json = JSONWriter()
    try write(&json)
    let node = try MethodRun.parse(json)
    let list = method.result.first { $0.name == method.list }?.schema
    guard case .array(let schema)? = list else { throw MethodCallFailure.noContract }
    Conformance.check(node, schema, at: method.name)
    return node
  }

  @Test func netlinkSockets() throws {
    let bytes: [UInt8] =
      [16, 2, 200, 1] + le32(0) + le32(7) + le32(8) + le32(0) + le32(9) + le32(1)
      + attribute(1, [0x81, 0, 0, 0, 0x01]) + attribute(0, le32(5)) + attribute(4, le32(0x121))
      + attribute(9, le32(1))
    let node = try record(.netlinkSockets) { json in
      guard let socket = NetlinkDiagMessage(bytes.rawBytes) else { return }
      try NetlinkSocketRecord.write(socket, bytes.rawBytes, to: &json)
    }
    #expect(node["protocol"]?.text == "UNKNOWN_200")
    #expect(node["type"]?.text == "dgram")
    #expect(node["connected"]?.flag == true)
    #expect(node["inode"]?.isNull == true)
    #expect(node["groups"]?.elements?.compactMap(\.number) == [1, 8, 33])
    #expect(node["memory"]?["rmem_alloc"]?.number == 5)
    #expect(node["memory"]?.names == ["rmem_alloc"])
    #expect(node["flags"]?.texts == ["CB_RUNNING", "CAP_ACK", "0x100"])
    #expect(node["cookie"]?.text == "0000000100000009")
  }

  @Test func everyProtocolOfTheContractHasANumber() {
    for name in MethodContract.netlinkProtocols {
      #expect(NetlinkSocketRecord.numbers([name]).count == 1, "\(name)")
    }
    #expect(NetlinkSocketRecord.protocols.count == MethodContract.netlinkProtocols.count)
  }

  @Test func packetSockets() throws {
    let membership: [UInt8] =
      le32(1_000_000) + le32(2) + le16(0) + le16(6) + [1, 2, 3, 4, 5, 6]
      + [UInt8](repeating: 0xee, count: 26)
    let stranger: [UInt8] =
      le32(1) + le32(1) + le16(9) + le16(0xffff) + [UInt8](repeating: 0xab, count: 32)
    let bytes: [UInt8] =
      [17, 10, 0x34, 0x12] + le32(77) + le32(9) + le32(1)
      + attribute(0, le32(1_000_000) + le32(2) + le32(3) + le32(4) + le32(5) + le32(0x25))
      + attribute(1, membership + stranger) + attribute(3, (1...7).flatMap { le32($0) })
      + attribute(4, le32(0x63_0007)) + attribute(5, le32(1000)) + attribute(7, [1, 2, 3, 4])
    let names = InterfaceNames()
    let node = try record(.packetSockets) { json in
      guard let socket = PacketDiagMessage(bytes.rawBytes) else { return }
      try PacketSocketRecord.write(socket, bytes.rawBytes, names, to: &json)
    }
    #expect(node["type"]?.text == "packet")
    #expect(node["protocol"]?.text == "0x1234")
    #expect(node["interfaceIndex"]?.number == 1_000_000)
    #expect(node["interface"] == nil)
    #expect(node["info"]?["pdi_tstamp"]?.number == 5)
    #expect(node["info"]?["flags"]?.texts == ["RUNNING", "ORIGDEV", "0x20"])
    let memberships = try #require(node["memberships"]?.elements)
    #expect(memberships[0]["type"]?.text == "MULTICAST")
    #expect(memberships[0]["addressHex"]?.text == "010203040506")
    #expect(memberships[1]["type"]?.text == "UNKNOWN_9")
    // A length that lies reaches no further than the address.
    #expect(memberships[1]["addressHex"]?.text?.count == 64)
    #expect(node["transmitRing"]?["pdr_features"]?.number == 7)
    #expect(node["receiveRing"] == nil)
    #expect(node["fanout"]?["id"]?.number == 7)
    #expect(node["fanout"]?["type"]?.text == "UNKNOWN_99")
    #expect(node["uid"]?.number == 1000)
  }

  @Test func vsockSockets() throws {
    let bytes: [UInt8] =
      [40, 1, 7, 2] + le32(2) + le32(1024) + le32(.max) + le32(.max) + le32(77) + le32(9) + le32(1)
    let node = try record(.vsockSockets) { json in
      guard let socket = VsockDiagMessage(bytes.rawBytes) else { return }
      VsockSocketRecord.write(socket, to: &json)
    }
    #expect(node["type"]?.text == "stream")
    #expect(node["state"]?.text == "UNCONNECTED")
    #expect(node["localCID"]?.number == 2)
    #expect(node["localPort"]?.number == 1024)
    #expect(node["remoteCID"]?.isNull == true)
    #expect(node["remotePort"]?.isNull == true)
    #expect(node["shutdown"]?.texts == ["send"])
    #expect(node["inode"]?.number == 77)
  }

  /// `struct inet_diag_msg` of a state, zeros but for that, and attributes.
  private func inet(
    _ state: UInt8, _ attributes: [UInt8], _ transport: InetTransport
  ) throws -> JSONNode {
    let bytes = [2, state] + [UInt8](repeating: 0, count: 70) + attributes
    return try record(.inetConnections) { json in
      guard let socket = InetDiagMessage(bytes.rawBytes) else { return }
      var record = InetRecord(.v4, transport)
      try record.write(socket, bytes.rawBytes, to: &json)
    }
  }

  @Test func rawSocketsHaveTheirProtocol() throws {
    let node = try inet(7, attribute(10, [58]), .raw)
    #expect(node["protocol"]?.text == "raw")
    #expect(node["state"]?.text == "UNCONNECTED")
    #expect(node["rawProtocol"]?.number == 58)
  }

  @Test func associationsHaveStatesAndAddressesOfTheirOwn() throws {
    let v4: [UInt8] = le16(2) + [0x13, 0x89, 192, 0, 2, 1] + [UInt8](repeating: 0, count: 120)
    let v6: [UInt8] =
      le16(10) + [0x13, 0x89, 0, 0, 0, 0, 0x20, 1] + [UInt8](repeating: 0, count: 13) + [1]
      + [UInt8](repeating: 0, count: 104)
    let socket = try inet(10, attribute(12, v4), .sctp)
    #expect(socket["state"]?.text == "LISTEN")
    #expect(socket["localAddresses"]?.texts == ["192.0.2.1"])
    #expect(socket["remoteAddresses"] == nil)
    let association = try inet(7, attribute(12, v4 + v6) + attribute(13, v6 + [1, 2]), .sctp)
    #expect(association["state"]?.text == "SHUTDOWN_ACK_SENT")
    #expect(association["localAddresses"]?.texts == ["192.0.2.1", "2001::1"])
    #expect(association["remoteAddresses"]?.texts == ["2001::1"])
    #expect(try inet(0, attribute(13, v6), .sctp)["state"]?.text == "CLOSE")
  }
}
