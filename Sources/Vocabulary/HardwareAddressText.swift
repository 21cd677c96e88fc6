internal import Netlink
public import Protocol

extension JSONWriter {
  /// Writes a link's own address as a string, as `ip link` does: hexadecimal bytes with colons, or
  /// an IP address if the device is a tunnel between two of them.
  /// - Parameter type: the link's ARPHRD_ number.
  public mutating func hardwareAddress(_ address: RawSpan, _ type: UInt16) {
    if LinkType.isV4Tunnel(type), address.byteCount == 4,
      let v4 = address.loadBigEndian(UInt32.self, at: 0)
    {
      v4Address(v4)
      return
    }
    if LinkType.isV6Tunnel(type), address.byteCount == 16, let v6 = InetAddress(address, at: 0) {
      v6Address(v6)
      return
    }
    hardwareAddress(address)
  }

  /// Writes an address as a string of hexadecimal bytes with colons between them.
  public mutating func hardwareAddress(_ address: RawSpan) {
    beginString()
    hexBytes(address, between: UInt8(ascii: ":"))
    endString()
  }

  /// Appends bytes inside a string, two hexadecimal digits each.
  /// - Parameter separator: an ASCII character between two bytes; nil for none.
  public mutating func hexBytes(_ bytes: RawSpan, between separator: UInt8? = nil) {
    for offset in 0..<bytes.byteCount {
      if offset > 0, let separator { text(separator) }
      guard let byte = bytes.load(UInt8.self, at: offset) else { continue }
      hexWithoutZeros(UInt16(byte >> 4))
      hexWithoutZeros(UInt16(byte & 15))
    }
  }
}
