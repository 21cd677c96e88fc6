extension MethodContract {
  /// `status`: the agent's own state.
  public static let status = MethodContract(
    name: "status",
    set: .agent,
    summary: "The agent: version, limits, privileges, and what this kernel supports",
    description: """
      Reports the state of the agent, the identity of the caller, the features of this kernel, and \
      the agent's privileges and limits. Features and privileges are those of this moment, or of \
      at most one second before.
      """,
    result: [
      .always("version", .string, "The agent's release."),
      .always(
        "instance", .string, "A random id that is new at each start of the agent; 16 hex digits."),
      .always("pid", .unsigned, "The agent's process id."),
      .always("uptimeMilliseconds", .unsigned, "Time since the agent started, in milliseconds."),
      .always("clients", .unsigned, "Clients that are connected now, including this one."),
      .always("subscriptions", .unsigned, "Current subscriptions of all clients."),
      .always(
        "eventsSent", .unsigned, "Events sent to all subscriptions since the agent started."),
      .always(
        "overruns", .unsigned,
        "How often the kernel dropped events because a client read too slowly."),
      .always(
        "caller",
        .object([
          .always(
            "pid", .unsigned,
            "The process id; 0 if it is in a pid namespace that the agent cannot see."),
          .always("uid", .unsigned, "The user id when the client connected."),
          .always("gid", .unsigned, "The group id when the client connected."),
        ]), "The process that connected (SO_PEERCRED)."),
      .always(
        "kernel",
        .object([
          .always("release", .string, "The kernel release, as printed by uname -r."),
          .always("inetDiag", .boolean, "Whether TCP and UDP sockets can be dumped (inet_diag)."),
          .always("unixDiag", .boolean, "Whether Unix sockets can be dumped (unix_diag)."),
          .always(
            "taskstats", .boolean,
            "Whether the kernel has the generic netlink family TASKSTATS, which cgroupLoad needs."),
          .always(
            "cgroupVersions", .array(.unsigned),
            "The versions of the mounted cgroup hierarchies: 1, 2 or both."),
          .always(
            "taskDelayAccounting", .nullable(.boolean),
            "The sysctl kernel.task_delayacct; null on kernels without it, which always measure."),
        ]), "What this kernel supports."),
      .always(
        "owners",
        .object([
          .always(
            "means", .oneOf(["untried", "bpf", "proc"]),
            """
            bpf: a BPF iterator. proc: the links in /proc/PID/fd. untried: no request has asked \
            for owners yet.
            """),
          .maybe("reason", .string, "Why BPF is not used."),
        ]), "How the agent finds the processes that own sockets."),
      .always(
        "tasks", .oneOf(["all", "own"]),
        """
        Whose tasks a caller may see (nlagent --tasks): all, or only those of the caller's user \
        that the kernel would let it read (own; root sees all).
        """),
      .always(
        "netns", .oneOf(["all", "caller"]),
        """
        Which network namespaces a caller may ask about (nlagent --netns): all, or only the one \
        that it is in.
        """),
      .always(
        "sets", .array(.oneOf(MethodSet.configurable.map(\.rawValue))),
        "The sets of methods that this socket serves: "
          + MethodSet.configurable.map { "\($0.rawValue): \($0.summary)" }.joined(separator: "; ")
          + "."),
      .always(
        "privileges", .array(.string),
        """
        The agent's effective capabilities, of those that its methods can use. Empty in a user \
        namespace below the initial one, where they do not count.
        """),
      .always(
        "limits", .map(.unsigned), "The agent's limits; a name that ends in a unit has that unit."),
    ])
}
