extension MethodContract {
  /// `getRoute`: the kernel's routing decision for one packet.
  public static let getRoute = MethodContract(
    name: "getRoute",
    set: .links,
    summary: "The kernel's routing decision for one packet",
    description: """
      Asks the kernel how it would route a packet, like `ip route get`: the decision follows all \
      rules and tables, and contains the one next hop that the kernel would choose. The parameters \
      other than \"to\" are the properties of the packet that rules can match. If the packet would \
      not be routed, the response is an error. data.errno is ENETUNREACH if there is no route, and \
      EHOSTUNREACH, EACCES or EINVAL if the route or rule has the type unreachable, prohibit or \
      blackhole. For a packet from another host (one with an inputInterface), IPv4 requires a \
      \"from\".
      """,
    parameters: [
      .always("to", .string, "The destination: an IPv4 or IPv6 address."),
      .maybe("from", .string, "The source address of the packet."),
      .maybe(
        "inputInterface", .string, "The link that the packet arrived on: its name or index."),
      .maybe(
        "outputInterface", .string, "The link that the packet must leave by: its name or index."),
      .maybe("mark", .unsigned, "The mark of the packet."),
      .maybe(
        "uid", .unsigned, "The user whose socket sends the packet. Default: the agent's user."),
      .maybe(
        "protocol", .string,
        "tcp, udp, icmp, icmpv6, sctp, or a number; used by rules that match ports."),
      .maybe("sourcePort", .unsigned, "The source port of the packet."),
      .maybe("destinationPort", .unsigned, "The destination port of the packet."),
      .maybe("tos", .unsigned, "The type of service of the packet, the whole byte."),
      .networkNamespaceButAll,
    ],
    result: Schema.Member.networkNamespaceOfRecord + routeMembers)
}
