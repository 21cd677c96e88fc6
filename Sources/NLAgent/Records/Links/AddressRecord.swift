internal import Netlink
internal import Privileged
internal import Protocol
internal import Vocabulary

/// Writes IPv4 and IPv6 addresses as JSON records.
struct AddressRecord {
  private let namespace: RecordNamespace

  init(in namespace: RecordNamespace = RecordNamespace()) {
    self.namespace = namespace
  }

  /// Writes one record.
  /// - Parameter payload: the message that `address` was read from, with its attributes.
  func write(
    _ address: AddressMessage, _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    let attributes = try AttributeTable(payload, from: AddressMessage.size)
    json.beginObject()
    namespace.writeMembers(to: &json)
    json.member("interfaceIndex", address.index)
    namespace.names.write("interface", address.index, to: &json)
    AddressRecord.writeMembers(address, attributes, to: &json)
    json.endObject()
  }

  /// Writes the members of an address into an object that has been begun.
  static func writeMembers(
    _ message: AddressMessage, _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    let family: InetFamily = message.family == InetFamily.v4.number ? .v4 : .v6
    json.member("family", family.name)
    let address = AddressRecord.address(attributes, AddressAttribute.address, family)
    let local = AddressRecord.address(attributes, AddressAttribute.local, family)
    if let own = local ?? address { json.member("address", own, family) }
    json.member("prefixLength", message.prefixLength)
    if let local, let address, local != address { json.member("peer", address, family) }
    if let broadcast = AddressRecord.address(attributes, AddressAttribute.broadcast, family) {
      json.member("broadcast", broadcast, family)
    }
    if let anycast = AddressRecord.address(attributes, AddressAttribute.anycast, family) {
      json.member("anycast", anycast, family)
    }
    if let label = attributes.text(AddressAttribute.label) { json.member("label", bytes: label) }
    json.member("scope", RouteWords.scope(message.scope))
    let flags = attributes.integer(AddressAttribute.flags) ?? UInt32(message.flags)
    json.member("flags", flags, words: family == .v4 ? flagsOfV4 : flagsOfV6)
    if let payload = attributes[AddressAttribute.cacheInfo] {
      writeTimes(AddressCacheInfo(payload), to: &json)
    }
    if let origin = attributes.integer(AddressAttribute.origin, as: UInt8.self), origin != 0 {
      json.member("protocol", AddressRecord.origin(origin))
    }
    if let metric = attributes.integer(AddressAttribute.metric, as: UInt32.self) {
      json.member("metric", metric)
    }
  }

  private static func writeTimes(_ times: AddressCacheInfo, to json: inout JSONWriter) {
    if let valid = times.valid { json.member("validSeconds", lifetime: valid) }
    if let preferred = times.preferred { json.member("preferredSeconds", lifetime: preferred) }
    if let created = times.created { json.member("createdHundredths", created) }
    if let updated = times.updated { json.member("updatedHundredths", updated) }
  }

  /// An address attribute. An IPv4 address is in its first four bytes.
  private static func address(
    _ attributes: borrowing AttributeTable, _ type: UInt16, _ family: InetFamily
  ) -> InetAddress? {
    guard let payload = attributes[type] else { return nil }
    switch family {
    case .v4:
      return payload.loadBigEndian(UInt32.self, at: 0).map {
        InetAddress(high: UInt64($0) << 32, low: 0)
      }
    case .v6: return InetAddress(payload, at: 0)
    }
  }

  /// IFAPROT_ of `linux/if_addr.h`, since Linux 5.18.
  private static func origin(_ number: UInt8) -> String {
    switch number {
    case 1: "kernel_lo"  // IFAPROT_KERNEL_LO
    case 2: "kernel_ra"  // IFAPROT_KERNEL_RA
    case 3: "kernel_ll"  // IFAPROT_KERNEL_LL
    default: String(number)
    }
  }

  private static let flagsOfV4 = [FlagWord(0x01, "SECONDARY")] + flags  // IFA_F_SECONDARY
  private static let flagsOfV6 = [FlagWord(0x01, "TEMPORARY")] + flags  // IFA_F_TEMPORARY

  private static let flags: [FlagWord] = [
    FlagWord(0x02, "NODAD"),  // IFA_F_NODAD
    FlagWord(0x04, "OPTIMISTIC"),  // IFA_F_OPTIMISTIC
    FlagWord(0x08, "DADFAILED"),  // IFA_F_DADFAILED
    FlagWord(0x10, "HOMEADDRESS"),  // IFA_F_HOMEADDRESS
    FlagWord(0x20, "DEPRECATED"),  // IFA_F_DEPRECATED
    FlagWord(0x40, "TENTATIVE"),  // IFA_F_TENTATIVE
    FlagWord(0x80, "PERMANENT"),  // IFA_F_PERMANENT
    FlagWord(0x100, "MANAGETEMPADDR"),  // IFA_F_MANAGETEMPADDR
    FlagWord(0x200, "NOPREFIXROUTE"),  // IFA_F_NOPREFIXROUTE
    FlagWord(0x400, "MCAUTOJOIN"),  // IFA_F_MCAUTOJOIN
    FlagWord(0x800, "STABLE_PRIVACY"),  // IFA_F_STABLE_PRIVACY
  ]
}

extension JSONWriter {
  fileprivate mutating func member(
    _ name: StaticString, _ address: InetAddress, _ family: InetFamily
  ) {
    key(name)
    switch family {
    case .v4: v4Address(address.v4)
    case .v6: v6Address(address)
    }
  }

  fileprivate mutating func member(_ name: StaticString, lifetime seconds: UInt32) {
    if seconds == AddressCacheInfo.forever { memberNull(name) } else { member(name, seconds) }
  }
}
