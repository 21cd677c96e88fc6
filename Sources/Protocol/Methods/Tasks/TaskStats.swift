extension MethodContract {
  /// `taskStats`: the resources that one task or process used.
  public static let taskStats = MethodContract(
    name: "taskStats",
    set: .tasks,
    summary: "What a task or process used: processor, memory, I/O, delays",
    description: """
      Requests TASKSTATS for one task ("pid") or one process ("tgid"), and returns all fields of \
      struct taskstats by the kernel's names. The I/O counters come from /proc, which is exact, if \
      the agent can read it. For a process, the kernel sums processor time and delays, including \
      those of threads that have exited; ac_utime, ac_stime, nvcsw and nivcsw do not include \
      these. The agent sums I/O and memory over the living threads; of the two memory peaks it \
      takes the maximum. The longest and shortest delays exist for tasks only. All other members \
      are those of the first thread. If the agent shows callers only the tasks of their own user \
      (tasks in status), requests for other tasks are refused, and so are requests for tasks \
      whose I/O the kernel does not let the caller read, as in listTasks.
      """,
    parameters: [
      .maybe("pid", .unsigned, "A task: a thread, or the first thread of a process."),
      .maybe("tgid", .unsigned, "A process. Give either pid or tgid."),
      .maybe(
        "threads", .boolean, "With tgid: whether to also report each thread. Default: false."),
      pidNamespace,
    ],
    result: taskNumbers + taskStatsMembers + [
      .maybe(
        "threadCount", .unsigned,
        "With tgid: how many threads live and are visible to the agent."),
      .maybe(
        "ioWithEnded", .object(Array(io.dropFirst())),
        """
        With tgid: /proc/PID/io of the process, which includes threads that have exited, children \
        that it waited for, and their children.
        """),
      .maybe(
        "threads", .array(.object(taskNumbers + taskStatsMembers)),
        "With threads: each thread, as in the result for the thread's id as pid."),
    ])

  /// The parameter that selects the pid namespace of the numbers in the request.
  static let pidNamespace = Schema.Member.maybe(
    "namespace", .oneOf(["agent", "caller"]),
    """
    The pid namespace of the numbers in the request: "agent" (the agent's), or "caller" (that of \
    the process that connected, for example in a container). With "caller", records also have the \
    numbers of that namespace. Default: agent.
    """)

  private static let taskNumbers: [Schema.Member] =
    [
      .always("pid", .unsigned, "The task's id in the agent's pid namespace."),
      .always("tgid", .unsigned, "The id of its process in the agent's pid namespace."),
      .maybe("callerPid", .unsigned, "With namespace \"caller\": pid in the caller's namespace."),
      .maybe("callerTgid", .unsigned, "With namespace \"caller\": tgid in the caller's namespace."),
    ] + Schema.Member.bytes("user", "The name of uid in /etc/passwd, if it has one.")
}
