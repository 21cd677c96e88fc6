internal import Netlink
internal import Privileged
internal import Protocol
internal import Vocabulary

/// Writes netlink sockets as JSON records.
enum NetlinkSocketRecord {
  /// NETLINK_… of `linux/netlink.h`.
  static let protocols: [(number: UInt8, name: StaticString)] = [
    (0, "ROUTE"), (2, "USERSOCK"), (3, "FIREWALL"), (4, "SOCK_DIAG"), (5, "NFLOG"), (6, "XFRM"),
    (7, "SELINUX"), (8, "ISCSI"), (9, "AUDIT"), (10, "FIB_LOOKUP"), (11, "CONNECTOR"),
    (12, "NETFILTER"), (13, "IP6_FW"), (14, "DNRTMSG"), (15, "KOBJECT_UEVENT"), (16, "GENERIC"),
    (18, "SCSITRANSPORT"), (19, "ECRYPTFS"), (20, "RDMA"), (21, "CRYPTO"), (22, "SMC"),
  ]

  static func numbers(_ wanted: [String]) -> [UInt8] {
    protocols.filter { wanted.contains("\($0.name)") }.map(\.number)
  }

  static func write(
    _ socket: NetlinkDiagMessage, _ message: RawSpan, in namespace: TargetNamespace? = nil,
    to json: inout JSONWriter
  ) throws(NetlinkError) {
    json.beginObject()
    namespace?.writeMembers(to: &json)
    if let known = protocols.first(where: { $0.number == socket.protocol }) {
      json.member("protocol", token: known.name)
    } else {
      json.member("protocol", "UNKNOWN_\(socket.protocol)")
    }
    json.member("type", socketType: socket.type)
    json.member("connected", socket.state == 1)  // NETLINK_CONNECTED
    json.member("portID", socket.portID)
    json.member("peerPortID", socket.peerPortID)
    json.member("peerGroup", socket.peerGroup)
    if socket.inode == 0 { json.memberNull("inode") } else { json.member("inode", socket.inode) }
    var attributes = AttributeCursor(message, from: NetlinkDiagMessage.size)
    while let attribute = try attributes.next() {
      let payload = message.extracting(attribute.start..<attribute.start + attribute.count)
      switch attribute.type {
      case NetlinkDiagAttribute.groups: writeGroups(payload, to: &json)
      case NetlinkDiagAttribute.memory: json.member("memory", .socketMemory, of: payload)
      case NetlinkDiagAttribute.flags:
        guard let bits = payload.load(UInt32.self, at: 0) else { break }
        json.member("flags", bits, words: flags)
      default: break
      }
    }
    json.key("cookie")
    json.hexString(socket.cookie)
    json.endObject()
  }

  private static func writeGroups(_ bytes: RawSpan, to json: inout JSONWriter) {
    json.key("groups")
    json.beginArray()
    for offset in 0..<bytes.byteCount {
      guard let byte = bytes.load(UInt8.self, at: offset), byte != 0 else { continue }
      for bit in 0..<8 where byte >> UInt8(bit) & 1 == 1 { json.integer(offset * 8 + bit + 1) }
    }
    json.endArray()
  }

  // NDIAG_FLAG_… of `linux/netlink_diag.h`.
  private static let flags = [
    FlagWord(0x01, "CB_RUNNING"), FlagWord(0x02, "PKTINFO"), FlagWord(0x04, "BROADCAST_ERROR"),
    FlagWord(0x08, "NO_ENOBUFS"), FlagWord(0x10, "LISTEN_ALL_NSID"), FlagWord(0x20, "CAP_ACK"),
    FlagWord(0x40, "EXT_ACK"), FlagWord(0x80, "STRICT_CHK"),
  ]
}

extension JSONWriter {
  /// Writes SOCK_… of socket(2) as a word.
  mutating func member(_ name: StaticString, socketType number: UInt8) {
    switch number {
    case 1: member(name, token: "stream")
    case 2: member(name, token: "dgram")
    case 3: member(name, token: "raw")
    case 5: member(name, token: "seqpacket")
    case 10: member(name, token: "packet")
    default: member(name, "UNKNOWN_\(number)")
    }
  }
}
