import Netlink
import Protocol
internal import Vocabulary

/// Writes what a kind of links tells of itself, or of its ports.
struct LinkDataRecord {
  /// Names of links by index; nil where the indexes belong to another network namespace.
  let names: InterfaceNames?

  /// Writes an object of the attributes in `payload`: those of the kind under their names, and
  /// all others raw.
  /// - Parameter kind: nil where nothing is known of its attributes.
  func write(
    _ member: StaticString, _ payload: RawSpan, _ kind: LinkKind?, to json: inout JSONWriter
  ) throws(NetlinkError) {
    json.key(member)
    json.beginObject()
    if let kind { try writeFields(kind.fields, payload, to: &json) }
    try writeUnknown(payload, kind, to: &json)
    json.endObject()
  }

  /// Writes the members that attributes of known numbers make.
  func writeFields(
    _ fields: [LinkField], _ payload: RawSpan, to json: inout JSONWriter
  ) throws(NetlinkError) {
    let attributes = try AttributeTable(payload)
    for field in fields {
      guard let bytes = attributes[field.type] else { continue }
      try write(field, bytes, to: &json)
    }
  }

  /// Attributes that newer kernels added, or that belong to an unknown kind.
  private func writeUnknown(
    _ payload: RawSpan, _ kind: LinkKind?, to json: inout JSONWriter
  ) throws(NetlinkError) {
    var cursor = AttributeCursor(payload)
    var isBegun = false
    while let attribute = try cursor.next() {
      if let kind, kind.knows(attribute.type) { continue }
      if !isBegun {
        json.key("unknown")
        json.beginArray()
        isBegun = true
      }
      json.beginObject()
      json.member("type", attribute.type)
      json.key("hex")
      json.hexString(cursor.payload(attribute))
      json.endObject()
    }
    if isBegun { json.endArray() }
  }

  /// Writes one attribute; nothing where its bytes are not what its form says.
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

  /// Writes a value that is not made of attributes.
  /// - Returns: false where the bytes are too few, and nothing was written.
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

  /// A priority in hex, and an address: 8000.0a:00:00:00:00:01.
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
    guard let known = words.first(where: { UInt64($0.number) == number }) else {
      return string("unknown-\(number)")
    }
    token(known.word)
  }

  /// Writes a set of bits as an array of words; bits without one follow as hex.
  fileprivate mutating func bits(_ bits: UInt64, _ words: [WireWord]) {
    beginArray()
    var rest = bits
    for each in words where rest & UInt64(each.number) != 0 {
      token(each.word)
      rest &= ~UInt64(each.number)
    }
    while rest != 0 {
      let lowest = rest & (0 &- rest)
      string("0x" + String(lowest, radix: 16))
      rest &= ~lowest
    }
    endArray()
  }
}
