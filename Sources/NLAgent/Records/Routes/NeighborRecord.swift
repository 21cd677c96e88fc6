internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// Writes neighbors as JSON records.
struct NeighborRecord {
  private let namespace: RecordNamespace

  init(in namespace: RecordNamespace = RecordNamespace()) {
    self.namespace = namespace
  }

  /// Writes one record.
  /// - Parameter payload: the message that `neighbor` was read from, with its attributes.
  func write(
    _ neighbor: NeighborMessage, _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let family = InetFamily(rawValue: neighbor.family) else {
      throw .malformed("a neighbor of family \(neighbor.family)", offset: 0)
    }
    let attributes = try AttributeTable(payload, from: NeighborMessage.size)
    json.beginObject()
    namespace.writeMembers(to: &json)
    json.member("family", family.name)
    if let address = attributes[NeighborAttribute.destination] {
      json.key("address")
      json.routeAddress(address, family == .v4 ? .v4 : .v6)
    }
    if neighbor.index != 0 {
      json.member("interfaceIndex", neighbor.index)
      namespace.names.write("interface", neighbor.index, to: &json)
    }
    if let address = attributes[NeighborAttribute.linkAddress], address.byteCount > 0 {
      json.key("linkAddress")
      json.linkAddress(address)
    }
    json.member("state", NeighborState.word(neighbor.state))
    let extended = attributes.integer(NeighborAttribute.extendedFlags, as: UInt32.self) ?? 0
    json.member(
      "flags", UInt32(neighbor.flags) | extended << 8, words: NeighborState.flags)
    json.member("type", RouteWords.type(neighbor.type))
    if let origin = attributes.integer(NeighborAttribute.origin, as: UInt8.self) {
      json.member("protocol", RouteWords.origin(origin))
      json.member("protocolNumber", origin)
    }
    if let probes = attributes.integer(NeighborAttribute.probes, as: UInt32.self) {
      json.member("probes", probes)
    }
    if let times = attributes[NeighborAttribute.cacheInfo] {
      NeighborRecord.writeTimes(NeighborCacheInfo(times), to: &json)
    }
    json.endObject()
  }

  private static func writeTimes(_ times: NeighborCacheInfo, to json: inout JSONWriter) {
    if let used = times.used { json.member("usedHundredthsAgo", used) }
    if let confirmed = times.confirmed { json.member("confirmedHundredthsAgo", confirmed) }
    if let updated = times.updated { json.member("updatedHundredthsAgo", updated) }
    if let references = times.references { json.member("references", references) }
  }
}

/// States and flags of neighbors in the words of `linux/neighbour.h`.
enum NeighborState {
  /// The word for a state (NUD_), or its bits in hexadecimal.
  static func word(_ state: UInt16) -> String {
    words.first { $0.bit == state }?.word ?? "0x" + String(state, radix: 16)
  }

  static let words: [(bit: UInt16, word: String)] = [
    (0x00, "NONE"),  // NUD_NONE
    (0x01, "INCOMPLETE"),  // NUD_INCOMPLETE
    (0x02, "REACHABLE"),  // NUD_REACHABLE
    (0x04, "STALE"),  // NUD_STALE
    (0x08, "DELAY"),  // NUD_DELAY
    (0x10, "PROBE"),  // NUD_PROBE
    (0x20, "FAILED"),  // NUD_FAILED
    (0x40, "NOARP"),  // NUD_NOARP
    (0x80, "PERMANENT"),  // NUD_PERMANENT
  ]

  /// NTF_ in the lower eight bits, NTF_EXT_ above them.
  static let flags: [FlagWord] = [
    FlagWord(0x01, "USE"),  // NTF_USE
    FlagWord(0x02, "SELF"),  // NTF_SELF
    FlagWord(0x04, "MASTER"),  // NTF_MASTER
    FlagWord(0x08, "PROXY"),  // NTF_PROXY
    FlagWord(0x10, "EXT_LEARNED"),  // NTF_EXT_LEARNED
    FlagWord(0x20, "OFFLOADED"),  // NTF_OFFLOADED
    FlagWord(0x40, "STICKY"),  // NTF_STICKY
    FlagWord(0x80, "ROUTER"),  // NTF_ROUTER
    FlagWord(0x100, "MANAGED"),  // NTF_EXT_MANAGED, Linux 5.16
    FlagWord(0x200, "LOCKED"),  // NTF_EXT_LOCKED, Linux 6.2
    FlagWord(0x400, "EXT_VALIDATED"),  // NTF_EXT_EXT_VALIDATED, Linux 6.18
  ]
}

extension JSONWriter {
  /// Writes a neighbor's link-layer address as a string. The message does not contain its kind. So
  /// 4 bytes are written as the IPv4 address at a tunnel's far end, 16 as an IPv6 address.
  fileprivate mutating func linkAddress(_ address: RawSpan) {
    switch address.byteCount {
    case 4: routeAddress(address, .v4)
    case 16: routeAddress(address, .v6)
    default: hardwareAddress(address)
    }
  }
}
