/// The numbers of `linux/rtnetlink.h` in the words of iproute2; a number without a word is decimal.
public enum RouteWords {
  /// A routing table: RT_TABLE_.
  public static func table(_ number: UInt32) -> String {
    tables.first { $0.number == number }?.word ?? String(number)
  }

  /// The origin of a route, a rule or a neighbor: RTPROT_.
  public static func origin(_ number: UInt8) -> String {
    origins.first { $0.number == number }?.word ?? String(number)
  }

  /// The type of a route: RTN_.
  public static func type(_ number: UInt8) -> String {
    types.first { $0.number == number }?.word ?? String(number)
  }

  /// The scope of a route or an address: RT_SCOPE_.
  public static func scope(_ number: UInt8) -> String {
    switch number {
    case 0: "global"  // RT_SCOPE_UNIVERSE
    case 200: "site"  // RT_SCOPE_SITE
    case 253: "link"  // RT_SCOPE_LINK
    case 254: "host"  // RT_SCOPE_HOST
    case 255: "nowhere"  // RT_SCOPE_NOWHERE
    default: String(number)
    }
  }

  /// The preference of a default router (RFC 4191): ICMPV6_ROUTER_PREF_ of `linux/icmpv6.h`.
  public static func preference(_ number: UInt8) -> String {
    switch number {
    case 0: "medium"  // ICMPV6_ROUTER_PREF_MEDIUM
    case 1: "high"  // ICMPV6_ROUTER_PREF_HIGH
    case 3: "low"  // ICMPV6_ROUTER_PREF_LOW
    default: String(number)
    }
  }

  /// The encapsulation of a route: LWTUNNEL_ENCAP_ of `linux/lwtunnel.h`.
  public static func encap(_ number: UInt16) -> String {
    switch number {
    case 1: "mpls"  // LWTUNNEL_ENCAP_MPLS
    case 2: "ip"  // LWTUNNEL_ENCAP_IP
    case 3: "ila"  // LWTUNNEL_ENCAP_ILA
    case 4: "ip6"  // LWTUNNEL_ENCAP_IP6
    case 5: "seg6"  // LWTUNNEL_ENCAP_SEG6
    case 6: "bpf"  // LWTUNNEL_ENCAP_BPF
    case 7: "seg6local"  // LWTUNNEL_ENCAP_SEG6_LOCAL
    case 8: "rpl"  // LWTUNNEL_ENCAP_RPL
    case 9: "ioam6"  // LWTUNNEL_ENCAP_IOAM6
    case 10: "xfrm"  // LWTUNNEL_ENCAP_XFRM
    default: String(number)
    }
  }

  /// The number of a routing table's word, or of a decimal number; nil for any other text.
  public static func table(_ word: String) -> UInt32? {
    tables.first { $0.word == word }?.number ?? decimal(word)
  }

  /// The number of an origin's word, or of a decimal number; nil for any other text.
  public static func origin(_ word: String) -> UInt8? {
    origins.first { $0.word == word }?.number ?? decimal(word)
  }

  /// The number of a route type's word, or of a decimal number; nil for any other text.
  public static func type(_ word: String) -> UInt8? {
    types.first { $0.word == word }?.number ?? decimal(word)
  }

