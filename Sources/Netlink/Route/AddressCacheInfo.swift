/// `struct ifa_cacheinfo` of `linux/if_addr.h`: four u32 in host byte order. What lies beyond
/// the bytes received is nil.
public struct AddressCacheInfo: Equatable, Sendable {
  /// A lifetime without end (INFINITY_LIFE_TIME).
  public static let forever = UInt32.max

  public let preferred: UInt32?  // ifa_prefered, seconds that are left
  public let valid: UInt32?  // ifa_valid, seconds that are left
  public let created: UInt32?  // cstamp, hundredths of a second since boot
  public let updated: UInt32?  // tstamp, hundredths of a second since boot

  public init(_ payload: RawSpan) {
    preferred = payload.load(UInt32.self, at: 0)
    valid = payload.load(UInt32.self, at: 4)
    created = payload.load(UInt32.self, at: 8)
    updated = payload.load(UInt32.self, at: 12)
  }
}
