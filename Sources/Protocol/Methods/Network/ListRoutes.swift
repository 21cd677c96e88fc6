extension MethodContract {
  /// `listRoutes`: the routes of all tables.
  public static let listRoutes = MethodContract(
    name: "listRoutes",
    summary: "Routes of all tables: IPv4, IPv6 and MPLS",
    description: """
      Dumps the routes of a network namespace, as `ip route show table all` does, IPv4 before \
      IPv6 before MPLS, where the kernel has it. Cached routes are left out. Which family, table, \
      protocol, type and interface is decided in the kernel. The list is sent while the kernel \
      dumps it, so that a full table of the Internet takes no memory in the agent. A table that \
      no family has is the error notFound.
      """,
    parameters: [
      .maybe(
        "family", .oneOf(["all", "v4", "v6", "mpls"]), "The routes' family; all if left out."),
      .maybe(
        "table", .string,
        "The table: main, local, default, or a number in decimal; unspec or left out is all."),
      .interface("Only routes with a leg through this link: its name, or its index in decimal."),
      .maybe(
        "protocol", .string,
        "Only routes of this protocol: kernel, boot, static, ra, bgp and so on, or a number."),
      .maybe(
        "type", .string,
        "Only routes of this type: unicast, local, blackhole and so on, or a number in decimal."),
      .networkNamespace,
    ],
    list: "routes",
    of: Schema.Member.networkNamespaceOfRecord + routeMembers,
    "One record a route, in the kernel's order.")

  /// A route, as `listRoutes` and `getRoute` tell it.
  static let routeMembers: [Schema.Member] =
    [
      .always(
        "family", .oneOf(["v4", "v6", "mpls"]), "rtm_family: AF_INET, AF_INET6 or AF_MPLS."),
      .always(
        "type", .string,
        """
        rtm_type: unicast, local, broadcast, anycast, multicast, blackhole, unreachable, \
        prohibit, throw, or another type's number in decimal.
        """),
      .always("typeNumber", .unsigned, "rtm_type as a number."),
      .always(
        "table", .string, "RTA_TABLE: main, local, default, or the table's number in decimal."),
      .always("tableNumber", .unsigned, "RTA_TABLE as a number."),
      .always(
        "protocol", .string,
        """
        rtm_protocol: who made it: kernel, boot, static, ra, dhcp, bird, bgp and so on, in the \
        words of iproute2, or another number in decimal.
        """),
      .always("protocolNumber", .unsigned, "rtm_protocol as a number."),
      .always(
        "scope", .string,
        "rtm_scope: global, site, link, host, nowhere, or another scope's number in decimal."),
      .always("scopeNumber", .unsigned, "rtm_scope as a number."),
      .always(
        "destination", .string,
        "RTA_DST; 0.0.0.0 or :: of a default route; labels as 16/17 in MPLS."),
      .always("prefixLength", .unsigned, "rtm_dst_len: how many bits of the destination count."),
      .maybe("source", .string, "RTA_SRC: for packets from there alone."),
      .maybe("sourcePrefixLength", .unsigned, "rtm_src_len: how many bits of the source count."),
      .maybe(
        "preferredSource", .string,
        "RTA_PREFSRC: the source of packets that have none yet."),
      .maybe("tos", .unsigned, "rtm_tos: for packets of this type of service alone."),
      .maybe("inputInterfaceIndex", .unsigned, "RTA_IIF: the link that the packet came in by."),
    ]
    + Schema.Member.bytes("inputInterface", "That link's name.")
    + [
      .maybe("mark", .unsigned, "RTA_MARK: the packet's mark, in answers of getRoute."),
      .maybe("uid", .unsigned, "RTA_UID: whose packet it is, in answers of getRoute."),
      .maybe("priority", .unsigned, "RTA_PRIORITY, the metric: the lowest one is taken."),
      .maybe(
        "preference", .string,
        "RTA_PREF of RFC 4191: low, medium, high; among IPv6 routes of one priority."),
      .maybe("nextHopID", .unsigned, "RTA_NH_ID: the next-hop object (ip-nexthop) it goes by."),
      .maybe("ttlPropagate", .boolean, "RTA_TTL_PROPAGATE of MPLS."),
      .maybe("metrics", .object(routeMetrics), "RTA_METRICS by the kernel's names (RTAX_)."),
      .maybe(
        "expiresHundredths", .integer,
        """
        rta_expires: how long it still is, in hundredths of a second, below 0 when it is over; \
        absent where it stays.
        """),
      .maybe("references", .unsigned, "rta_clntref, where it is not 0."),
      .maybe(
        "usedHundredthsAgo", .unsigned,
        "rta_lastuse: when it was used last, in hundredths of a second, where it is not 0."),
      .maybe(
        "error", .string,
        "rta_error: what who sends there gets, for instance EHOSTUNREACH, where the kernel says."),
      .always(
        "flags", .array(.string),
        """
        rtm_flags in words: those of a leg, and NOTIFY, CLONED, PREFIX, LOOKUP_TABLE, FIB_MATCH, \
        RT_OFFLOAD, RT_TRAP, RT_OFFLOAD_FAILED; bits without a name as hex.
        """),
      .always(
        "nextHops", .array(.object(nextHop)),
        """
        Where it leads: one leg, several of RTA_MULTIPATH, or none, as of a blackhole. Those of a \
        next-hop object as far as the kernel tells them (net.ipv4.nexthop_compat_mode).
        """),
    ]

  private static let nextHop: [Schema.Member] =
    [
      .maybe("gateway", .string, "RTA_GATEWAY or RTA_VIA: the router's address."),
      .maybe(
        "gatewayFamily", .string,
        "The gateway's family, v4, v6 or another's number, where it need not be the route's."),
      .maybe("interfaceIndex", .unsigned, "RTA_OIF or rtnh_ifindex: the link it leaves by."),
    ]
    + Schema.Member.bytes("interface", "That link's name.")
    + [
      .always("weight", .unsigned, "rtnh_hops and one: its share; 1 of a single leg."),
      .always(
        "flags", .array(.string),
        "RTNH_F_ in words: DEAD, PERVASIVE, ONLINK, OFFLOAD, LINKDOWN, UNRESOLVED, TRAP."),
      .maybe("flowFrom", .unsigned, "RTA_FLOW: the realm of the source."),
      .maybe("flowTo", .unsigned, "RTA_FLOW: the realm of the destination."),
      .maybe("newDestination", .string, "RTA_NEWDST of MPLS: the labels that it gets instead."),
      .maybe(
        "encap", .string,
        """
        RTA_ENCAP_TYPE: mpls, ip, ila, ip6, seg6, bpf, seg6local, rpl, ioam6, xfrm, or another \
        number in decimal.
        """),
      .maybe("encapNumber", .unsigned, "RTA_ENCAP_TYPE as a number."),
      .maybe("encapHex", .string, "RTA_ENCAP: its attributes as the kernel sends them, in hex."),
    ]

  private static let routeMetrics: [Schema.Member] =
    [
      .maybe("mtu", .unsigned, "RTAX_MTU, bytes."),
      .maybe("window", .unsigned, "RTAX_WINDOW, bytes."),
      .maybe("rtt", .unsigned, "RTAX_RTT, eighths of a millisecond."),
      .maybe("rttvar", .unsigned, "RTAX_RTTVAR, quarters of a millisecond."),
      .maybe("ssthresh", .unsigned, "RTAX_SSTHRESH, segments."),
      .maybe("cwnd", .unsigned, "RTAX_CWND, segments."),
      .maybe("advmss", .unsigned, "RTAX_ADVMSS, bytes."),
      .maybe("reordering", .unsigned, "RTAX_REORDERING, segments."),
      .maybe("hoplimit", .unsigned, "RTAX_HOPLIMIT."),
      .maybe("initcwnd", .unsigned, "RTAX_INITCWND, segments."),
      .maybe("rto_min", .unsigned, "RTAX_RTO_MIN, milliseconds."),
      .maybe("initrwnd", .unsigned, "RTAX_INITRWND, segments."),
      .maybe("quickack", .unsigned, "RTAX_QUICKACK, 0 or 1."),
      .maybe("fastopen_no_cookie", .unsigned, "RTAX_FASTOPEN_NO_COOKIE, 0 or 1."),
      .maybe(
        "features", .array(.string),
        "RTAX_FEATURES in words: ECN, SACK, TIMESTAMP, ALLFRAG, TCP_USEC_TS."),
    ]
    + Schema.Member.bytes("cc_algo", "RTAX_CC_ALGO: the congestion control algorithm.")
    + [
      .maybe(
        "lock", .array(.string), "RTAX_LOCK: the metrics that are not to be changed, by name.")
    ]
}

extension Schema.Member {
  /// The parameter that chooses one link.
  static func interface(_ description: String) -> Schema.Member {
    .maybe("interface", .string, description)
  }

  /// The parameter that chooses the family of addresses.
  static let inetFamily = Schema.Member.maybe(
    "family", .oneOf(["all", "v4", "v6"]), "The address family; all if left out.")
}
