extension MethodContract {
  /// `listAddresses`: the IPv4 and IPv6 addresses of links.
  public static let listAddresses = MethodContract(
    name: "listAddresses",
    set: .links,
    summary: "IPv4 and IPv6 addresses",
    description: """
      Dumps the addresses of a network namespace, like `ip address`. A dump interrupted by a \
      concurrent change (NLM_F_DUMP_INTR) is repeated a few times. The kernel applies the filters \
      family and interface.
      """,
    parameters: [
      .inetFamily,
      .interface("Only addresses of this link: its name, or its index in decimal."),
      .networkNamespace,
    ],
    list: "addresses",
    of: Schema.Member.networkNamespaceOfRecord
      + [
        .always("interfaceIndex", .unsigned, "ifa_index: the index of the link.")
      ]
      + Schema.Member.bytes("interface", "The name of the link; absent if the link is gone.")
      + addressMembers,
    "One record per address, IPv4 before IPv6, then in the kernel's order.")

  /// An address without its link, in the records of `listAddresses` and `listLinks`.
  static let addressMembers: [Schema.Member] =
    [
      .always("family", .oneOf(["v4", "v6"]), "ifa_family: AF_INET or AF_INET6."),
      .always(
        "address", .string,
        "IFA_LOCAL, or IFA_ADDRESS if there is no IFA_LOCAL; IPv6 in the form of RFC 5952."),
      .always("prefixLength", .unsigned, "ifa_prefixlen."),
      .maybe(
        "peer", .string,
        "IFA_ADDRESS if it differs from address: the address at the other end of the link."),
      .maybe("broadcast", .string, "IFA_BROADCAST."),
      .maybe("anycast", .string, "IFA_ANYCAST."),
    ]
    + Schema.Member.bytes("label", "IFA_LABEL: the link's name, or an alias such as `eth0:1`.")
    + [
      .always(
        "scope", .string,
        "ifa_scope: global, site, link, host, nowhere; other scopes as a decimal number."),
      .always(
        "flags", .array(.string),
        """
        IFA_FLAGS by name: SECONDARY (v4) or TEMPORARY (v6), NODAD, OPTIMISTIC, DADFAILED, \
        HOMEADDRESS, DEPRECATED, TENTATIVE, PERMANENT, MANAGETEMPADDR, NOPREFIXROUTE, \
        MCAUTOJOIN, STABLE_PRIVACY; unnamed bits in hex. `ip` prints an address without PERMANENT \
        as dynamic.
        """),
      .maybe(
        "validSeconds", .nullable(.unsigned),
        "ifa_valid: the remaining valid lifetime in seconds; null is unlimited."),
      .maybe(
        "preferredSeconds", .nullable(.unsigned),
        """
        ifa_prefered: the remaining preferred lifetime in seconds, during which new connections \
        use the address; null is unlimited.
        """),
      .maybe(
        "createdHundredths", .unsigned,
        "cstamp: when the address was created, in hundredths of a second since boot."),
      .maybe(
        "updatedHundredths", .unsigned,
        "tstamp: when the address was last changed, in hundredths of a second since boot."),
      .maybe(
        "protocol", .string,
        """
        IFA_PROTO: the origin of the address: kernel_lo, kernel_ra, kernel_ll; others as a decimal \
        number; absent if it is unspecified.
        """),
      .maybe("metric", .unsigned, "IFA_RT_PRIORITY: the metric of the address's prefix route."),
    ]
}
