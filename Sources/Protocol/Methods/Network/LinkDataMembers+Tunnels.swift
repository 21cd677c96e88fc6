extension MethodContract {
  static let vxlanMembers: [Schema.Member] =
    [
      .maybe("id", .unsigned, "IFLA_VXLAN_ID: the network identifier."),
      .maybe("group", .string, "IFLA_VXLAN_GROUP: a multicast group, or the only remote end."),
      .maybe("group6", .string, "IFLA_VXLAN_GROUP6: the same for IPv6."),
      .maybe("local", .string, "IFLA_VXLAN_LOCAL."),
      .maybe("local6", .string, "IFLA_VXLAN_LOCAL6."),
      .maybe("link", .unsigned, "IFLA_VXLAN_LINK: the index of the link that packets leave by."),
    ]
    + Schema.Member.bytes("linkName", "The name of that link.")
    + [
      .maybe("portRange", .object(portRange), "IFLA_VXLAN_PORT_RANGE: UDP source ports."),
      .maybe("port", .unsigned, "IFLA_VXLAN_PORT: the UDP destination port."),
      .maybe("tos", .unsigned, "IFLA_VXLAN_TOS: 1 copies the inner packet's."),
      .maybe("ttlInherit", .boolean, "IFLA_VXLAN_TTL_INHERIT."),
      .maybe("ttl", .unsigned, "IFLA_VXLAN_TTL: 0 is automatic."),
      .maybe("df", .string, "IFLA_VXLAN_DF: unset, set or inherit."),
      .maybe("label", .unsigned, "IFLA_VXLAN_LABEL: the IPv6 flow label."),
      .maybe("labelPolicy", .string, "IFLA_VXLAN_LABEL_POLICY: fixed or inherit; Linux 6.8."),
      .maybe("learning", .boolean, "IFLA_VXLAN_LEARNING."),
      .maybe("ageing", .unsigned, "IFLA_VXLAN_AGEING: seconds."),
      .maybe(
        "limit", .unsigned, "IFLA_VXLAN_LIMIT: the limit of learned addresses; 0 is no limit."),
      .maybe("proxy", .boolean, "IFLA_VXLAN_PROXY."),
      .maybe("rsc", .boolean, "IFLA_VXLAN_RSC: route short circuit."),
      .maybe("l2Miss", .boolean, "IFLA_VXLAN_L2MISS."),
      .maybe("l3Miss", .boolean, "IFLA_VXLAN_L3MISS."),
      .maybe("udpChecksum", .boolean, "IFLA_VXLAN_UDP_CSUM."),
      .maybe("udpZeroChecksum6Tx", .boolean, "IFLA_VXLAN_UDP_ZERO_CSUM6_TX."),
      .maybe("udpZeroChecksum6Rx", .boolean, "IFLA_VXLAN_UDP_ZERO_CSUM6_RX."),
      .maybe("remoteChecksumTx", .boolean, "IFLA_VXLAN_REMCSUM_TX."),
      .maybe("remoteChecksumRx", .boolean, "IFLA_VXLAN_REMCSUM_RX."),
      .maybe("remoteChecksumNoPartial", .boolean, "IFLA_VXLAN_REMCSUM_NOPARTIAL."),
      .maybe("gbp", .boolean, "IFLA_VXLAN_GBP: group based policy."),
      .maybe("gpe", .boolean, "IFLA_VXLAN_GPE: generic protocol extension."),
      .maybe(
        "collectMetadata", .boolean,
        "IFLA_VXLAN_COLLECT_METADATA: external mode: routes set the parameters."),
      .maybe("vniFilter", .boolean, "IFLA_VXLAN_VNIFILTER."),
      .maybe("localBypass", .boolean, "IFLA_VXLAN_LOCALBYPASS: Linux 6.5."),
      .maybe(
        "reservedBitsHex", .string,
        "IFLA_VXLAN_RESERVED_BITS: the mask of reserved bits in the 8-byte header; Linux 6.14."),
      .maybe("multicastRoute", .boolean, "IFLA_VXLAN_MC_ROUTE: Linux 6.17."),
    ]

  static let geneveMembers: [Schema.Member] =
    [
      .maybe("id", .unsigned, "IFLA_GENEVE_ID: the network identifier."),
      .maybe("remote", .string, "IFLA_GENEVE_REMOTE."),
      .maybe("remote6", .string, "IFLA_GENEVE_REMOTE6."),
      .maybe("local", .string, "IFLA_GENEVE_LOCAL: newer kernels."),
      .maybe("local6", .string, "IFLA_GENEVE_LOCAL6: newer kernels."),
      .maybe("ttlInherit", .boolean, "IFLA_GENEVE_TTL_INHERIT."),
      .maybe("ttl", .unsigned, "IFLA_GENEVE_TTL: 0 is automatic."),
      .maybe("tos", .unsigned, "IFLA_GENEVE_TOS: 1 copies the inner packet's."),
      .maybe("df", .string, "IFLA_GENEVE_DF: unset, set or inherit."),
      .maybe("label", .unsigned, "IFLA_GENEVE_LABEL: the IPv6 flow label."),
      .maybe("port", .unsigned, "IFLA_GENEVE_PORT: the UDP destination port."),
      .maybe(
        "portRange", .object(portRange), "IFLA_GENEVE_PORT_RANGE: UDP source ports; Linux 6.16."),
      .maybe(
        "collectMetadata", .boolean,
        "IFLA_GENEVE_COLLECT_METADATA: external mode: routes set the parameters."),
      .maybe("udpChecksum", .boolean, "IFLA_GENEVE_UDP_CSUM."),
      .maybe("udpZeroChecksum6Tx", .boolean, "IFLA_GENEVE_UDP_ZERO_CSUM6_TX."),
      .maybe("udpZeroChecksum6Rx", .boolean, "IFLA_GENEVE_UDP_ZERO_CSUM6_RX."),
      .maybe("innerProtocolInherit", .boolean, "IFLA_GENEVE_INNER_PROTO_INHERIT."),
      .maybe("groHint", .boolean, "IFLA_GENEVE_GRO_HINT: newer kernels."),
    ]

  static let greMembers: [Schema.Member] =
    [
      .maybe("link", .unsigned, "IFLA_GRE_LINK: the index of the link that packets leave by.")
    ]
    + Schema.Member.bytes("linkName", "The name of that link.")
    + [
      .maybe("local", .string, "IFLA_GRE_LOCAL."),
      .maybe("remote", .string, "IFLA_GRE_REMOTE."),
      .maybe("ttl", .unsigned, "IFLA_GRE_TTL: 0 copies the inner packet's."),
      .maybe("tos", .unsigned, "IFLA_GRE_TOS: 1 copies the inner packet's."),
      .maybe("pathMTUDiscovery", .boolean, "IFLA_GRE_PMTUDISC."),
      .maybe("inputFlags", .array(.string), "IFLA_GRE_IFLAGS: CSUM, ROUTING, KEY, SEQ."),
      .maybe("outputFlags", .array(.string), "IFLA_GRE_OFLAGS: CSUM, ROUTING, KEY, SEQ."),
      .maybe("inputKey", .unsigned, "IFLA_GRE_IKEY."),
      .maybe("outputKey", .unsigned, "IFLA_GRE_OKEY."),
      .maybe("encapLimit", .unsigned, "IFLA_GRE_ENCAP_LIMIT."),
      .maybe("flowInfo", .unsigned, "IFLA_GRE_FLOWINFO: the IPv6 traffic class and flow label."),
      .maybe("flags", .array(.string), "IFLA_GRE_FLAGS: IP6_TNL_F_ by name."),
      .maybe("encapType", .string, "IFLA_GRE_ENCAP_TYPE: none, fou, gue or mpls."),
      .maybe("encapFlags", .array(.string), "IFLA_GRE_ENCAP_FLAGS: CSUM, CSUM6, REMCSUM."),
      .maybe("encapSourcePort", .unsigned, "IFLA_GRE_ENCAP_SPORT: 0 is automatic."),
      .maybe("encapDestinationPort", .unsigned, "IFLA_GRE_ENCAP_DPORT."),
      .maybe(
        "collectMetadata", .boolean,
        "IFLA_GRE_COLLECT_METADATA: external mode: routes set the parameters."),
      .maybe("ignoreDF", .boolean, "IFLA_GRE_IGNORE_DF."),
      .maybe("fwmark", .unsigned, "IFLA_GRE_FWMARK."),
      .maybe("erspanIndex", .unsigned, "IFLA_GRE_ERSPAN_INDEX."),
      .maybe("erspanVersion", .unsigned, "IFLA_GRE_ERSPAN_VER."),
      .maybe("erspanDirection", .string, "IFLA_GRE_ERSPAN_DIR: ingress or egress."),
      .maybe("erspanHardwareID", .unsigned, "IFLA_GRE_ERSPAN_HWID."),
    ]

  static let ipTunnelMembers: [Schema.Member] =
    [
      .maybe("link", .unsigned, "IFLA_IPTUN_LINK: the index of the link that packets leave by.")
    ]
    + Schema.Member.bytes("linkName", "The name of that link.")
    + [
      .maybe("local", .string, "IFLA_IPTUN_LOCAL."),
      .maybe("remote", .string, "IFLA_IPTUN_REMOTE."),
      .maybe("ttl", .unsigned, "IFLA_IPTUN_TTL: 0 copies the inner packet's."),
      .maybe("tos", .unsigned, "IFLA_IPTUN_TOS: 1 copies the inner packet's."),
      .maybe("pathMTUDiscovery", .boolean, "IFLA_IPTUN_PMTUDISC."),
      .maybe("protocol", .string, "IFLA_IPTUN_PROTO: any, ipip, ip6 or mpls."),
      .maybe("encapLimit", .unsigned, "IFLA_IPTUN_ENCAP_LIMIT."),
      .maybe("flowInfo", .unsigned, "IFLA_IPTUN_FLOWINFO: the IPv6 traffic class and flow label."),
      .maybe(
        "flags", .array(.string), "IFLA_IPTUN_FLAGS: of ip6tnl, IP6_TNL_F_ by name; of sit, ISATAP."
      ),
      .maybe("sixRDPrefix", .string, "IFLA_IPTUN_6RD_PREFIX."),
      .maybe("sixRDRelayPrefix", .string, "IFLA_IPTUN_6RD_RELAY_PREFIX."),
      .maybe("sixRDPrefixLength", .unsigned, "IFLA_IPTUN_6RD_PREFIXLEN."),
      .maybe("sixRDRelayPrefixLength", .unsigned, "IFLA_IPTUN_6RD_RELAY_PREFIXLEN."),
      .maybe("encapType", .string, "IFLA_IPTUN_ENCAP_TYPE: none, fou, gue or mpls."),
      .maybe("encapFlags", .array(.string), "IFLA_IPTUN_ENCAP_FLAGS: CSUM, CSUM6, REMCSUM."),
      .maybe("encapSourcePort", .unsigned, "IFLA_IPTUN_ENCAP_SPORT: 0 is automatic."),
      .maybe("encapDestinationPort", .unsigned, "IFLA_IPTUN_ENCAP_DPORT."),
      .maybe(
        "collectMetadata", .boolean,
        "IFLA_IPTUN_COLLECT_METADATA: external mode: routes set the parameters."),
      .maybe("fwmark", .unsigned, "IFLA_IPTUN_FWMARK."),
    ]

  static let gtpMembers: [Schema.Member] = [
    .maybe("role", .string, "IFLA_GTP_ROLE: ggsn or sgsn."),
    .maybe("pdpHashSize", .unsigned, "IFLA_GTP_PDP_HASHSIZE: buckets."),
    .maybe("restartCount", .unsigned, "IFLA_GTP_RESTART_COUNT."),
    .maybe("local", .string, "IFLA_GTP_LOCAL: Linux 6.13."),
    .maybe("local6", .string, "IFLA_GTP_LOCAL6: Linux 6.13."),
  ]

  static let vtiMembers: [Schema.Member] =
    [
      .maybe("link", .unsigned, "IFLA_VTI_LINK: the index of the link that packets leave by.")
    ]
    + Schema.Member.bytes("linkName", "The name of that link.")
    + [
      .maybe("local", .string, "IFLA_VTI_LOCAL."),
      .maybe("remote", .string, "IFLA_VTI_REMOTE."),
      .maybe("inputKey", .unsigned, "IFLA_VTI_IKEY."),
      .maybe("outputKey", .unsigned, "IFLA_VTI_OKEY."),
      .maybe("fwmark", .unsigned, "IFLA_VTI_FWMARK."),
    ]
}
