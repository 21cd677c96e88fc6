extension LinkKind {
  /// GTP, the tunnels of mobile networks: IFLA_GTP_.
  static let gtp = LinkKind(
    ["gtp"],
    [
      LinkField(4, "role", .words(gtpRole)),  // IFLA_GTP_ROLE
      LinkField(3, "pdpHashSize", .number),  // IFLA_GTP_PDP_HASHSIZE
      LinkField(6, "restartCount", .number),  // IFLA_GTP_RESTART_COUNT
      LinkField(7, "local", .ipAddress),  // IFLA_GTP_LOCAL
      LinkField(8, "local6", .ipAddress),  // IFLA_GTP_LOCAL6
    ])

  static let gtpRole: [WireWord] = [
    WireWord(0, "ggsn"),  // GTP_ROLE_GGSN of linux/if_link.h
    WireWord(1, "sgsn"),  // GTP_ROLE_SGSN
  ]
}
