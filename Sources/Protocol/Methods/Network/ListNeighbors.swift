extension MethodContract {
  /// `listNeighbors`: link-layer addresses of IPv4 and IPv6 neighbours.
  public static let listNeighbors = MethodContract(
    name: "listNeighbors",
    summary: "Neighbors: link-layer addresses by ARP and NDISC",
    description: """
      Dumps the neighbor tables of a network namespace, as `ip neighbor show nud all` does, and \
      the addresses that the host answers for as a proxy (`ip neighbor show proxy`), which have \
      the flag PROXY and the state NONE. The list is sent while the kernel dumps it.
      """,
    parameters: [
      .inetFamily,
      .interface("Only neighbors on this link: its name, or its index in decimal."),
      .maybe(
        "states", .array(.oneOf(neighborStates)),
        "Which states, decided in the agent; all if left out."),
      .networkNamespace,
    ],
    list: "neighbors",
    of: Schema.Member.networkNamespaceOfRecord
      + [
        .always("family", .oneOf(["v4", "v6"]), "ndm_family: AF_INET or AF_INET6."),
        .maybe("address", .string, "NDA_DST: the neighbor's IP address."),
        .maybe(
          "interfaceIndex", .unsigned,
          "ndm_ifindex: the link it is on; absent of a proxy on all links."),
      ]
      + Schema.Member.bytes("interface", "That link's name.")
      + [
        .maybe(
          "linkAddress", .string,
          """
          NDA_LLADDR: colons between hex bytes, or an IP address where it is 4 or 16 bytes long, \
          as of tunnels; absent while it is not known.
          """),
        .always(
          "state", .string,
          """
          ndm_state: NONE, INCOMPLETE, REACHABLE, STALE, DELAY, PROBE, FAILED, NOARP, PERMANENT, \
          or other bits as hex.
          """),
        .always(
          "flags", .array(.string),
          """
          ndm_flags and NDA_FLAGS_EXT in words: USE, SELF, MASTER, PROXY, EXT_LEARNED, OFFLOADED, \
          STICKY, ROUTER, MANAGED, LOCKED, EXT_VALIDATED; bits without a name as hex.
          """),
        .always(
          "type", .string,
          "ndm_type: unicast, local, broadcast, multicast, or another number in decimal."),
        .maybe(
          "protocol", .string,
          "NDA_PROTOCOL: who made it, in the words of listRoutes; absent where nobody said."),
        .maybe("protocolNumber", .unsigned, "NDA_PROTOCOL as a number."),
        .maybe("probes", .unsigned, "NDA_PROBES: requests without an answer so far."),
        .maybe(
          "usedHundredthsAgo", .unsigned, "ndm_used: in hundredths of a second before now."),
        .maybe(
          "confirmedHundredthsAgo", .unsigned,
          "ndm_confirmed: when it was last known to be there, likewise."),
        .maybe(
          "updatedHundredthsAgo", .unsigned, "ndm_updated: when it last changed, likewise."),
        .maybe("references", .unsigned, "ndm_refcnt."),
      ],
    "One record a neighbor, IPv4 before IPv6, proxies behind the others of their family.")

  /// NUD_ of `linux/neighbour.h`.
  public static let neighborStates = [
    "NONE", "INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT",
  ]
}
