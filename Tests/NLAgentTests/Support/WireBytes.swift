import TestSupport

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
