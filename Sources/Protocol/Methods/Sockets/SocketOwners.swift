extension MethodContract {
  /// What records of sockets have with `processes` alone.
  public static let socketOwnersMembers = SocketOwners.members
}

/// What the methods that list sockets have in common about who holds them.
enum SocketOwners {
  static let parameters: [Schema.Member] = [
    .maybe(
      "processes", .boolean,
      "Whether to find out which processes hold each socket; false if left out."),
    maxAge,
  ]

  static let maxAge = Schema.Member.maybe(
    "maxAge", .unsigned,
    """
    With processes: how old in ms (60000 at most) what is known of descriptors may be. 0, which \
    is meant if it is left out, wants it as of now; more lets callers share it.
    """)

  static let members: [Schema.Member] = [
    .maybe(
      "processes", .array(.object(process)),
      "With processes: who has descriptors of the socket; all of them."),
    .maybe(
      "moreDescriptors", .unsigned,
      "How many descriptors are left out of processes, beyond the first 4096."),
    .maybe("ownerUnknown", .oneOf(reasons), reasonText),
  ]

  static let ending: [Schema.Member] = [
    .maybe(
      "owners",
      .object([
        .always(
          "source", .oneOf(["bpf", "proc"]),
          "Whether a BPF iterator walked the kernel's tables, or links in /proc were read."),
        .always("ageMilliseconds", .unsigned, "Since the walk over descriptors began."),
        .always("tookMilliseconds", .unsigned, "How long it took."),
        .always(
          "processes", .unsigned,
          "How many processes were looked into (proc), or had sockets (bpf)."),
        .always(
          "unreadableProcesses", .unsigned,
          "How many of them had descriptors that could not all be read."),
      ]), "With processes: how they were found.")
  ]

  private static let process: [Schema.Member] =
    [.always("pid", .unsigned, "The process.")]
    + Schema.Member.bytes("command", required: true, "comm: its name for itself.")
    + [.always("uid", .unsigned, "Its effective user.")]
    + Schema.Member.bytes("user", "That user's name in /etc/passwd.")
    + [
      .always("startTimeMilliseconds", .unsigned, "When it started: Unix time in ms, about."),
      .always(
        "startTicks", .unsigned,
        """
        The same as /proc/PID/stat has it, in ticks since the host started (usually 100 a \
        second): pid and startTicks together name no other process ever.
        """),
    ]
    + Schema.Member.bytes("unit", "The systemd unit, from the control group's path.")
    + Schema.Member.bytes("container", "The container's id, from the control group's path.")
    + Schema.Member.bytes(
      "cgroup", "The control group: systemd's in version 1, or the first that is not the root.")
    + [
      .maybe(
        "tid", .unsigned,
        """
        The thread whose own table has the descriptors, as in /proc/PID/task/TID/fd; absent \
        where it is the process's.
        """),
      .always("descriptors", .array(.unsigned), "The numbers, at least one."),
    ]

  private static let reasons = [
    "timeWait", "synReceived", "notAccepted", "closed", "ended", "noPermission", "notFound",
    "notSeen",
  ]

  private static let reasonText = """
    Why processes is empty. timeWait, synReceived: nobody's in these states. notAccepted: it \
    waits for accept(2). closed: its owner closed it, and the kernel sends the rest. ended: its \
    process ended, or its number was given to another, while it was looked at. noPermission: not \
    found, but descriptors of some processes could not be read (unreadableProcesses). notFound: \
    no process seen from here had a descriptor of it during the walk; so it is the kernel's own, \
    or under way between processes (SCM_RIGHTS), or registered in an io_uring alone, or younger \
    than the walk. notSeen: in events, it came and went between two looks.
    """
}
