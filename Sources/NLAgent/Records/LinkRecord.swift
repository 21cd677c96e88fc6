internal import Netlink
internal import Protocol
internal import Syscalls

/// Writes links as JSON records.
struct LinkRecord {
  private let namespace: TargetNamespace?
  private let names: InterfaceNames

  /// - Parameters:
  ///   - namespace: where the links are; nil is the agent's own, which goes unsaid.
  ///   - names: those that are known already.
  init(in namespace: TargetNamespace? = nil, names: InterfaceNames? = nil) {
    self.namespace = namespace
    self.names = names ?? InterfaceNames(in: namespace)
  }

  /// Writes one record.
  /// - Parameters:
  ///   - payload: the message `link` was read from, with its attributes.
  ///   - addresses: where the link's addresses are.
  func write(
    _ link: LinkMessage, _ payload: RawSpan, _ addresses: borrowing AddressStore,
    to json: inout JSONWriter
  ) throws(NetlinkError) {
    let attributes = try AttributeTable(payload, from: LinkMessage.size)
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

  /// Writes one record without what changes by itself, and without addresses.
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
    namespace?.writeMembers(to: &json)
    json.member("index", link.index)
    json.member("name", bytes: attributes.text(LinkAttribute.name) ?? [])
    try LinkRecord.writeAlternativeNames(attributes, to: &json)
    try LinkRecord.writeKinds(attributes, to: &json)
    json.member("type", LinkType.word(link.type))
    LinkRecord.writeHardware(link, attributes, to: &json)
    json.member("flags", link.flags, words: LinkFlags.words)
    LinkRecord.writeState(attributes, to: &json)
    writeRelations(attributes, to: &json)
    LinkRecord.writeSizes(attributes, to: &json)
    json.member("alias", bytesOf: LinkAttribute.alias, attributes)
  }

  private static func writeAlternativeNames(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) throws(NetlinkError) {
    var alternatives: [[UInt8]] = []
    if let list = attributes[LinkAttribute.properties] {
      var cursor = AttributeCursor(list)
      while let property = try cursor.next() {
        guard property.type == LinkAttribute.alternativeName else { continue }
        alternatives.append(cursor.payload(property).untilNUL)
      }
    }
    json.key("alternativeNames")
    json.beginArray()
    var areExact = true
    for name in alternatives where !json.string(name.rawBytes) { areExact = false }
    json.endArray()
    guard !areExact else { return }
    json.key("alternativeNamesHex")
    json.beginArray()
    for name in alternatives { json.hexString(name.rawBytes) }
    json.endArray()
  }

  private static func writeKinds(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let payload = attributes[LinkAttribute.info] else { return }
    let info = try AttributeTable(payload)
    json.member("kind", bytesOf: LinkInfoAttribute.kind, info)
    json.member("slaveKind", bytesOf: LinkInfoAttribute.slaveKind, info)
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
    json.member("carrierChanges", of: LinkAttribute.carrierChanges, attributes)
    json.member("carrierUpCount", of: LinkAttribute.carrierUpCount, attributes)
    json.member("carrierDownCount", of: LinkAttribute.carrierDownCount, attributes)
    if let down = attributes.integer(LinkAttribute.protoDown, as: UInt8.self) {
      json.member("protoDown", down != 0)
    }
    json.member("promiscuity", of: LinkAttribute.promiscuity, attributes)
    json.member("allMulticast", of: LinkAttribute.allMulticast, attributes)
  }

  private func writeRelations(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    if let master = attributes.integer(LinkAttribute.master, as: UInt32.self), master != 0 {
      json.member("master", master)
      names.write("masterName", master, to: &json)
    }
    let namespace = attributes.integer(LinkAttribute.linkNetnsID, as: Int32.self)
    if let lower = attributes.integer(LinkAttribute.link, as: UInt32.self), lower != 0 {
      json.member("link", lower)
      // In another namespace the index belongs to a link that has nothing to do with it here.
      if namespace == nil { names.write("linkName", lower, to: &json) }
    }
    if let namespace { json.member("linkNetnsID", Int(namespace)) }
    json.member("group", of: LinkAttribute.group, attributes)
    json.member("parentDevice", bytesOf: LinkAttribute.parentDeviceName, attributes)
    json.member("parentBus", bytesOf: LinkAttribute.parentDeviceBus, attributes)
  }

  private static func writeSizes(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) {
    json.member("mtu", of: LinkAttribute.mtu, attributes)
    if let least = attributes.integer(LinkAttribute.minMtu, as: UInt32.self), least != 0 {
      json.member("minMtu", least)
    }
    if let most = attributes.integer(LinkAttribute.maxMtu, as: UInt32.self), most != 0 {
      json.member("maxMtu", most)
    }
    json.member("qdisc", bytesOf: LinkAttribute.qdisc, attributes)
    json.member("txQueueLength", of: LinkAttribute.txQueueLength, attributes)
    json.member("numTxQueues", of: LinkAttribute.txQueues, attributes)
    json.member("numRxQueues", of: LinkAttribute.rxQueues, attributes)
    json.member("gsoMaxSize", of: LinkAttribute.gsoMaxSize, attributes)
    json.member("gsoMaxSegments", of: LinkAttribute.gsoMaxSegments, attributes)
    json.member("groMaxSize", of: LinkAttribute.groMaxSize, attributes)
    json.member("tsoMaxSize", of: LinkAttribute.tsoMaxSize, attributes)
    json.member("tsoMaxSegments", of: LinkAttribute.tsoMaxSegments, attributes)
    json.member("gsoIPv4MaxSize", of: LinkAttribute.gsoIPv4MaxSize, attributes)
    json.member("groIPv4MaxSize", of: LinkAttribute.groIPv4MaxSize, attributes)
  }

  private static func writeStatistics(_ payload: RawSpan, to json: inout JSONWriter) {
    json.key("statistics")
    json.beginObject()
    LinkStatistics.read(payload) { statistic, value in
      json.key(dynamic: statistic.rawValue)
      json.integer(value)
    }
    json.endObject()
  }
}

extension JSONWriter {
  /// Writes an attribute that is one u32; nothing where it is absent.
  fileprivate mutating func member(
    _ name: StaticString, of type: UInt16, _ attributes: borrowing AttributeTable
  ) {
    if let value = attributes.integer(type, as: UInt32.self) { member(name, value) }
  }

  /// Writes an attribute that is text of any bytes; nothing where it is absent.
  fileprivate mutating func member(
    _ name: StaticString, bytesOf type: UInt16, _ attributes: borrowing AttributeTable
  ) {
    if let text = attributes.text(type) { member(name, bytes: text) }
  }

  /// Writes a hardware address; nothing where the device has none.
  fileprivate mutating func member(
    _ name: StaticString, hardware address: RawSpan?, _ type: UInt16
  ) {
    guard let address, address.byteCount > 0 else { return }
    key(name)
    hardwareAddress(address, type)
  }
}
