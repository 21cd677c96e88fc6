extension MethodContract {
  /// `socketSummary`: how many TCP, UDP and other inet sockets there are of each kind.
  public static let socketSummary = MethodContract(
    name: "socketSummary",
    summary: "how many sockets there are of each kind",
    description: """
      Counts the sockets that inetConnections would list, grouped in the agent: a few lines \
      instead of all rows. By process or pid, a socket that several processes hold counts in the \
      group of each, and one that none holds in that of null.
      """,
    parameters: inetSelection + [
      .maybe(
        "by", .array(.oneOf(summaryKeys)),
        "What the groups are told apart by; left out, all sockets are one group."),
      .maybe("largest", .unsigned, "Only so many groups: those with the most sockets."),
      SocketOwners.maxAge,
    ],
    list: "groups", of: socketGroup, "The groups, those with the most sockets first.",
    ending: [
      .always("sockets", .unsigned, "How many sockets there are in all, each counted once."),
      .always("groupsLeftOut", .unsigned, "Groups that are not listed because of \"largest\"."),
      unsupported,
    ] + SocketOwners.ending)

  /// What sockets can be grouped by.
  public static let summaryKeys = [
    "protocol", "family", "state", "netns", "user", "process", "pid", "localAddress", "localPort",
    "remoteAddress", "remotePort", "interface",
  ]

  private static let socketGroup: [Schema.Member] =
    [
      .maybe("protocol", .string, "By protocol: tcp, udp and so on."),
      .maybe("family", .oneOf(["v4", "v6"]), "By family."),
      .maybe("state", .oneOf(inetStates), "By state."),
      .maybe("netns", .unsigned, "By netns: the network namespace's inode number."),
    ] + Schema.Member.bytes("netnsName", "By netns: its name of ip-netns(8), if it has one.")
    + [
      .maybe("uid", .nullable(.unsigned), "By user: the socket's owner, null where unknown.")
    ] + Schema.Member.bytes("user", "By user: the name in /etc/passwd, if it has one.")
    + [.maybe("pid", .nullable(.unsigned), "By pid: a process that holds them; null: none does.")]
    + [
      .maybe("process", .nullable(.string), "By process: comm of those that hold them; or null."),
      .maybe(
        "processHex", .string,
        "The exact bytes of process in hex, where they are not valid UTF-8."),
      .maybe("localAddress", .string, "By localAddress."),
      .maybe("localPort", .unsigned, "By localPort."),
      .maybe("remoteAddress", .string, "By remoteAddress."),
      .maybe("remotePort", .unsigned, "By remotePort."),
      .maybe("interfaceIndex", .unsigned, "By interface: the device they are bound to; 0: none."),
    ] + Schema.Member.bytes("interface", "By interface: the name of that device.")
    + [.always("sockets", .unsigned, "How many sockets the group has.")]
}
