/// `struct rtmsg` of `linux/rtnetlink.h`, 12 bytes; attributes follow.
public struct RouteMessage: Equatable, Sendable {
  public static let size = 12

  public var family: UInt8  // rtm_family: AF_INET, AF_INET6, AF_MPLS
  public var destinationLength: UInt8  // rtm_dst_len, bits
  public var sourceLength: UInt8  // rtm_src_len, bits
  public var tos: UInt8  // rtm_tos
  public var table: UInt8  // rtm_table, RT_TABLE_COMPAT if the number needs RTA_TABLE
  public var origin: UInt8  // rtm_protocol, RTPROT_
  public var scope: UInt8  // rtm_scope, RT_SCOPE_
  public var type: UInt8  // rtm_type, RTN_
  public var flags: UInt32  // rtm_flags, RTNH_F_ in the low 8 bits and RTM_F_ above

  /// RTM_F_CLONED: a cached copy of a route, and no entry of a table.
  public var isCloned: Bool { flags & 0x200 != 0 }

  /// Reads the fixed part, whose fields are in host byte order; nil if the bytes end before it
  /// does.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= RouteMessage.size,
      let family = bytes.load(UInt8.self, at: 0),
      let destinationLength = bytes.load(UInt8.self, at: 1),
      let sourceLength = bytes.load(UInt8.self, at: 2),
      let tos = bytes.load(UInt8.self, at: 3),
      let table = bytes.load(UInt8.self, at: 4),
      let origin = bytes.load(UInt8.self, at: 5),
      let scope = bytes.load(UInt8.self, at: 6),
      let type = bytes.load(UInt8.self, at: 7),
      let flags = bytes.load(UInt32.self, at: 8)
    else { return nil }
    self.family = family
    self.destinationLength = destinationLength
    self.sourceLength = sourceLength
    self.tos = tos
    self.table = table
    self.origin = origin
    self.scope = scope
    self.type = type
    self.flags = flags
  }
}

/// Attributes of a route that the agent reads or sends: `enum rtattr_type_t` of
/// `linux/rtnetlink.h`. Addresses are in network byte order: 4 bytes for IPv4, 16 for IPv6, or a
/// stack of MPLS labels. Integers are u32 in host byte order unless a comment states otherwise.
public enum RouteAttribute {
  public static let destination: UInt16 = 1  // RTA_DST, absent if rtm_dst_len is 0
  public static let source: UInt16 = 2  // RTA_SRC
  public static let inputInterface: UInt16 = 3  // RTA_IIF, an index
  public static let outputInterface: UInt16 = 4  // RTA_OIF, an index
  public static let gateway: UInt16 = 5  // RTA_GATEWAY
  public static let priority: UInt16 = 6  // RTA_PRIORITY
  public static let preferredSource: UInt16 = 7  // RTA_PREFSRC
  public static let metrics: UInt16 = 8  // RTA_METRICS, nested RouteMetric
  public static let multipath: UInt16 = 9  // RTA_MULTIPATH, NextHopCursor
  public static let flow: UInt16 = 11  // RTA_FLOW, realms: source << 16 | destination
  public static let cacheInfo: UInt16 = 12  // RTA_CACHEINFO, RouteCacheInfo
  public static let table: UInt16 = 15  // RTA_TABLE
  public static let mark: UInt16 = 16  // RTA_MARK
  public static let via: UInt16 = 18  // RTA_VIA, struct rtvia: family u16, then its address
  public static let newDestination: UInt16 = 19  // RTA_NEWDST, a stack of MPLS labels
  public static let preference: UInt16 = 20  // RTA_PREF, u8, ICMPV6_ROUTER_PREF_
  public static let encapType: UInt16 = 21  // RTA_ENCAP_TYPE, u16, LWTUNNEL_ENCAP_
  public static let encap: UInt16 = 22  // RTA_ENCAP, nested, after its type
  public static let uid: UInt16 = 25  // RTA_UID
  public static let ttlPropagate: UInt16 = 26  // RTA_TTL_PROPAGATE, u8
  public static let ipProtocol: UInt16 = 27  // RTA_IP_PROTO, u8
  public static let sourcePort: UInt16 = 28  // RTA_SPORT, u16 in network byte order
  public static let destinationPort: UInt16 = 29  // RTA_DPORT, u16 in network byte order
  public static let nextHopID: UInt16 = 30  // RTA_NH_ID
}
