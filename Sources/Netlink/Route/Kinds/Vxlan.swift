extension LinkKind {
  /// VXLAN tunnels: IFLA_VXLAN_.
  static let vxlan = LinkKind(
    ["vxlan"],
    [
      LinkField(1, "id", .number),  // IFLA_VXLAN_ID
      LinkField(2, "group", .ipAddress),  // IFLA_VXLAN_GROUP
      LinkField(16, "group6", .ipAddress),  // IFLA_VXLAN_GROUP6
      LinkField(4, "local", .ipAddress),  // IFLA_VXLAN_LOCAL
      LinkField(17, "local6", .ipAddress),  // IFLA_VXLAN_LOCAL6
      LinkField(3, "link", .link("linkName")),  // IFLA_VXLAN_LINK
      LinkField(10, "portRange", .portRange),  // IFLA_VXLAN_PORT_RANGE
      LinkField(15, "port", .bigEndian),  // IFLA_VXLAN_PORT
      LinkField(6, "tos", .number),  // IFLA_VXLAN_TOS
      LinkField(28, "ttlInherit", .boolean),  // IFLA_VXLAN_TTL_INHERIT
      LinkField(5, "ttl", .number),  // IFLA_VXLAN_TTL
      LinkField(29, "df", .words(tunnelDF)),  // IFLA_VXLAN_DF
      LinkField(26, "label", .bigEndian),  // IFLA_VXLAN_LABEL
      LinkField(32, "labelPolicy", .words(vxlanLabelPolicy)),  // IFLA_VXLAN_LABEL_POLICY
      LinkField(7, "learning", .boolean),  // IFLA_VXLAN_LEARNING
      LinkField(8, "ageing", .number),  // IFLA_VXLAN_AGEING
      LinkField(9, "limit", .number),  // IFLA_VXLAN_LIMIT
      LinkField(11, "proxy", .boolean),  // IFLA_VXLAN_PROXY
      LinkField(12, "rsc", .boolean),  // IFLA_VXLAN_RSC
      LinkField(13, "l2Miss", .boolean),  // IFLA_VXLAN_L2MISS
      LinkField(14, "l3Miss", .boolean),  // IFLA_VXLAN_L3MISS
      LinkField(18, "udpChecksum", .boolean),  // IFLA_VXLAN_UDP_CSUM
      LinkField(19, "udpZeroChecksum6Tx", .boolean),  // IFLA_VXLAN_UDP_ZERO_CSUM6_TX
      LinkField(20, "udpZeroChecksum6Rx", .boolean),  // IFLA_VXLAN_UDP_ZERO_CSUM6_RX
      LinkField(21, "remoteChecksumTx", .boolean),  // IFLA_VXLAN_REMCSUM_TX
      LinkField(22, "remoteChecksumRx", .boolean),  // IFLA_VXLAN_REMCSUM_RX
      LinkField(24, "remoteChecksumNoPartial", .boolean),  // IFLA_VXLAN_REMCSUM_NOPARTIAL
      LinkField(23, "gbp", .boolean),  // IFLA_VXLAN_GBP
      LinkField(27, "gpe", .boolean),  // IFLA_VXLAN_GPE
      LinkField(25, "collectMetadata", .boolean),  // IFLA_VXLAN_COLLECT_METADATA
      LinkField(30, "vniFilter", .boolean),  // IFLA_VXLAN_VNIFILTER
      LinkField(31, "localBypass", .boolean),  // IFLA_VXLAN_LOCALBYPASS
      LinkField(33, "reservedBitsHex", .hex),  // IFLA_VXLAN_RESERVED_BITS
      LinkField(34, "multicastRoute", .boolean),  // IFLA_VXLAN_MC_ROUTE
    ])

  static let tunnelDF: [WireWord] = [
    WireWord(0, "unset"),  // VXLAN_DF_UNSET, GENEVE_DF_UNSET
    WireWord(1, "set"),  // VXLAN_DF_SET
    WireWord(2, "inherit"),  // VXLAN_DF_INHERIT
  ]

  static let vxlanLabelPolicy: [WireWord] = [
    WireWord(0, "fixed"),  // VXLAN_LABEL_FIXED
    WireWord(1, "inherit"),  // VXLAN_LABEL_INHERIT
  ]
}
