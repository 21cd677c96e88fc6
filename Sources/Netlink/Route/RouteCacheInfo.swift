/// `struct rta_cacheinfo` of `linux/rtnetlink.h`: u32 in host byte order unless a comment states
/// otherwise. A member is nil if the received bytes end before it does.
public struct RouteCacheInfo: Equatable, Sendable {
  public let references: UInt32?  // rta_clntref
  public let lastUsed: UInt32?  // rta_lastuse, hundredths of a second ago
  public let expires: Int32?  // rta_expires, s32, remaining hundredths of a second, 0 means never
  public let error: UInt32?  // rta_error, a negative errno

  public init(_ payload: RawSpan) {
    references = payload.load(UInt32.self, at: 0)
    lastUsed = payload.load(UInt32.self, at: 4)
    expires = payload.load(Int32.self, at: 8)
    error = payload.load(UInt32.self, at: 12)
  }
}
