extension LinkKind {
  /// IP in IP tunnels: IFLA_IPTUN_. ipip has no flags.
  static let ipTunnel = LinkKind(["ipip", "ip6tnl"], ipTunnelFields(flags: tunnelFlags6))

  /// IPv6 in IPv4 tunnels: IFLA_IPTUN_.
  static let sit = LinkKind(["sit"], ipTunnelFields(flags: sitFlags))

  private static func ipTunnelFields(flags: [WireWord]) -> [LinkField] {
    [
      LinkField(1, "link", .link("linkName")),  // IFLA_IPTUN_LINK
      LinkField(2, "local", .ipAddress),  // IFLA_IPTUN_LOCAL
      LinkField(3, "remote", .ipAddress),  // IFLA_IPTUN_REMOTE
      LinkField(4, "ttl", .number),  // IFLA_IPTUN_TTL
      LinkField(5, "tos", .number),  // IFLA_IPTUN_TOS
      LinkField(10, "pathMTUDiscovery", .boolean),  // IFLA_IPTUN_PMTUDISC
      LinkField(9, "protocol", .words(tunnelProtocol)),  // IFLA_IPTUN_PROTO
      LinkField(6, "encapLimit", .number),  // IFLA_IPTUN_ENCAP_LIMIT
      LinkField(7, "flowInfo", .bigEndian),  // IFLA_IPTUN_FLOWINFO
      LinkField(8, "flags", .bits(flags)),  // IFLA_IPTUN_FLAGS
      LinkField(11, "sixRDPrefix", .ipAddress),  // IFLA_IPTUN_6RD_PREFIX
      LinkField(12, "sixRDRelayPrefix", .ipAddress),  // IFLA_IPTUN_6RD_RELAY_PREFIX
      LinkField(13, "sixRDPrefixLength", .number),  // IFLA_IPTUN_6RD_PREFIXLEN
      LinkField(14, "sixRDRelayPrefixLength", .number),  // IFLA_IPTUN_6RD_RELAY_PREFIXLEN
      LinkField(15, "encapType", .words(tunnelEncapsulation)),  // IFLA_IPTUN_ENCAP_TYPE
      LinkField(16, "encapFlags", .bits(tunnelEncapsulationFlags)),  // IFLA_IPTUN_ENCAP_FLAGS
      LinkField(17, "encapSourcePort", .bigEndian),  // IFLA_IPTUN_ENCAP_SPORT
      LinkField(18, "encapDestinationPort", .bigEndian),  // IFLA_IPTUN_ENCAP_DPORT
      LinkField(19, "collectMetadata", .boolean),  // IFLA_IPTUN_COLLECT_METADATA
      LinkField(20, "fwmark", .number),  // IFLA_IPTUN_FWMARK
    ]
  }

  static let sitFlags: [WireWord] = [
    WireWord(1, "ISATAP")  // SIT_ISATAP of linux/if_tunnel.h
  ]

  /// Virtual tunnel interfaces for IPsec: IFLA_VTI_.
  static let vti = LinkKind(
    ["vti", "vti6"],
    [
      LinkField(1, "link", .link("linkName")),  // IFLA_VTI_LINK
      LinkField(4, "local", .ipAddress),  // IFLA_VTI_LOCAL
      LinkField(5, "remote", .ipAddress),  // IFLA_VTI_REMOTE
      LinkField(2, "inputKey", .bigEndian),  // IFLA_VTI_IKEY
      LinkField(3, "outputKey", .bigEndian),  // IFLA_VTI_OKEY
      LinkField(6, "fwmark", .number),  // IFLA_VTI_FWMARK
    ])

  static let tunnelProtocol: [WireWord] = [
    WireWord(0, "any"),  // no constant: any protocol
    WireWord(4, "ipip"),  // IPPROTO_IPIP
    WireWord(41, "ip6"),  // IPPROTO_IPV6
    WireWord(137, "mpls"),  // IPPROTO_MPLS
  ]
}
