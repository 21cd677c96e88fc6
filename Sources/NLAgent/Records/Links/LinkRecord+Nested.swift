import Netlink
import Protocol
internal import Vocabulary

/// Writes the nested attributes of a link.
extension LinkRecord {
  static func writeAlternativeNames(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) throws(NetlinkError) {
    json.key("alternativeNames")
    json.beginArray()
    guard let list = attributes[LinkAttribute.properties] else { return json.endArray() }
    var areExact = true
    var cursor = AttributeCursor(list)
    while let property = try cursor.next() {
      guard property.type == LinkAttribute.alternativeName else { continue }
      if !json.string(cursor.payload(property).beforeNUL) { areExact = false }
    }
    json.endArray()
    guard !areExact else { return }
    json.key("alternativeNamesHex")
    json.beginArray()
    cursor = AttributeCursor(list)
    while let property = try cursor.next() {
      guard property.type == LinkAttribute.alternativeName else { continue }
      json.hexString(cursor.payload(property).beforeNUL)
    }
    json.endArray()
  }

  func writeKinds(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let payload = attributes[LinkAttribute.info] else { return }
    let info = try AttributeTable(payload)
    // An index in another namespace has no name in this one.
    let isInOtherNamespace = attributes[LinkAttribute.linkNetnsID] != nil
    let data = LinkDataRecord(
      names: isInOtherNamespace ? nil : namespace.names, visible: visible)
    if let kind = info[LinkInfoAttribute.kind]?.beforeNUL {
      json.member("kind", bytes: kind)
      if let payload = info[LinkInfoAttribute.data], payload.byteCount > 0 {
        try data.write("data", payload, LinkKind.find(kind, among: LinkKind.all), to: &json)
      }
    }
    guard let slaveKind = info[LinkInfoAttribute.slaveKind]?.beforeNUL else { return }
    json.member("slaveKind", bytes: slaveKind)
    if let payload = info[LinkInfoAttribute.slaveData], payload.byteCount > 0 {
      let kind = LinkKind.find(slaveKind, among: LinkKind.ports)
      try LinkDataRecord(names: namespace.names, visible: visible)
        .write("portData", payload, kind, to: &json)
    }
  }

  /// Writes why the link is held down: one bit for each reason, whose meaning the administrator
  /// defines.
  static func writeReasons(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let payload = attributes[LinkAttribute.protoDownReason],
      let bits = try payload.attribute(LinkAttribute.reasonValue)?.load(UInt32.self, at: 0),
      bits != 0
    else { return }
    json.key("protoDownReasons")
    json.beginArray()
    for bit in UInt32(0)..<32 where bits >> bit & 1 == 1 { json.integer(bit) }
    json.endArray()
  }

  static func writeFamilies(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let payload = attributes[LinkAttribute.families],
      let inet6 = try payload.attribute(LinkAttribute.inet6),
      let mode = try inet6.attribute(LinkAttribute.addressGenerationMode)?.load(
        UInt8.self, at: 0)
    else { return }
    json.member("inet6AddressGenerationMode", LinkState.addressGeneration(mode))
  }

  static func writePrograms(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let payload = attributes[LinkAttribute.xdp] else { return }
    let mode = try payload.attribute(LinkAttribute.xdpMode)?.load(UInt8.self, at: 0)
    guard let mode, mode != 0 else { return }
    json.key("xdp")
    json.beginObject()
    try LinkDataRecord(names: nil).writeFields(LinkAttribute.xdpFields, payload, to: &json)
    json.endObject()
  }

  static func writeFunctions(
    _ attributes: borrowing AttributeTable, to json: inout JSONWriter
  ) throws(NetlinkError) {
    if let count = attributes.integer(LinkAttribute.functionCount, as: UInt32.self) {
      json.member("numVirtualFunctions", count)
    }
    guard let list = attributes[LinkAttribute.functions] else { return }
    json.key("virtualFunctions")
    json.beginArray()
    var cursor = AttributeCursor(list)
    while let function = try cursor.next() {
      json.beginObject()
      try LinkDataRecord(names: nil).writeFields(
        LinkAttribute.functionFields, cursor.payload(function), to: &json)
      json.endObject()
    }
    json.endArray()
  }
}
