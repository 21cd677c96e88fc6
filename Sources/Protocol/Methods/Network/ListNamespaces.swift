extension MethodContract {
  /// `listNamespaces`: network namespaces and what holds them.
  public static let listNamespaces = MethodContract(
    name: "listNamespaces",
    summary: "Network namespaces and what holds them",
    description: """
      Lists the network namespaces that processes and threads are in, that `ip netns` has names \
      for, and that are alive only because a process has one open or has a socket in it. For the \
      last two everything that processes have open is looked at: a second or two where there are \
      100,000 sockets. The kernel keeps no list that could be asked, so one that is held by \
      something else alone is missing: a mount elsewhere than in /run/netns, a socket on its way \
      through another, a file table that a thread has for itself. So are processes outside the \
      agent's pid namespace.
      """,
    list: "namespaces",
    of: [
      .always("netns", .unsigned, "The inode number, as in `net:[4026531833]` of /proc/PID/ns."),
      .always("names", .array(.string), "Its names of ip-netns(8), files in /run/netns."),
      .maybe(
        "namesHex", .array(.string),
        "The exact bytes of all of them in hex, where one is not valid UTF-8."),
      .always(
        "processes", .unsigned,
        "How many processes are in it, kernel threads included; threads elsewhere do not count."),
      .maybe("pid", .unsigned, "One of them."),
      .always(
        "heldBy", .array(.oneOf(["process", "thread", "name", "descriptor", "socket"])),
        """
        What keeps it alive: processes in it, a thread whose process is elsewhere, a name, an \
        open namespace file, a socket. When the last is gone, so is the namespace.
        """),
      .always("isAgents", .boolean, "Whether the agent is in it."),
      .always(
        "isCallers", .nullable(.boolean),
        "Whether the process that connected is in it; null where that cannot be told."),
    ], "One record a namespace, the agent's first, then by inode.")
}

extension Schema.Member {
  /// The parameter that chooses network namespaces.
  static let networkNamespace = Schema.Member.maybe(
    "netns", .string,
    """
    Which network namespace: "agent" (also when left out), "caller" (that of the process which \
    connected), a name of ip-netns(8), "pid:N", an inode number in decimal, or "all". A name \
    that looks like one of these is written "name:NAME".
    """)

  /// The parameter that chooses one network namespace.
  static let networkNamespaceButAll = Schema.Member.maybe(
    "netns", .string, "Which network namespace, as in inetConnections, but not \"all\".")

  /// The members that tell a record's namespace.
  static let networkNamespaceOfRecord: [Schema.Member] =
    [
      .maybe(
        "netns", .unsigned,
        "The inode number of its network namespace; absent where the agent's own was asked for.")
    ]
    + bytes("netnsName", "That namespace's name of ip-netns(8), where it has one.")
}
