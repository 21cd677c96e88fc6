internal import Netlink
internal import Privileged
internal import Protocol
internal import Vocabulary

/// Writes packet sockets as JSON records.
enum PacketSocketRecord {
  static func write(
    _ socket: PacketDiagMessage, _ message: RawSpan, _ names: InterfaceNames,
    in namespace: TargetNamespace? = nil, to json: inout JSONWriter
  ) throws(NetlinkError) {
    json.beginObject()
    namespace?.writeMembers(to: &json)
    json.member("type", socketType: socket.type)
    if let known = protocols.first(where: { $0.number == socket.protocol }) {
      json.member("protocol", token: known.name)
    } else {
      json.member("protocol", "0x" + String(socket.protocol, radix: 16))
    }
    json.member("protocolNumber", socket.protocol)
    if socket.inode == 0 { json.memberNull("inode") } else { json.member("inode", socket.inode) }
    var attributes = AttributeCursor(message, from: PacketDiagMessage.size)
    while let attribute = try attributes.next() {
      let payload = message.extracting(attribute.start..<attribute.start + attribute.count)
      switch attribute.type {
      case PacketDiagAttribute.info: writeInfo(payload, names, to: &json)
      case PacketDiagAttribute.memberships: writeMemberships(payload, names, to: &json)
      case PacketDiagAttribute.receiveRing:
        json.member("receiveRing", .packetRing, of: payload)
      case PacketDiagAttribute.transmitRing:
        json.member("transmitRing", .packetRing, of: payload)
      case PacketDiagAttribute.fanout: writeFanout(payload, to: &json)
      case PacketDiagAttribute.uid:
        json.member("uid", ifPresent: payload.load(UInt32.self, at: 0))
      case PacketDiagAttribute.memory:
        json.member("memory", .socketMemory, of: payload)
      default: break
      }
    }
    json.key("cookie")
    json.hexString(socket.cookie)
    json.endObject()
  }

  private static func writeInfo(
    _ bytes: RawSpan, _ names: InterfaceNames, to json: inout JSONWriter
  ) {
    if let index = bytes.load(UInt32.self, at: 0), index != 0 {
      json.member("interfaceIndex", index)
      names.write("interface", index, to: &json)
    }
    json.key("info")
    json.beginObject()
    json.members(.packetInfo, of: bytes)
    if let bits = bytes.load(UInt32.self, at: PacketDiagAttribute.infoFlagsOffset) {
      json.member("flags", bits, words: flags)
    }
    json.endObject()
  }

  private static func writeMemberships(
    _ bytes: RawSpan, _ names: InterfaceNames, to json: inout JSONWriter
  ) {
    let size = PacketDiagAttribute.membershipBytes
    guard bytes.byteCount >= size else { return }
    json.key("memberships")
    json.beginArray()
    var offset = 0
    while offset + size <= bytes.byteCount {
      write(membership: bytes.extracting(offset..<offset + size), names, to: &json)
      offset += size
    }
    json.endArray()
  }

  /// Writes one `struct packet_diag_mclist`.
  private static func write(
    membership bytes: RawSpan, _ names: InterfaceNames, to json: inout JSONWriter
  ) {
    guard let index = bytes.load(UInt32.self, at: 0), let count = bytes.load(UInt32.self, at: 4),
      let type = bytes.load(UInt16.self, at: 8), let length = bytes.load(UInt16.self, at: 10)
    else { return }
    json.beginObject()
    json.member("interfaceIndex", index)
    names.write("interface", index, to: &json)
    if let known = memberships.first(where: { $0.number == type }) {
      json.member("type", token: known.name)
    } else {
      json.member("type", "UNKNOWN_\(type)")
    }
    json.member("count", count)
    if length > 0 {
      let end = min(12 + Int(length), bytes.byteCount)
      json.key("addressHex")
      json.hexString(bytes.extracting(12..<end))
    }
    json.endObject()
  }

  private static func writeFanout(_ bytes: RawSpan, to json: inout JSONWriter) {
    guard let value = bytes.load(UInt32.self, at: 0) else { return }
    json.key("fanout")
    json.beginObject()
    json.member("id", value & 0xffff)
    if let known = fanouts.first(where: { $0.number == value >> 16 }) {
      json.member("type", token: known.name)
    } else {
      json.member("type", "UNKNOWN_\(value >> 16)")
    }
    json.endObject()
  }

  // ETH_P_… of `linux/if_ether.h` that packet sockets are commonly bound to.
  private static let protocols: [(number: UInt16, name: StaticString)] = [
    (0, "NONE"), (0x0003, "ALL"), (0x0004, "802_2"), (0x0800, "IP"), (0x0806, "ARP"),
    (0x8035, "RARP"), (0x8100, "8021Q"), (0x86dd, "IPV6"), (0x8847, "MPLS_UC"),
    (0x8863, "PPP_DISC"), (0x8864, "PPP_SES"), (0x888e, "PAE"), (0x88a8, "8021AD"),
    (0x88cc, "LLDP"), (0x88f7, "1588"),
  ]

  // PDI_… of `linux/packet_diag.h`.
  private static let flags = [
    FlagWord(0x01, "RUNNING"), FlagWord(0x02, "AUXDATA"), FlagWord(0x04, "ORIGDEV"),
    FlagWord(0x08, "VNETHDR"), FlagWord(0x10, "LOSS"),
  ]

  // PACKET_MR_… of `linux/if_packet.h`.
  private static let memberships: [(number: UInt16, name: StaticString)] = [
    (0, "MULTICAST"), (1, "PROMISC"), (2, "ALLMULTI"), (3, "UNICAST"),
  ]

  // PACKET_FANOUT_… of `linux/if_packet.h`.
  private static let fanouts: [(number: UInt32, name: StaticString)] = [
    (0, "HASH"), (1, "LB"), (2, "CPU"), (3, "ROLLOVER"), (4, "RND"), (5, "QM"), (6, "CBPF"),
    (7, "EBPF"),
  ]
}
