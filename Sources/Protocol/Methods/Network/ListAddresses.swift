extension MethodContract {
  /// `listAddresses`: IPv4 and IPv6 addresses of all links.
  public static let listAddresses = MethodContract(
    name: "listAddresses",
    summary: "IPv4 and IPv6 addresses",
    description: """
      Dumps the addresses of a network namespace, as `ip address` does. A dump that \
      changes of the kernel's table interrupt is read again a few times. Family and interface \
      are decided in the kernel.
      """,
    parameters: [
      .inetFamily,
      .interface("Only addresses of this link: its name, or its index in decimal."),
      .networkNamespace,
    ],
    list: "addresses",
    of: Schema.Member.networkNamespaceOfRecord
      + [
        .always("interfaceIndex", .unsigned, "ifa_index: the link that has the address.")
      ]
      + Schema.Member.bytes("interface", "That link's name; absent when it is gone already.")
      + addressMembers,
    "One record an address, IPv4 before IPv6, then in the kernel's order.")

  /// An address without its link, as `listAddresses` and `listLinks` tell it.
  static let addressMembers: [Schema.Member] =
    [
      .always("family", .oneOf(["v4", "v6"]), "ifa_family: AF_INET or AF_INET6."),
      .always("address", .string, "IFA_LOCAL, or IFA_ADDRESS without it (RFC 5952 for IPv6)."),
      .always("prefixLength", .unsigned, "ifa_prefixlen."),
      .maybe("peer", .string, "IFA_ADDRESS where it differs: the far end of the link."),
      .maybe("broadcast", .string, "IFA_BROADCAST."),
      .maybe("anycast", .string, "IFA_ANYCAST."),
    ]
    + Schema.Member.bytes("label", "IFA_LABEL: the link's name, or an alias of it as `eth0:1`.")
    + [
      .always(
        "scope", .string,
        "ifa_scope: global, site, link, host, nowhere, or another scope's number in decimal."),
      .always(
        "flags", .array(.string),
        """
        IFA_FLAGS in words: SECONDARY (v4) or TEMPORARY (v6), NODAD, OPTIMISTIC, DADFAILED, \
        HOMEADDRESS, DEPRECATED, TENTATIVE, PERMANENT, MANAGETEMPADDR, NOPREFIXROUTE, \
        MCAUTOJOIN, STABLE_PRIVACY; bits without a name as hex. What `ip` calls dynamic is an \
        address without PERMANENT.
        """),
      .maybe(
        "validSeconds", .nullable(.unsigned),
        """
        ifa_valid: how long the address still is; null is for ever, which no number says \
        without being taken for a number.
        """),
      .maybe(
        "preferredSeconds", .nullable(.unsigned),
        "ifa_prefered: how long new connections still use it; null is for ever."),
      .maybe(
        "createdHundredths", .unsigned,
        "cstamp: when it was made, in hundredths of a second since boot."),
      .maybe(
        "updatedHundredths", .unsigned,
        "tstamp: when it was last changed, in hundredths of a second since boot."),
      .maybe(
        "protocol", .string,
        """
        IFA_PROTO: who made it: kernel_lo, kernel_ra, kernel_ll, or another number in decimal; \
        absent where nobody said.
        """),
      .maybe("metric", .unsigned, "IFA_RT_PRIORITY: the metric of its prefix route."),
    ]
}
