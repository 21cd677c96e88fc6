internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// Writes links as JSON records.
struct LinkRecord {
  let namespace: RecordNamespace
  let visible: VisibleAttributes

  /// - Parameter visible: the reserved attributes that the client may see.
  init(in namespace: RecordNamespace = RecordNamespace(), showing visible: VisibleAttributes) {
    self.visible = visible
    self.namespace = namespace
  }

  /// Writes one record.
  /// - Parameters:
  ///   - attributes: the attributes of the link's message.
  ///   - addresses: the store that contains the link's addresses.
  func write(
    _ link: LinkMessage, _ attributes: borrowing AttributeTable,
    _ addresses: borrowing AddressStore, to json: inout JSONWriter
  ) throws(NetlinkError) {
    json.beginObject()
    try writeMembers(link, attributes, to: &json)
    if let statistics = attributes[LinkAttribute.statistics] {
      LinkRecord.writeStatistics(statistics, to: &json)
    }
    json.key("addresses")
    json.beginArray()
    addresses.write(link.index, to: &json)
    json.endArray()
    json.endObject()
  }

  /// Writes one record without addresses and without counters, which change all the time.
  func writeWithoutCounters(
    _ link: LinkMessage, _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    let attributes = try AttributeTable(payload, from: LinkMessage.size)
    json.beginObject()
    try writeMembers(link, attributes, to: &json)
    json.endObject()
  }

  private func writeMembers(
    _ link: LinkMessage, _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) throws(NetlinkError) {
    namespace.writeMembers(to: &json)
    json.member("index", link.index)
    if let name = attributes[LinkAttribute.name]?.beforeNUL {
      json.member("name", bytes: name)
    } else {
      json.member("name", token: "")
    }
    try LinkRecord.writeAlternativeNames(attributes, to: &json)
    try writeKinds(attributes, to: &json)
    json.member("type", LinkType.word(link.type))
    LinkRecord.writeHardware(link, attributes, to: &json)
    json.member("flags", link.flags, words: LinkFlags.words)
    LinkRecord.writeState(attributes, to: &json)
    try LinkRecord.writeReasons(attributes, to: &json)
    try LinkRecord.writeFamilies(attributes, to: &json)
    writeRelations(attributes, to: &json)
    LinkRecord.writeSizes(attributes, to: &json)
    json.member("alias", bytesOf: LinkAttribute.alias, attributes)
    try LinkRecord.writePrograms(attributes, to: &json)
    try LinkRecord.writeFunctions(attributes, to: &json)
  }

  private static func writeHardware(
    _ link: LinkMessage, _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    json.member("address", hardware: attributes[LinkAttribute.address], link.type)
    json.member("broadcast", hardware: attributes[LinkAttribute.broadcast], link.type)
    json.member("permanentAddress", hardware: attributes[LinkAttribute.permanentAddress], link.type)
  }

  private static func writeState(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    if let state = attributes.integer(LinkAttribute.operState, as: UInt8.self) {
      json.member("operState", LinkState.operational(state))
    }
    if let mode = attributes.integer(LinkAttribute.linkMode, as: UInt8.self) {
      json.member("linkMode", LinkState.mode(mode))
    }
    if let carrier = attributes.integer(LinkAttribute.carrier, as: UInt8.self) {
      json.member("carrier", carrier != 0)
    }
    if let down = attributes.integer(LinkAttribute.protoDown, as: UInt8.self) {
      json.member("protoDown", down != 0)
    }
    json.members(LinkNumbers.counts, of: attributes)
  }

  private func writeRelations(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    if let master = attributes.integer(LinkAttribute.master, as: UInt32.self), master != 0 {
      json.member("master", master)
      namespace.names.write("masterName", master, to: &json)
    }
    let netnsID = attributes.integer(LinkAttribute.linkNetnsID, as: Int32.self)
    if let lower = attributes.integer(LinkAttribute.link, as: UInt32.self), lower != 0 {
      json.member("link", lower)
      // An index in another namespace has no name in this one.
      if netnsID == nil { namespace.names.write("linkName", lower, to: &json) }
    }
    if let netnsID { json.member("linkNetnsID", Int(netnsID)) }
    if let group = attributes.integer(LinkAttribute.group, as: UInt32.self) {
      json.member("group", group)
    }
    if let immutable = attributes.integer(LinkAttribute.netnsImmutable, as: UInt8.self) {
      json.member("netnsImmutable", immutable != 0)
    }
    json.member("physicalPortName", bytesOf: LinkAttribute.physicalPortName, attributes)
    json.member("physicalPortID", hexOf: LinkAttribute.physicalPortID, attributes)
    json.member("physicalSwitchID", hexOf: LinkAttribute.physicalSwitchID, attributes)
    json.member("parentDevice", bytesOf: LinkAttribute.parentDeviceName, attributes)
    json.member("parentBus", bytesOf: LinkAttribute.parentDeviceBus, attributes)
  }

  private static func writeSizes(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    json.member("qdisc", bytesOf: LinkAttribute.qdisc, attributes)
    json.members(LinkNumbers.sizes, of: attributes)
  }

  private static func writeStatistics(_ payload: RawSpan, to json: inout JSONWriter) {
    json.member("statistics", .linkStatistics, of: payload)
  }
}

extension JSONWriter {
  /// Writes an attribute that is text of any bytes, or nothing if it is absent.
  fileprivate mutating func member(
    _ name: StaticString, bytesOf type: UInt16, _ attributes: borrowing AttributeTable
  ) {
    if let text = attributes[type]?.beforeNUL { member(name, bytes: text) }
  }

  /// Writes an attribute that is opaque bytes, or nothing if it is absent.
  fileprivate mutating func member(
    _ name: StaticString, hexOf type: UInt16, _ attributes: borrowing AttributeTable
  ) {
    guard let bytes = attributes[type] else { return }
    key(name)
    hexString(bytes)
  }

  /// Writes a hardware address, or nothing if the device has none.
  fileprivate mutating func member(
    _ name: StaticString, hardware address: RawSpan?, _ type: UInt16
  ) {
    guard let address, address.byteCount > 0 else { return }
    key(name)
    hardwareAddress(address, type)
  }
}
