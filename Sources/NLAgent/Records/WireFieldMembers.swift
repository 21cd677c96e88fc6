internal import Netlink
internal import Protocol

/// The numbers of a kernel structure, prepared as members of a record with their kernel names.
struct WireFieldMembers: Sendable {
  fileprivate let fields: [WireField]
  fileprivate let names: MemberNames

  init(_ fields: [WireField]) {
    self.fields = fields
    names = MemberNames(fields.map(\.name))
  }

  static let socketMemory = WireFieldMembers(SocketMemory.fields)
  static let vegas = WireFieldMembers(CongestionInfo.vegas)
  static let dctcp = WireFieldMembers(CongestionInfo.dctcp)
  static let bbr = WireFieldMembers(CongestionInfo.bbr)
  static let tcpInfo = WireFieldMembers(TCPInfo.fields)
  static let mptcpInfo = WireFieldMembers(MPTCPInfo.fields)
  static let sctpInfo = WireFieldMembers(SCTPInfo.fields)
  static let linkStatistics = WireFieldMembers(LinkStatistics.fields)
  static let packetInfo = WireFieldMembers(PacketDiagAttribute.infoFields)
  static let packetRing = WireFieldMembers(PacketDiagAttribute.ringFields)
}

extension JSONWriter {
  /// Writes each number that the bytes contain, or null if its value means "none".
  mutating func members(_ row: WireFieldMembers, of bytes: RawSpan) {
    let fields = row.fields.span
    members(row.names) { index in
      guard let value = fields[index].value(in: bytes) else { return nil }
      return .some(fields[index].isNone(value) ? nil : value)
    }
  }

  /// Writes a structure as an object of its numbers.
  mutating func member(_ name: StaticString, _ row: WireFieldMembers, of bytes: RawSpan) {
    key(name)
    beginObject()
    members(row, of: bytes)
    endObject()
  }

  /// Writes the part of a structure that newer kernels added, in hexadecimal.
  mutating func memberTail(of bytes: RawSpan, from known: Int) {
    guard bytes.byteCount > known else { return }
    key("tailHex")
    hexString(bytes.extracting(known..<bytes.byteCount))
  }
}
