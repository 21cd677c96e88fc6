extension LinkKind {
  /// GRE tunnels: IFLA_GRE_.
  static let gre = LinkKind(
    ["gre", "gretap", "erspan", "ip6gre", "ip6gretap", "ip6erspan"],
    [
      LinkField(1, "link", .link("linkName")),  // IFLA_GRE_LINK
      LinkField(6, "local", .ipAddress),  // IFLA_GRE_LOCAL
      LinkField(7, "remote", .ipAddress),  // IFLA_GRE_REMOTE
      LinkField(8, "ttl", .number),  // IFLA_GRE_TTL
      LinkField(9, "tos", .number),  // IFLA_GRE_TOS
      LinkField(10, "pathMTUDiscovery", .boolean),  // IFLA_GRE_PMTUDISC
      LinkField(2, "inputFlags", .networkBits(greFlags)),  // IFLA_GRE_IFLAGS
      LinkField(3, "outputFlags", .networkBits(greFlags)),  // IFLA_GRE_OFLAGS
      LinkField(4, "inputKey", .bigEndian),  // IFLA_GRE_IKEY
      LinkField(5, "outputKey", .bigEndian),  // IFLA_GRE_OKEY
      LinkField(11, "encapLimit", .number),  // IFLA_GRE_ENCAP_LIMIT
      LinkField(12, "flowInfo", .bigEndian),  // IFLA_GRE_FLOWINFO
      LinkField(13, "flags", .bits(tunnelFlags6)),  // IFLA_GRE_FLAGS
      LinkField(14, "encapType", .words(tunnelEncapsulation)),  // IFLA_GRE_ENCAP_TYPE
      LinkField(15, "encapFlags", .bits(tunnelEncapsulationFlags)),  // IFLA_GRE_ENCAP_FLAGS
      LinkField(16, "encapSourcePort", .bigEndian),  // IFLA_GRE_ENCAP_SPORT
      LinkField(17, "encapDestinationPort", .bigEndian),  // IFLA_GRE_ENCAP_DPORT
      LinkField(18, "collectMetadata", .boolean),  // IFLA_GRE_COLLECT_METADATA
      LinkField(19, "ignoreDF", .boolean),  // IFLA_GRE_IGNORE_DF
      LinkField(20, "fwmark", .number),  // IFLA_GRE_FWMARK
      LinkField(21, "erspanIndex", .number),  // IFLA_GRE_ERSPAN_INDEX
      LinkField(22, "erspanVersion", .number),  // IFLA_GRE_ERSPAN_VER
      LinkField(23, "erspanDirection", .words(erspanDirection)),  // IFLA_GRE_ERSPAN_DIR
      LinkField(24, "erspanHardwareID", .number),  // IFLA_GRE_ERSPAN_HWID
    ])

  /// Which packets of the port are mirrored.
  static let erspanDirection: [WireWord] = [
    WireWord(0, "ingress"),  // no constant: struct erspan_md2 of linux/erspan.h
    WireWord(1, "egress"),  // no constant
  ]

  static let greFlags: [WireWord] = [
    WireWord(0x8000, "CSUM"),  // GRE_CSUM
    WireWord(0x4000, "ROUTING"),  // GRE_ROUTING
    WireWord(0x2000, "KEY"),  // GRE_KEY
    WireWord(0x1000, "SEQ"),  // GRE_SEQ
    WireWord(0x0800, "STRICT"),  // GRE_STRICT
  ]

  static let tunnelFlags6: [WireWord] = [
    WireWord(1, "IGN_ENCAP_LIMIT"),  // IP6_TNL_F_IGN_ENCAP_LIMIT of linux/ip6_tunnel.h
    WireWord(2, "USE_ORIG_TCLASS"),  // IP6_TNL_F_USE_ORIG_TCLASS
    WireWord(4, "USE_ORIG_FLOWLABEL"),  // IP6_TNL_F_USE_ORIG_FLOWLABEL
    WireWord(8, "MIP6_DEV"),  // IP6_TNL_F_MIP6_DEV
    WireWord(16, "RCV_DSCP_COPY"),  // IP6_TNL_F_RCV_DSCP_COPY
    WireWord(32, "USE_ORIG_FWMARK"),  // IP6_TNL_F_USE_ORIG_FWMARK
    WireWord(64, "ALLOW_LOCAL_REMOTE"),  // IP6_TNL_F_ALLOW_LOCAL_REMOTE
  ]

  static let tunnelEncapsulation: [WireWord] = [
    WireWord(0, "none"),  // TUNNEL_ENCAP_NONE
    WireWord(1, "fou"),  // TUNNEL_ENCAP_FOU
    WireWord(2, "gue"),  // TUNNEL_ENCAP_GUE
    WireWord(3, "mpls"),  // TUNNEL_ENCAP_MPLS
  ]

  static let tunnelEncapsulationFlags: [WireWord] = [
    WireWord(1, "CSUM"),  // TUNNEL_ENCAP_FLAG_CSUM
    WireWord(2, "CSUM6"),  // TUNNEL_ENCAP_FLAG_CSUM6
    WireWord(4, "REMCSUM"),  // TUNNEL_ENCAP_FLAG_REMCSUM
  ]
}
