extension MethodContract {
  /// `socketSummary`: counts of TCP, UDP and related sockets by group.
  public static let socketSummary = MethodContract(
    name: "socketSummary",
    set: .sockets,
    summary: "How many sockets there are by protocol, state, process and more",
    description: """
      Counts the sockets that inetConnections would list. The agent groups and counts them, so the \
      result has a few records instead of one per socket. With process or pid, a socket that \
      several processes hold counts in the group of each of them, and a socket that none holds \
      counts in the group null.
      """,
    parameters: inetSelection + [
      .maybe(
        "by", .array(.oneOf(summaryKeys)),
        "The keys to group by. Default: none, so that all sockets are one group."),
      .maybe("largest", .unsigned, "Only this many groups: those with the most sockets."),
      SocketOwners.maxAge,
    ],
    list: "groups", of: socketGroup, "One record per group, those with the most sockets first.",
    ending: [
      .always("sockets", .unsigned, "The number of sockets, each counted once."),
      .always(
        "groupsLeftOut", .unsigned, "The number of groups that are not listed due to \"largest\"."),
      unsupported,
    ] + SocketOwners.ending)

  /// The keys by which sockets can be grouped.
  public static let summaryKeys = [
    "protocol", "family", "state", "netns", "user", "process", "pid", "localAddress", "localPort",
    "remoteAddress", "remotePort", "interface",
  ]

  private static let socketGroup: [Schema.Member] =
    [
      .maybe("protocol", .string, "By protocol: tcp, udp and so on."),
      .maybe("family", .oneOf(["v4", "v6"]), "By family."),
      .maybe("state", .oneOf(inetStates), "By state."),
      .maybe("netns", .unsigned, "By netns: the inode number of the network namespace."),
    ]
    + Schema.Member.bytes(
      "netnsName", "By netns: the namespace's name of ip-netns(8), if it has one.")
    + [
      .maybe(
        "uid", .nullable(.unsigned),
        "By user: the user id of the sockets' owner; null if it is unknown.")
    ]
    + Schema.Member.bytes("user", "By user: the name of that user in /etc/passwd, if it has one.")
    + [
      .maybe(
        "pid", .nullable(.unsigned),
        "By pid: a process that holds the sockets; null for sockets that no process holds.")
    ]
    + [
      .maybe(
        "process", .nullable(.string),
        """
        By process: the name (comm) of the processes that hold the sockets; null for sockets that \
        no process holds.
        """),
      .maybe(
        "processHex", .string,
        "The exact bytes of process in hex, if they are not valid UTF-8."),
      .maybe("localAddress", .string, "By localAddress."),
      .maybe("localPort", .unsigned, "By localPort."),
      .maybe("remoteAddress", .string, "By remoteAddress."),
      .maybe("remotePort", .unsigned, "By remotePort."),
      .maybe(
        "interfaceIndex", .unsigned,
        "By interface: the index of the link that the sockets are bound to; 0 is none."),
    ] + Schema.Member.bytes("interface", "By interface: the name of that link.")
    + [.always("sockets", .unsigned, "The number of sockets in the group.")]
}
