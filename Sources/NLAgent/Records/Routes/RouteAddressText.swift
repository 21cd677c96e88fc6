internal import Netlink
internal import Protocol
internal import Vocabulary

extension JSONWriter {
  /// Writes an address of a route, a rule or a neighbor as a string: an IPv4 or IPv6 address, or a
  /// stack of MPLS labels. Bytes that are none of these are written in hexadecimal.
  /// - Parameter family: nil for an unknown family.
  mutating func routeAddress(_ bytes: RawSpan, _ family: RouteFamily?) {
    switch family {
    case .v4?:
      if bytes.byteCount == 4, let address = bytes.loadBigEndian(UInt32.self, at: 0) {
        return v4Address(address)
      }
    case .v6?:
      if bytes.byteCount == 16, let address = InetAddress(bytes, at: 0) {
        return v6Address(address)
      }
    case .mpls?:
      if bytes.byteCount >= 4, bytes.byteCount % 4 == 0 { return labels(bytes) }
    case nil: break
    }
    hexString(bytes)
  }

  /// Writes labels as `16/17`, the outermost first. A label is the upper 20 bits of each word
  /// (RFC 3032).
  private mutating func labels(_ stack: RawSpan) {
    beginString()
    var offset = 0
    while let entry = stack.loadBigEndian(UInt32.self, at: offset) {
      if offset > 0 { text(UInt8(ascii: "/")) }
      decimal(entry >> 12)
      offset += 4
    }
    endString()
  }
}
