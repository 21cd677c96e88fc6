internal import Netlink
internal import Protocol

extension JSONWriter {
  /// Writes each number that the bytes reach as a member under its kernel name; null where its
  /// value stands for none.
  mutating func members(_ fields: [WireField], of bytes: RawSpan) {
    for field in fields {
      guard let value = field.value(in: bytes) else { continue }
      key(field.name)
      if field.isNone(value) { null() } else { integer(value) }
    }
  }

  /// Writes a struct as an object of its numbers.
  mutating func member(_ name: StaticString, _ fields: [WireField], of bytes: RawSpan) {
    key(name)
    beginObject()
    members(fields, of: bytes)
    endObject()
  }

  /// Writes what a newer kernel put behind the part of a struct that is known.
  mutating func memberTail(of bytes: RawSpan, from known: Int) {
    guard bytes.byteCount > known else { return }
    key("tailHex")
    hexString(bytes.extracting(known..<bytes.byteCount))
  }
}
