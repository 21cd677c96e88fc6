extension LinkKind {
  /// Geneve tunnels: IFLA_GENEVE_.
  static let geneve = LinkKind(
    ["geneve"],
    [
      LinkField(1, "id", .number),  // IFLA_GENEVE_ID
      LinkField(2, "remote", .ipAddress),  // IFLA_GENEVE_REMOTE
      LinkField(7, "remote6", .ipAddress),  // IFLA_GENEVE_REMOTE6
      LinkField(17, "local", .ipAddress),  // IFLA_GENEVE_LOCAL
      LinkField(18, "local6", .ipAddress),  // IFLA_GENEVE_LOCAL6
      LinkField(12, "ttlInherit", .boolean),  // IFLA_GENEVE_TTL_INHERIT
      LinkField(3, "ttl", .number),  // IFLA_GENEVE_TTL
      LinkField(4, "tos", .number),  // IFLA_GENEVE_TOS
      LinkField(13, "df", .words(tunnelDF)),  // IFLA_GENEVE_DF
      LinkField(11, "label", .bigEndian),  // IFLA_GENEVE_LABEL
      LinkField(5, "port", .bigEndian),  // IFLA_GENEVE_PORT
      LinkField(15, "portRange", .portRange),  // IFLA_GENEVE_PORT_RANGE
      LinkField(6, "collectMetadata", .boolean),  // IFLA_GENEVE_COLLECT_METADATA
      LinkField(8, "udpChecksum", .boolean),  // IFLA_GENEVE_UDP_CSUM
      LinkField(9, "udpZeroChecksum6Tx", .boolean),  // IFLA_GENEVE_UDP_ZERO_CSUM6_TX
      LinkField(10, "udpZeroChecksum6Rx", .boolean),  // IFLA_GENEVE_UDP_ZERO_CSUM6_RX
      LinkField(14, "innerProtocolInherit", .boolean),  // IFLA_GENEVE_INNER_PROTO_INHERIT
      LinkField(16, "groHint", .boolean),  // IFLA_GENEVE_GRO_HINT
    ])
}
