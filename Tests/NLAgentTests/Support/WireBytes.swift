/// Little-endian bytes, as the kernel writes them on the machines this project runs on.
func le16(_ value: UInt16) -> [UInt8] {
  (0..<2).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}
func le32(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// A `struct nlattr` with its payload and padding.
func attribute(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
  le16(UInt16(4 + payload.count)) + le16(type) + payload
    + [UInt8](repeating: 0, count: (4 - payload.count % 4) % 4)
}

/// An attribute that is text.
func attribute(_ type: UInt16, _ text: String) -> [UInt8] {
  attribute(type, Array(text.utf8) + [0])
}

/// A `struct ifinfomsg` with its attributes.
func linkMessage(type: UInt16 = 1, index: UInt32 = 7, flags: UInt32 = 0, _ attributes: [UInt8])
  -> [UInt8]
{
  [0, 0] + le16(type) + le32(index) + le32(flags) + le32(0) + attributes
}

/// A `struct ifaddrmsg` with its attributes.
func addressMessage(
  family: UInt8 = 2, prefix: UInt8 = 24, flags: UInt8 = 0, scope: UInt8 = 0, index: UInt32 = 7,
  _ attributes: [UInt8]
) -> [UInt8] {
  [family, prefix, flags, scope] + le32(index) + attributes
}
