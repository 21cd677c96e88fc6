/// `struct ifa_cacheinfo` of `linux/if_addr.h`: four u32 in host byte order. A member is nil if the
/// received bytes end before it does.
public struct AddressCacheInfo: Equatable, Sendable {
  /// An unlimited lifetime (INFINITY_LIFE_TIME).
  public static let forever = UInt32.max

  public let preferred: UInt32?  // ifa_prefered, remaining seconds
  public let valid: UInt32?  // ifa_valid, remaining seconds
  public let created: UInt32?  // cstamp, hundredths of a second since boot
  public let updated: UInt32?  // tstamp, hundredths of a second since boot

  public init(_ payload: RawSpan) {
    preferred = payload.load(UInt32.self, at: 0)
    valid = payload.load(UInt32.self, at: 4)
    created = payload.load(UInt32.self, at: 8)
    updated = payload.load(UInt32.self, at: 12)
  }
}