  private static func decimal<Number: FixedWidthInteger>(_ text: String) -> Number? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? Number(text) : nil
  }

  /// The routing tables with a word.
  public static let tables: [(number: UInt32, word: String)] = [
    (0, "unspec"),  // RT_TABLE_UNSPEC
    (253, "default"),  // RT_TABLE_DEFAULT
    (254, "main"),  // RT_TABLE_MAIN
    (255, "local"),  // RT_TABLE_LOCAL
  ]

  /// The origins with a word.
  public static let origins: [(number: UInt8, word: String)] = [
    (0, "unspec"),  // RTPROT_UNSPEC
    (1, "redirect"),  // RTPROT_REDIRECT
    (2, "kernel"),  // RTPROT_KERNEL
    (3, "boot"),  // RTPROT_BOOT
    (4, "static"),  // RTPROT_STATIC
    (8, "gated"),  // RTPROT_GATED
    (9, "ra"),  // RTPROT_RA
    (10, "mrt"),  // RTPROT_MRT
    (11, "zebra"),  // RTPROT_ZEBRA
    (12, "bird"),  // RTPROT_BIRD
    (13, "dnrouted"),  // RTPROT_DNROUTED
    (14, "xorp"),  // RTPROT_XORP
    (15, "ntk"),  // RTPROT_NTK
    (16, "dhcp"),  // RTPROT_DHCP
    (17, "mrouted"),  // RTPROT_MROUTED
    (18, "keepalived"),  // RTPROT_KEEPALIVED
    (42, "babel"),  // RTPROT_BABEL
    (84, "ovn"),  // RTPROT_OVN
    (99, "openr"),  // RTPROT_OPENR
    (186, "bgp"),  // RTPROT_BGP
    (187, "isis"),  // RTPROT_ISIS
    (188, "ospf"),  // RTPROT_OSPF
    (189, "rip"),  // RTPROT_RIP
    (192, "eigrp"),  // RTPROT_EIGRP
  ]

  /// The route types with a word.
  public static let types: [(number: UInt8, word: String)] = [
    (0, "unspec"),  // RTN_UNSPEC
    (1, "unicast"),  // RTN_UNICAST
    (2, "local"),  // RTN_LOCAL
    (3, "broadcast"),  // RTN_BROADCAST
    (4, "anycast"),  // RTN_ANYCAST
    (5, "multicast"),  // RTN_MULTICAST
    (6, "blackhole"),  // RTN_BLACKHOLE
    (7, "unreachable"),  // RTN_UNREACHABLE
    (8, "prohibit"),  // RTN_PROHIBIT
    (9, "throw"),  // RTN_THROW
    (10, "nat"),  // RTN_NAT
    (11, "xresolve"),  // RTN_XRESOLVE
  ]

  /// Flags of a route: RTNH_F_, then RTM_F_.
  public static let flags =
    nextHopFlags + [
      FlagWord(0x100, "NOTIFY"),  // RTM_F_NOTIFY
      FlagWord(0x200, "CLONED"),  // RTM_F_CLONED
      FlagWord(0x400, "EQUALIZE"),  // RTM_F_EQUALIZE
      FlagWord(0x800, "PREFIX"),  // RTM_F_PREFIX
      FlagWord(0x1000, "LOOKUP_TABLE"),  // RTM_F_LOOKUP_TABLE
      FlagWord(0x2000, "FIB_MATCH"),  // RTM_F_FIB_MATCH
      FlagWord(0x4000, "RT_OFFLOAD"),  // RTM_F_OFFLOAD
      FlagWord(0x8000, "RT_TRAP"),  // RTM_F_TRAP
      FlagWord(0x2000_0000, "RT_OFFLOAD_FAILED"),  // RTM_F_OFFLOAD_FAILED
    ]

  /// Flags of a next hop: RTNH_F_.
  public static let nextHopFlags: [FlagWord] = [
    FlagWord(0x01, "DEAD"),  // RTNH_F_DEAD
    FlagWord(0x02, "PERVASIVE"),  // RTNH_F_PERVASIVE
    FlagWord(0x04, "ONLINK"),  // RTNH_F_ONLINK
    FlagWord(0x08, "OFFLOAD"),  // RTNH_F_OFFLOAD
    FlagWord(0x10, "LINKDOWN"),  // RTNH_F_LINKDOWN
    FlagWord(0x20, "UNRESOLVED"),  // RTNH_F_UNRESOLVED
    FlagWord(0x40, "TRAP"),  // RTNH_F_TRAP
  ]

  /// Features of a route inside RTA_METRICS: RTAX_FEATURE_.
  public static let features: [FlagWord] = [
    FlagWord(0x01, "ECN"),  // RTAX_FEATURE_ECN
    FlagWord(0x02, "SACK"),  // RTAX_FEATURE_SACK
    FlagWord(0x04, "TIMESTAMP"),  // RTAX_FEATURE_TIMESTAMP
    FlagWord(0x08, "ALLFRAG"),  // RTAX_FEATURE_ALLFRAG
    FlagWord(0x10, "TCP_USEC_TS"),  // RTAX_FEATURE_TCP_USEC_TS
  ]
}
