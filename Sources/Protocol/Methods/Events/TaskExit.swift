extension EventTopic {
  public static let taskExit = EventTopic(
    "taskExit", keys: ["pid", "startTimeSeconds", "elapsedMicroseconds"],
    of: taskExitNumbers + exit + MethodContract.taskStatsMembers + [process],
    """
    Tasks that end, threads and processes alike, wherever in the host's namespaces, with what they \
    used, as taskStats tells it, and how they ended; the action is always removed. There is no \
    snapshot. What the kernel has no room for is lost for good: overrun says how many those were, \
    and overrunEnded follows at once. Where the agent tells callers of their own tasks only \
    (status: tasks), others are left out. Each subscription makes every exit a little dearer.
    """)

  private static let taskExitNumbers: [Schema.Member] =
    [
      .always("pid", .unsigned, "The task, in the initial pid namespace."),
      .maybe("tgid", .unsigned, "Its process, likewise (version 12)."),
    ]
    + Schema.Member.bytes(
      "user", "The name that uid had in /etc/passwd when the subscription was made.")

  private static let exit: [Schema.Member] = [
    .always(
      "exit",
      .object([
        .maybe("status", .unsigned, "What it gave to exit(2), unless a signal killed it."),
        .maybe("signal", .unsigned, "The signal that killed it."),
        .maybe("signalName", .string, "Its name, as SIGSEGV; real-time signals have none."),
        .maybe("coreDumped", .boolean, "With signal: whether its memory was written to a core."),
        .always("words", .string, "The same as words: killed by SIGSEGV, core dumped."),
      ]),
      """
      How it ended. Threads that their process ends have its status, though the kernel sets XSIG \
      in their flags: it ends them by a signal.
      """)
  ]

  private static let process = Schema.Member.maybe(
    "process",
    .object(MethodContract.taskStatsMembers.filter { ["cpu", "delays"].contains($0.name) }),
    """
    TASKSTATS_TYPE_AGGR_TGID, with the last task of a process that ever had several: the sums over \
    all of them. The longest and shortest delays are told of tasks alone.
    """)

  /// Parameters of `subscribe` that are for this topic.
  static let taskExitParameters: [Schema.Member] = [
    .maybe(
      "cpus", .string,
      """
      For the topic taskExit: only tasks that end on these processors, as 0-3,5; all that are \
      possible where it is left out. What the kernel loses it counts for each subscription, so \
      one for each processor tells where.
      """),
    .maybe("uid", .unsigned, "For the topic taskExit: only tasks of this real user."),
    .maybe(
      "command", .string,
      "For the topic taskExit: only tasks of this name, at most 15 bytes as the kernel keeps it."),
    .maybe(
      "processesOnly", .boolean,
      """
      For the topic taskExit: only the last task of each process. Kernels before 5.19 do not tell \
      which that is, and all are told then.
      """),
  ]
}
