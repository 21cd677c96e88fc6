extension MethodContract {
  /// The members that records of sockets have only with the parameter `processes`.
  public static let socketOwnersMembers = SocketOwners.members
}

/// The parameters and members about the processes that hold sockets, which the methods that list
/// sockets have in common.
enum SocketOwners {
  static let parameters: [Schema.Member] = [
    .maybe(
      "processes", .boolean,
      "Whether to report the processes that hold each socket. Default: false."),
    maxAge,
  ]

  static let maxAge = Schema.Member.maybe(
    "maxAge", .unsigned,
    """
    With processes: the accepted age of the information about descriptors, in milliseconds, up to \
    60000. 0 requires a walk over all descriptors that begins after the request; a higher value \
    allows the agent to reuse an earlier walk. Default: 0.
    """)

  static let members: [Schema.Member] = [
    .maybe(
      "processes", .array(.object(process)),
      "With processes: all processes that have descriptors of the socket."),
    .maybe(
      "moreDescriptors", .unsigned,
      "How many descriptors are missing in processes, which has the first 4096."),
    .maybe("ownerUnknown", .oneOf(reasons), reasonText),
  ]

  static let ending: [Schema.Member] = [
    .maybe(
      "owners",
      .object([
        .always(
          "source", .oneOf(["bpf", "proc"]),
          "bpf: a BPF iterator walked the kernel's tables. proc: links in /proc were read."),
        .always(
          "ageMilliseconds", .unsigned,
          "Time since the walk over descriptors began, in milliseconds."),
        .always("tookMilliseconds", .unsigned, "How long the walk took, in milliseconds."),
        .always(
          "processes", .unsigned,
          "How many processes were read (proc), or had sockets (bpf)."),
        .always(
          "unreadableProcesses", .unsigned,
          "How many of these processes had descriptors that could not be read."),
        .maybe(
          "hiddenProcesses", .oneOf(["hidepid", "pidNamespace"]),
          """
          Why the agent does not see all processes: the mount option hidepid of /proc, or the \
          agent runs in a pid namespace below the initial one.
          """),
      ]), "With processes: how the processes were found.")
  ]

  private static let process: [Schema.Member] =
    [.always("pid", .unsigned, "The process id.")]
    + Schema.Member.bytes("command", required: true, "comm: the name of the process.")
    + [.always("uid", .unsigned, "The effective user id.")]
    + Schema.Member.bytes("user", "The name of that user in /etc/passwd.")
    + [
      .always(
        "startTimeMilliseconds", .unsigned,
        "When the process started: approximate Unix time in milliseconds."),
      .always(
        "startTicks", .unsigned,
        """
        When the process started, as in /proc/PID/stat: in ticks (usually 1/100 s) since boot. No \
        two processes have the same pid and startTicks.
        """),
    ]
    + Schema.Member.bytes("unit", "The systemd unit, from the path of the control group.")
    + Schema.Member.bytes("container", "The container id, from the path of the control group.")
    + Schema.Member.bytes(
      "cgroup", "The control group: on v1 that of systemd, or the first that is not the root.")
    + [
      .maybe(
        "tid", .unsigned,
        """
        The thread that has a descriptor table of its own with these descriptors, as in \
        /proc/PID/task/TID/fd; absent if it is the table of the process.
        """),
      .always("descriptors", .array(.unsigned), "The descriptor numbers, at least one."),
    ]

  private static let reasons = [
    "timeWait", "synReceived", "notAccepted", "closed", "ended", "noPermission", "notFound",
    "notSeen",
  ]

  private static let reasonText = """
    Why processes is empty. timeWait, synReceived: sockets in these states have no owner. \
    notAccepted: the connection waits for accept(2). closed: the owner closed the socket, and the \
    kernel still sends its remaining data. ended: the process ended, or its pid was reused, while \
    the agent read it. noPermission: no process was found, but descriptors of some processes could \
    not be read (unreadableProcesses), or some processes are hidden from the agent \
    (hiddenProcesses). notFound: no process that the agent can see had a \
    descriptor of the socket during the walk. Such a socket is the kernel's own, or is being sent \
    between processes (SCM_RIGHTS), or is only registered in an io_uring, or was created after the \
    walk. notSeen: in events, the socket was created and freed between two walks.
    """
}
