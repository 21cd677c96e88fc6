extension MethodContract {
  /// `listRules`: policy rules, which say what table is looked at for a packet.
  public static let listRules = MethodContract(
    name: "listRules",
    summary: "Rules that say which routing table counts",
    description: """
      Dumps the policy rules of a network namespace, as `ip rule` and `ip -6 rule` do. A packet \
      meets them by priority, the lowest first; a rule without selectors is for all packets. A \
      dump that changes of the kernel's table interrupt is read again a few times.
      """,
    parameters: [.inetFamily, .networkNamespace],
    list: "rules",
    of: Schema.Member.networkNamespaceOfRecord + selectors + actions,
    "One record a rule, IPv4 before IPv6, by priority.")

  private static let selectors: [Schema.Member] =
    [
      .always("family", .oneOf(["v4", "v6"]), "family: AF_INET or AF_INET6."),
      .always("priority", .unsigned, "FRA_PRIORITY: the lowest one is first."),
      .maybe("from", .string, "FRA_SRC: packets from there; absent is any."),
      .maybe("fromPrefixLength", .unsigned, "src_len: how many bits of it count."),
      .maybe("to", .string, "FRA_DST: packets to there; absent is any."),
      .maybe("toPrefixLength", .unsigned, "dst_len: how many bits of it count."),
    ]
    + Schema.Member.bytes("inputInterface", "FRA_IIFNAME: packets that came in by this link.")
    + Schema.Member.bytes(
      "outputInterface", "FRA_OIFNAME: packets of sockets bound to this link.")
    + [
      .maybe("mark", .unsigned, "FRA_FWMARK: packets whose mark has these bits."),
      .maybe("markMask", .unsigned, "FRA_FWMASK: which bits of the mark count."),
      .maybe("tos", .unsigned, "tos: the type of service."),
      .maybe("dscp", .unsigned, "FRA_DSCP, Linux 6.13."),
      .maybe("dscpMask", .unsigned, "FRA_DSCP_MASK, Linux 6.15."),
      .maybe("flowLabel", .unsigned, "FRA_FLOWLABEL of IPv6, Linux 6.14."),
      .maybe("flowLabelMask", .unsigned, "FRA_FLOWLABEL_MASK."),
      .maybe("tunnelID", .unsigned, "FRA_TUN_ID: the tunnel that the packet came by."),
      .maybe("uidFirst", .unsigned, "FRA_UID_RANGE: sockets of these users, the first one."),
      .maybe("uidLast", .unsigned, "FRA_UID_RANGE: the last one."),
      .maybe(
        "l3mdev", .boolean, "FRA_L3MDEV: packets of a VRF, whose table is looked at."),
      .maybe("ipProtocol", .unsigned, "FRA_IP_PROTO: a number of protocols(5)."),
      .maybe("sourcePortFirst", .unsigned, "FRA_SPORT_RANGE: the first port."),
      .maybe("sourcePortLast", .unsigned, "FRA_SPORT_RANGE: the last one."),
      .maybe("sourcePortMask", .unsigned, "FRA_SPORT_MASK: which bits count, Linux 6.15."),
      .maybe("destinationPortFirst", .unsigned, "FRA_DPORT_RANGE: the first port."),
      .maybe("destinationPortLast", .unsigned, "FRA_DPORT_RANGE: the last one."),
      .maybe("destinationPortMask", .unsigned, "FRA_DPORT_MASK: which bits count, Linux 6.15."),
    ]

  private static let actions: [Schema.Member] = [
    .always(
      "action", .string,
      """
      action: table (look there), goto, nop, blackhole, unreachable, prohibit, or another number \
      in decimal.
      """),
    .maybe(
      "table", .string, "FRA_TABLE: main, local, default, or the table's number in decimal."),
    .maybe("tableNumber", .unsigned, "FRA_TABLE as a number."),
    .maybe("goto", .unsigned, "FRA_GOTO: the priority of the rule to go on with."),
    .maybe(
      "suppressPrefixLength", .unsigned,
      "FRA_SUPPRESS_PREFIXLEN: routes of so short a prefix, or a shorter one, do not count."),
    .maybe(
      "suppressGroup", .unsigned,
      "FRA_SUPPRESS_IFGROUP: routes by links of this group do not count."),
    .maybe("flowFrom", .unsigned, "FRA_FLOW: the realm of the source."),
    .maybe("flowTo", .unsigned, "FRA_FLOW: the realm of the destination."),
    .always(
      "flags", .array(.string),
      """
      flags in words: PERMANENT, INVERT (for all packets but these), UNRESOLVED (its goto leads \
      nowhere), IIF_DETACHED and OIF_DETACHED (there is no such link now).
      """),
    .maybe(
      "protocol", .string, "FRA_PROTOCOL: who made it, in the words of listRoutes."),
    .maybe("protocolNumber", .unsigned, "FRA_PROTOCOL as a number."),
  ]
}
