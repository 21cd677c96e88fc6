extension MethodContract {
  /// `listNamespaces`: network namespaces and what holds them.
  public static let listNamespaces = MethodContract(
    name: "listNamespaces",
    set: .links,
    summary: "Network namespaces and what keeps them alive",
    description: """
      Lists the network namespaces that contain processes or threads, those with a name of \
      ip-netns(8), and those that exist only because a process holds a descriptor of the namespace \
      or of a socket in it. To find the last kind, the agent reads all descriptors of all \
      processes, which takes a second or two with 100,000 sockets. The agent cannot ask the kernel \
      for a list. So a namespace is missing if it is kept alive only by something else: a mount \
      outside /run/netns, a socket that is being sent over another socket (SCM_RIGHTS), or the \
      private descriptor table of a thread. Namespaces of processes outside the agent's pid \
      namespace are missing, too.
      """,
    list: "namespaces",
    of: [
      .always(
        "netns", .unsigned,
        "The inode number of the namespace, as in `net:[4026531833]` of /proc/PID/ns/net."),
      .always(
        "names", .array(.string), "The names of ip-netns(8), which are files in /run/netns."),
      .maybe(
        "namesHex", .array(.string),
        "The exact bytes of all names in hex, if one is not valid UTF-8."),
      .always(
        "processes", .unsigned,
        """
        How many processes are in the namespace, including kernel threads. Threads that are in \
        another namespace than their process do not count.
        """),
      .maybe("pid", .unsigned, "One of these processes."),
      .always(
        "heldBy", .array(.oneOf(["process", "thread", "name", "descriptor", "socket"])),
        """
        What keeps the namespace alive: a process in it, a thread in it whose process is in \
        another one, a name, an open descriptor of the namespace, an open socket. The namespace \
        ends with the last of them.
        """),
      .always("isAgents", .boolean, "Whether the agent is in this namespace."),
      .always(
        "isCallers", .nullable(.boolean),
        "Whether the process that connected is in this namespace; null if it is unknown."),
    ], "One record per namespace, the agent's first, then ordered by inode number.")
}

extension Schema.Member {
  /// The parameter that chooses one or all network namespaces.
  static let networkNamespace = Schema.Member.maybe(
    "netns", .string,
    """
    The network namespace: "agent" (the agent's), "caller" (that of the process that connected), a \
    name of ip-netns(8), "pid:N" (that of process N), an inode number in decimal, or "all". Write \
    "name:NAME" for a name that has one of these forms. Default: agent.
    """)

  /// The parameter that chooses one network namespace.
  static let networkNamespaceButAll = Schema.Member.maybe(
    "netns", .string, "The network namespace, as in inetConnections, except \"all\".")

  /// The members that identify the namespace of a record.
  static let networkNamespaceOfRecord: [Schema.Member] =
    [
      .maybe(
        "netns", .unsigned,
        "The inode number of the network namespace; absent if the request is for the agent's own.")
    ]
    + bytes("netnsName", "The name of that namespace in ip-netns(8), if it has one.")
}
