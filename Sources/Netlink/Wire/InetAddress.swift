/// The 16 bytes of an IPv6 address, or an IPv4 address in the first four of them, as sock_diag
/// sends them.
public struct InetAddress: Equatable, Sendable {
  /// The first eight bytes as one number, the first byte most significant.
  public let high: UInt64
  /// The last eight bytes as one number, the first byte most significant.
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  @inlinable
  public init?(_ bytes: RawSpan, at offset: Int) {
    guard let high = bytes.loadBigEndian(UInt64.self, at: offset),
      let low = bytes.loadBigEndian(UInt64.self, at: offset &+ 8)
    else { return nil }
    self.init(high: high, low: low)
  }

  /// The IPv4 address of an AF_INET socket, in host byte order.
  @inlinable
  public var v4: UInt32 { UInt32(truncatingIfNeeded: high >> 32) }

  /// Whether this is an IPv4-mapped IPv6 address, `::ffff:a.b.c.d`.
  @inlinable
  public var isV4Mapped: Bool { high == 0 && low >> 32 == 0xffff }
}
