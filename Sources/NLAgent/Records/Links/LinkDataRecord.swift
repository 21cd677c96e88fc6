import Netlink
import Protocol
internal import Vocabulary

/// Writes the attributes that are specific to a kind of links, or to their ports.
struct LinkDataRecord {
  /// Names of links by index; nil if the indexes belong to another network namespace.
  let names: InterfaceNames?
  /// The reserved attributes that the client may see.
  var visible = VisibleAttributes()

  /// Writes the attributes in `payload` as an object: known ones by name, all others in
  /// hexadecimal.
  /// - Parameter kind: nil if no attribute is known.
  func write(
    _ member: StaticString, _ payload: RawSpan, _ kind: LinkKind?, to json: inout JSONWriter
  ) throws(NetlinkError) {
    json.key(member)
    json.beginObject()
    if let kind { try writeFields(kind.fields, payload, to: &json) }
    try writeUnknown(payload, kind, to: &json)
    json.endObject()
  }

  /// Writes the members for the known attributes in `payload`.
  func writeFields(
    _ fields: [LinkField], _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    let attributes = try AttributeTable(payload)
    for field in fields {
      guard let bytes = attributes[field.type] else { continue }
      if field.isReserved, !visible.contains(.lacpActor) { continue }
      try write(field, bytes, to: &json)
    }
  }

  /// Writes the attributes of newer kernels or of an unknown kind.
  private func writeUnknown(
    _ payload: RawSpan, _ kind: LinkKind?, to json: inout JSONWriter
  ) throws(NetlinkError) {
    var cursor = AttributeCursor(payload)
    var hasUnknown = false
    while let attribute = try cursor.next() {
      if let kind, kind.knows(attribute.type) { continue }
      if !hasUnknown {
        json.key("unknown")
        json.beginArray()
        hasUnknown = true
      }
      json.beginObject()
      json.member("type", attribute.type)
      json.key("hex")
      json.hexString(cursor.payload(attribute))
      json.endObject()
    }
    if hasUnknown { json.endArray() }
  }

  /// Writes one attribute, or nothing if its bytes do not have the expected form.
  private func write(
    _ field: LinkField, _ bytes: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    switch field.form {
    case .padding: return
    case .part(let range, let form):
      guard range.upperBound <= bytes.byteCount else { return }
      try write(LinkField(field.type, field.name, form), bytes.extracting(range), to: &json)
    case .link(let name):
      guard let index = bytes.load(UInt32.self, at: 0), index != 0 else { return }
      json.member(field.name, index)
      names?.write(name, index, to: &json)
    case .nested(let fields):
      json.key(field.name)
      json.beginObject()
      try writeFields(fields, bytes, to: &json)
      json.endObject()
    case .list(let form):
      json.key(field.name)
      json.beginArray()
      var cursor = AttributeCursor(bytes)
      while let element = try cursor.next() {
        LinkDataRecord.writeValue(form, cursor.payload(element), to: &json)
      }
      json.endArray()
    case .mappings:
      json.key(field.name)
      json.beginArray()
      try LinkDataRecord.writeMappings(bytes, to: &json)
      json.endArray()
    default:
      let mark = json.mark
      json.key(field.name)
      if !LinkDataRecord.writeValue(field.form, bytes, to: &json) { json.rewind(to: mark) }
    }
  }

  private static func writeMappings(
    _ bytes: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    var cursor = AttributeCursor(bytes)
    while let element = try cursor.next() {
      let mapping = cursor.payload(element)
      guard let from = mapping.load(UInt32.self, at: 0), let to = mapping.load(UInt32.self, at: 4)
      else { continue }
      json.beginObject()
      json.member("from", from)
      json.member("to", to)
      json.endObject()
    }
  }

