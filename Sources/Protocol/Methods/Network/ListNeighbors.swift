extension MethodContract {
  /// `listNeighbors`: link-layer addresses of IPv4 and IPv6 neighbors.
  public static let listNeighbors = MethodContract(
    name: "listNeighbors",
    set: .links,
    summary: "Neighbors: link-layer addresses by ARP and NDISC",
    description: """
      Dumps the neighbor tables of a network namespace, like `ip neighbor show nud all`, and the \
      addresses for which the host answers as a proxy, like `ip neighbor show proxy`. Proxies have \
      the flag PROXY and the state NONE. The list is sent while the kernel dumps it.
      """,
    parameters: [
      .inetFamily,
      .interface("Only neighbors on this link: its name, or its index in decimal."),
      .maybe(
        "states", .array(.oneOf(neighborStates)),
        "Only neighbors in these states; the agent applies this filter. Default: all."),
      .networkNamespace,
    ],
    list: "neighbors",
    of: Schema.Member.networkNamespaceOfRecord
      + [
        .always("family", .oneOf(["v4", "v6"]), "ndm_family: AF_INET or AF_INET6."),
        .maybe("address", .string, "NDA_DST: the neighbor's IP address."),
        .maybe(
          "interfaceIndex", .unsigned,
          "ndm_ifindex: the index of the neighbor's link; absent for a proxy on all links."),
      ]
      + Schema.Member.bytes("interface", "The name of that link.")
      + [
        .maybe(
          "linkAddress", .string,
          """
          NDA_LLADDR: hex bytes separated by colons, or an IP address if it is 4 or 16 bytes long, \
          as on tunnels; absent while it is unknown.
          """),
        .always(
          "state", .string,
          """
          ndm_state (NUD_): NONE, INCOMPLETE, REACHABLE, STALE, DELAY, PROBE, FAILED, NOARP or \
          PERMANENT; other bits in hex.
          """),
        .always(
          "flags", .array(.string),
          """
          ndm_flags and NDA_FLAGS_EXT by name: USE, SELF, MASTER, PROXY, EXT_LEARNED, OFFLOADED, \
          STICKY, ROUTER, MANAGED, LOCKED, EXT_VALIDATED; unnamed bits in hex.
          """),
        .always(
          "type", .string,
          "ndm_type: unicast, local, broadcast, multicast; others as a decimal number."),
        .maybe(
          "protocol", .string,
          """
          NDA_PROTOCOL: the origin of the entry, by the names of listRoutes; absent if it is \
          unspecified.
          """),
        .maybe("protocolNumber", .unsigned, "NDA_PROTOCOL as a number."),
        .maybe("probes", .unsigned, "NDA_PROBES: how many requests are unanswered so far."),
        .maybe(
          "usedHundredthsAgo", .unsigned,
          "ndm_used: time since the entry was last used, in hundredths of a second."),
        .maybe(
          "confirmedHundredthsAgo", .unsigned,
          """
          ndm_confirmed: time since the neighbor was last confirmed reachable, in hundredths of a \
          second.
          """),
        .maybe(
          "updatedHundredthsAgo", .unsigned,
          "ndm_updated: time since the entry last changed, in hundredths of a second."),
        .maybe("references", .unsigned, "ndm_refcnt: the reference count of the entry."),
      ],
    "One record per neighbor, IPv4 before IPv6; in each family the proxies are last.")

  /// The names of the states NUD_ in `linux/neighbour.h`.
  public static let neighborStates = [
    "NONE", "INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT",
  ]
}
