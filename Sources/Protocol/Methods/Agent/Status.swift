extension MethodContract {
  /// `status`: the agent about itself.
  public static let status = MethodContract(
    name: "status",
    summary: "The agent itself: version, limits, what this kernel and its privileges allow",
    description: """
      Tells who answers, who asks, and what can be asked here. What the agent may do was found \
      out once at its start.
      """,
    result: [
      .always("version", .string, "The agent's release."),
      .always("instance", .string, "New at each start of the agent; 16 hex digits."),
      .always("pid", .unsigned, "The agent's process id."),
      .always("uptimeMilliseconds", .unsigned, "Since the agent's start."),
      .always("clients", .unsigned, "Clients connected now, this one included."),
      .always("subscriptions", .unsigned, "Subscriptions of all clients now."),
      .always("eventsSent", .unsigned, "Events of all subscriptions since the agent's start."),
      .always(
        "overruns", .unsigned, "How often the kernel dropped events that a client was slow to take."
      ),
      .always(
        "caller",
        .object([
          .always("pid", .unsigned, "0 where the caller is in a pid namespace not seen from here."),
          .always("uid", .unsigned, "The user at the time of connecting."),
          .always("gid", .unsigned, "The group at the time of connecting."),
        ]), "Who connected, as the kernel says (SO_PEERCRED)."),
      .always(
        "kernel",
        .object([
          .always("release", .string, "As uname -r says."),
          .always("inetDiag", .boolean, "TCP and UDP sockets can be dumped."),
          .always("unixDiag", .boolean, "Unix sockets can be dumped."),
          .always("taskstats", .boolean, "The TASKSTATS family is there, which cgroupLoad needs."),
          .always("cgroupVersions", .array(.unsigned), "Versions of the mounted hierarchies."),
          .always("taskDelayAccounting", .nullable(.boolean), "sysctl kernel.task_delayacct."),
        ]), "What this kernel has."),
      .always(
        "owners",
        .object([
          .always(
            "means", .oneOf(["untried", "bpf", "proc"]),
            "A BPF iterator, or links in /proc; untried until somebody asks for owners."),
          .maybe("reason", .string, "Why it is not BPF."),
        ]), "How owners of sockets are found."),
      .always(
        "tasks", .oneOf(["all", "own"]),
        "Whose tasks callers may see (nlagent --tasks): own is their user's, and root's are all."),
      .always(
        "privileges", .array(.string),
        "The agent's effective capabilities, of those that its methods can use."),
      .always("limits", .map(.unsigned), "What clients may use; see each name's unit in its end."),
    ])
}