  /// Writes a value that does not consist of attributes.
  /// - Returns: false if there are too few bytes; then nothing is written.
  @discardableResult
  private static func writeValue(
    _ form: LinkFieldForm, _ bytes: RawSpan, to json: inout JSONWriter
  ) -> Bool {
    switch form {
    case .boolean:
      guard bytes.byteCount > 0 else {
        json.bool(true)
        return true
      }
      guard let value = bytes.integerByLength else { return false }
      json.bool(value != 0)
    case .hardwareAddress:
      guard bytes.byteCount > 0 else { return false }
      json.hardwareAddress(bytes, LinkType.ethernet)
    case .hex: json.hexString(bytes)
    case .setting:
      guard let value = bytes.load(UInt32.self, at: 0), value != .max else { return false }
      json.bool(value != 0)
    case .ipAddress: return writeAddress(bytes, to: &json)
    case .bridgeID: return writeBridgeID(bytes, to: &json)
    case .portRange: return writePorts(bytes, to: &json)
    case .maskedBits(let words):
      guard let bits = bytes.load(UInt32.self, at: 0), let mask = bytes.load(UInt32.self, at: 4)
      else { return false }
      json.bits(UInt64(bits & mask), words)
    default: return writeNumber(form, bytes, to: &json)
    }
    return true
  }

  private static func writeNumber(
    _ form: LinkFieldForm, _ bytes: RawSpan, to json: inout JSONWriter
  ) -> Bool {
    switch form {
    case .bigEndian, .networkBits, .etherType:
      guard let value = bytes.bigEndianByLength else { return false }
      switch form {
      case .networkBits(let words): json.bits(value, words)
      case .etherType: json.string(etherType(value))
      default: json.integer(value)
      }
    default:
      guard let value = bytes.integerByLength else { return false }
      switch form {
      case .words(let words): json.word(value, words)
      case .bits(let words): json.bits(value, words)
      case .signed: json.integer(signed(value, bytes.byteCount))
      default: json.integer(value)
      }
    }
    return true
  }

  private static func signed(_ value: UInt64, _ bytes: Int) -> Int64 {
    let unused = UInt64(64 - 8 * bytes)
    return Int64(bitPattern: value << unused) >> Int64(unused)
  }

  /// ETH_P_ of `linux/if_ether.h`.
  private static func etherType(_ number: UInt64) -> String {
    switch number {
    case 0x8100: "802.1Q"  // ETH_P_8021Q
    case 0x88a8: "802.1ad"  // ETH_P_8021AD
    default: "0x" + String(number, radix: 16)
    }
  }

  private static func writeAddress(_ bytes: RawSpan, to json: inout JSONWriter) -> Bool {
    if bytes.byteCount == 4, let v4 = bytes.loadBigEndian(UInt32.self, at: 0) {
      json.v4Address(v4)
      return true
    }
    guard bytes.byteCount == 16, let v6 = InetAddress(bytes, at: 0) else { return false }
    json.v6Address(v6)
    return true
  }

  private static func writePorts(_ bytes: RawSpan, to json: inout JSONWriter) -> Bool {
    guard let low = bytes.loadBigEndian(UInt16.self, at: 0),
      let high = bytes.loadBigEndian(UInt16.self, at: 2)
    else { return false }
    json.beginObject()
    json.member("low", low)
    json.member("high", high)
    json.endObject()
    return true
  }

  /// Writes a priority in hexadecimal and an address: 8000.0a:00:00:00:00:01.
  private static func writeBridgeID(_ bytes: RawSpan, to json: inout JSONWriter) -> Bool {
    guard bytes.byteCount >= 8 else { return false }
    json.beginString()
    json.hexBytes(bytes.extracting(0..<2))
    json.text(UInt8(ascii: "."))
    json.hexBytes(bytes.extracting(2..<8), between: UInt8(ascii: ":"))
    json.endString()
    return true
  }
}

extension JSONWriter {
  /// Writes the word of a number, or `unknown-N`.
  fileprivate mutating func word(_ number: UInt64, _ words: [WireWord]) {
    guard let known = words.first(where: { $0.number == number }) else {
      return string("unknown-\(number)")
    }
    token(known.word)
  }

  /// Writes flags as an array of words; bits without a word follow in hexadecimal.
  fileprivate mutating func bits(_ bits: UInt64, _ words: [WireWord]) {
    beginArray()
    var unnamed = bits
    for each in words where unnamed & each.number != 0 {
      token(each.word)
      unnamed &= ~each.number
    }
    while unnamed != 0 {
      let lowest = unnamed & (0 &- unnamed)
      string("0x" + String(lowest, radix: 16))
      unnamed &= ~lowest
    }
    endArray()
  }
}
