extension MethodContract {
  /// `getRoute`: the kernel's decision on one packet.
  public static let getRoute = MethodContract(
    name: "getRoute",
    summary: "The kernel's decision where a packet goes",
    description: """
      Asks the kernel which way a packet would take, as `ip route get` does: by all rules and \
      tables, and with the leg it would choose. What it is asked for beside \"to\" is what rules \
      may look at. Where the packet would go nowhere the answer is an error: data.errno is \
      ENETUNREACH without a route, EHOSTUNREACH, EACCES or EINVAL where a route or rule of type \
      unreachable, prohibit or blackhole says so. The packet of another host, one with an \
      inputInterface, needs a \"from\" in IPv4.
      """,
    parameters: [
      .always("to", .string, "The destination: an IPv4 or IPv6 address."),
      .maybe("from", .string, "The packet's source address."),
      .maybe("inputInterface", .string, "The link it came in by: its name or index."),
      .maybe("outputInterface", .string, "The link it must leave by: its name or index."),
      .maybe("mark", .unsigned, "The packet's mark."),
      .maybe("uid", .unsigned, "Whose socket it is; the agent's own user if left out."),
      .maybe(
        "protocol", .string, "tcp, udp, icmp, icmpv6, sctp, or a number: for rules with ports."),
      .maybe("sourcePort", .unsigned, "The packet's source port."),
      .maybe("destinationPort", .unsigned, "The packet's destination port."),
      .maybe("tos", .unsigned, "The packet's type of service, the whole byte."),
      .networkNamespaceButAll,
    ],
    result: Schema.Member.networkNamespaceOfRecord + routeMembers)
}
