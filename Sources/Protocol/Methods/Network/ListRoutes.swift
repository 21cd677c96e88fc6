extension MethodContract {
  /// `listRoutes`: the routes of all tables.
  public static let listRoutes = MethodContract(
    name: "listRoutes",
    set: .links,
    summary: "Routes of all tables: IPv4, IPv6 and MPLS",
    description: """
      Dumps the routes of a network namespace, like `ip route show table all`: IPv4, then IPv6, \
      then MPLS if the kernel supports it. Cached routes are left out. The kernel applies the \
      filters family, table, protocol, type and interface. The list is sent while the kernel dumps \
      it, so a full Internet routing table takes no memory in the agent. If no family has the \
      table, the error is notFound.
      """,
    parameters: [
      .maybe(
        "family", .oneOf(["all", "v4", "v6", "mpls"]), "Only routes of this family. Default: all."),
      .maybe(
        "table", .string,
        """
        Only routes of this table: main, local, default, or a number in decimal; unspec is all \
        tables. Default: all tables.
        """),
      .interface(
        "Only routes with a next hop on this link: its name, or its index in decimal."),
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
    "One record per route, in the kernel's order.")

  /// A route, in the results of `listRoutes` and `getRoute`.
  static let routeMembers: [Schema.Member] =
    [
      .always(
        "family", .oneOf(["v4", "v6", "mpls"]), "rtm_family: AF_INET, AF_INET6 or AF_MPLS."),
      .always(
        "type", .string,
        """
        rtm_type: unicast, local, broadcast, anycast, multicast, blackhole, unreachable, \
        prohibit, throw; other types as a decimal number.
        """),
      .always("typeNumber", .unsigned, "rtm_type as a number."),
      .always(
        "table", .string, "RTA_TABLE: main, local, default; other tables as a decimal number."),
      .always("tableNumber", .unsigned, "RTA_TABLE as a number."),
      .always(
        "protocol", .string,
        """
        rtm_protocol: the origin of the route: kernel, boot, static, ra, dhcp, bird, bgp and so \
        on, by the names of iproute2; others as a decimal number.
        """),
      .always("protocolNumber", .unsigned, "rtm_protocol as a number."),
      .always(
        "scope", .string,
        "rtm_scope: global, site, link, host, nowhere; other scopes as a decimal number."),
      .always("scopeNumber", .unsigned, "rtm_scope as a number."),
      .always(
        "destination", .string,
        "RTA_DST: an address, 0.0.0.0 or :: for a default route; MPLS labels as 16/17."),
      .always(
        "prefixLength", .unsigned, "rtm_dst_len: how many leading bits of destination must match."),
      .maybe("source", .string, "RTA_SRC: the route is only for packets from this source."),
      .maybe(
        "sourcePrefixLength", .unsigned, "rtm_src_len: how many leading bits of source must match."
      ),
      .maybe(
        "preferredSource", .string,
        "RTA_PREFSRC: the source address for packets that have none yet."),
      .maybe("tos", .unsigned, "rtm_tos: the route is only for packets of this type of service."),
      .maybe(
        "inputInterfaceIndex", .unsigned,
        "RTA_IIF: the index of the link that the packet arrived on."),
    ]
    + Schema.Member.bytes("inputInterface", "The name of that link.")
    + [
      .maybe("mark", .unsigned, "RTA_MARK: the mark of the packet, in results of getRoute."),
      .maybe("uid", .unsigned, "RTA_UID: the user of the packet, in results of getRoute."),
      .maybe("priority", .unsigned, "RTA_PRIORITY, the metric: the route with the lowest is used."),
      .maybe(
        "preference", .string,
        "RTA_PREF (RFC 4191) of IPv6 routes with the same priority: low, medium or high."),
      .maybe(
        "nextHopID", .unsigned,
        "RTA_NH_ID: the id of the next-hop object (ip-nexthop(8)) that the route uses."),
      .maybe("ttlPropagate", .boolean, "RTA_TTL_PROPAGATE of MPLS routes."),
      .maybe("metrics", .object(routeMetrics), "RTA_METRICS by the kernel's names (RTAX_)."),
      .maybe(
        "expiresHundredths", .integer,
        """
        rta_expires: time until the route expires, in hundredths of a second, negative if it has \
        expired; absent if the route does not expire.
        """),
      .maybe("references", .unsigned, "rta_clntref: the reference count; absent if it is 0."),
      .maybe(
        "usedHundredthsAgo", .unsigned,
        "rta_lastuse: time since the last use, in hundredths of a second; absent if it is 0."),
      .maybe(
        "error", .string,
        """
        rta_error: the errno for packets that use this route, for example EHOSTUNREACH; absent if \
        the kernel reports none.
        """),
      .always(
        "flags", .array(.string),
        """
        rtm_flags by name: the flags of a next hop, and NOTIFY, CLONED, PREFIX, LOOKUP_TABLE, \
        FIB_MATCH, RT_OFFLOAD, RT_TRAP, RT_OFFLOAD_FAILED; unnamed bits in hex.
        """),
      .always(
        "nextHops", .array(.object(nextHop)),
        """
        The next hops: one, several (RTA_MULTIPATH), or none, for example of a blackhole route. \
        The next hops of a next-hop object are listed as far as the kernel reports them \
        (net.ipv4.nexthop_compat_mode).
        """),
    ]

  private static let nextHop: [Schema.Member] =
    [
      .maybe("gateway", .string, "RTA_GATEWAY or RTA_VIA: the address of the router."),
      .maybe(
        "gatewayFamily", .string,
        """
        The family of gateway if it can differ from the route's (RTA_VIA): v4, v6; others as a \
        decimal number.
        """),
      .maybe(
        "interfaceIndex", .unsigned,
        "RTA_OIF or rtnh_ifindex: the index of the link that packets leave by."),
    ]
    + Schema.Member.bytes("interface", "The name of that link.")
    + [
      .always(
        "weight", .unsigned,
        "rtnh_hops plus 1: the weight of this next hop among several; 1 if it is the only one."),
      .always(
        "flags", .array(.string),
        """
        RTNH_F_ by name: DEAD, PERVASIVE, ONLINK, OFFLOAD, LINKDOWN, UNRESOLVED, TRAP; unnamed \
        bits in hex.
        """),
      .maybe("flowFrom", .unsigned, "RTA_FLOW: the realm of the source."),
      .maybe("flowTo", .unsigned, "RTA_FLOW: the realm of the destination."),
      .maybe(
        "newDestination", .string,
        "RTA_NEWDST of MPLS routes: the labels that replace the packet's label."),
      .maybe(
        "encap", .string,
        """
        RTA_ENCAP_TYPE: mpls, ip, ila, ip6, seg6, bpf, seg6local, rpl, ioam6, xfrm; others as a \
        decimal number.
        """),
      .maybe("encapNumber", .unsigned, "RTA_ENCAP_TYPE as a number."),
      .maybe("encapHex", .string, "RTA_ENCAP: the kernel's attributes in hex, not decoded."),
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
        """
        RTAX_FEATURES by name: ECN, SACK, TIMESTAMP, ALLFRAG, TCP_USEC_TS; unnamed bits in hex.
        """),
    ]
    + Schema.Member.bytes("cc_algo", "RTAX_CC_ALGO: the congestion control algorithm.")
    + [
      .maybe(
        "lock", .array(.string),
        "RTAX_LOCK: the names of the metrics that are locked against changes.")
    ]
}

extension Schema.Member {
  /// The parameter that selects one link.
  static func interface(_ description: String) -> Schema.Member {
    .maybe("interface", .string, description)
  }

  /// The parameter that selects the address family.
  static let inetFamily = Schema.Member.maybe(
    "family", .oneOf(["all", "v4", "v6"]), "Only this address family. Default: all.")
}
