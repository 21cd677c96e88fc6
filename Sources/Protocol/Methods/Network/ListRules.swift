extension MethodContract {
  /// `listRules`: policy rules, which choose the routing table for a packet.
  public static let listRules = MethodContract(
    name: "listRules",
    set: .links,
    summary: "Policy rules, which choose the routing table for a packet",
    description: """
      Dumps the policy rules of a network namespace, like `ip rule` and `ip -6 rule`. The kernel \
      tries the rules for each packet in the order of their priority, the lowest first. A rule \
      without selectors matches all packets. A dump interrupted by a concurrent change \
      (NLM_F_DUMP_INTR) is repeated a few times.
      """,
    parameters: [.inetFamily, .networkNamespace],
    list: "rules",
    of: Schema.Member.networkNamespaceOfRecord + selectors + actions,
    "One record per rule, IPv4 before IPv6, then ordered by priority.")

  private static let selectors: [Schema.Member] =
    [
      .always("family", .oneOf(["v4", "v6"]), "family: AF_INET or AF_INET6."),
      .always("priority", .unsigned, "FRA_PRIORITY: the rule with the lowest is tried first."),
      .maybe("from", .string, "FRA_SRC: matches the source address; absent matches any."),
      .maybe(
        "fromPrefixLength", .unsigned, "src_len: how many leading bits of from must match."),
      .maybe("to", .string, "FRA_DST: matches the destination address; absent matches any."),
      .maybe("toPrefixLength", .unsigned, "dst_len: how many leading bits of to must match."),
    ]
    + Schema.Member.bytes(
      "inputInterface", "FRA_IIFNAME: matches packets that arrived on this link.")
    + Schema.Member.bytes(
      "outputInterface", "FRA_OIFNAME: matches packets of sockets that are bound to this link.")
    + [
      .maybe("mark", .unsigned, "FRA_FWMARK: matches the packet's mark, in the bits of markMask."),
      .maybe("markMask", .unsigned, "FRA_FWMASK: the bits of the mark that must match."),
      .maybe("tos", .unsigned, "tos: matches the type of service."),
      .maybe("dscp", .unsigned, "FRA_DSCP, Linux 6.13."),
      .maybe("dscpMask", .unsigned, "FRA_DSCP_MASK, Linux 6.15."),
      .maybe("flowLabel", .unsigned, "FRA_FLOWLABEL of IPv6, Linux 6.14."),
      .maybe("flowLabelMask", .unsigned, "FRA_FLOWLABEL_MASK."),
      .maybe(
        "tunnelID", .unsigned, "FRA_TUN_ID: matches the id of the tunnel that the packet came by."),
      .maybe(
        "uidFirst", .unsigned,
        "FRA_UID_RANGE: matches sockets of a range of users; the first user id."),
      .maybe("uidLast", .unsigned, "FRA_UID_RANGE: the last user id."),
      .maybe(
        "l3mdev", .boolean,
        "FRA_L3MDEV: matches packets of a VRF, and uses the routing table of the VRF."),
      .maybe("ipProtocol", .unsigned, "FRA_IP_PROTO: matches a protocol number of protocols(5)."),
      .maybe(
        "sourcePortFirst", .unsigned,
        "FRA_SPORT_RANGE: matches a range of source ports; the first port."),
      .maybe("sourcePortLast", .unsigned, "FRA_SPORT_RANGE: the last port."),
      .maybe(
        "sourcePortMask", .unsigned,
        "FRA_SPORT_MASK: the bits of the source port that must match, Linux 6.15."),
      .maybe(
        "destinationPortFirst", .unsigned,
        "FRA_DPORT_RANGE: matches a range of destination ports; the first port."),
      .maybe("destinationPortLast", .unsigned, "FRA_DPORT_RANGE: the last port."),
      .maybe(
        "destinationPortMask", .unsigned,
        "FRA_DPORT_MASK: the bits of the destination port that must match, Linux 6.15."),
    ]

  private static let actions: [Schema.Member] = [
    .always(
      "action", .string,
      """
      action: table (look up the route in that table), goto, nop, blackhole, unreachable, \
      prohibit; others as a decimal number.
      """),
    .maybe(
      "table", .string, "FRA_TABLE: main, local, default; other tables as a decimal number."),
    .maybe("tableNumber", .unsigned, "FRA_TABLE as a number."),
    .maybe("goto", .unsigned, "FRA_GOTO: the priority of the rule to continue with."),
    .maybe(
      "suppressPrefixLength", .unsigned,
      "FRA_SUPPRESS_PREFIXLEN: ignore routes with a prefix of this length or shorter."),
    .maybe(
      "suppressGroup", .unsigned,
      "FRA_SUPPRESS_IFGROUP: ignore routes through links of this group."),
    .maybe("flowFrom", .unsigned, "FRA_FLOW: the realm of the source."),
    .maybe("flowTo", .unsigned, "FRA_FLOW: the realm of the destination."),
    .always(
      "flags", .array(.string),
      """
      flags by name: PERMANENT, INVERT (matches all packets except these), UNRESOLVED (the rule \
      that goto names does not exist), IIF_DETACHED and OIF_DETACHED (the link does not exist \
      now); unnamed bits in hex.
      """),
    .maybe(
      "protocol", .string, "FRA_PROTOCOL: the origin of the rule, by the names of listRoutes."),
    .maybe("protocolNumber", .unsigned, "FRA_PROTOCOL as a number."),
  ]
}
