extension EventTopic {
  /// Tasks that exit.
  public static let taskExit = EventTopic(
    "taskExit", set: .tasks, keys: ["pid", "startTimeSeconds", "elapsedMicroseconds"],
    of: taskExitNumbers + exit + statistics + [process],
    """
    Tasks (threads and processes) that exit, in any namespace of the host, with the resources that \
    they used, as in taskStats, and how they ended. The action is always removed. The topic has no \
    snapshot. Exits for which the kernel's buffer or the subscription's own has no room are lost \
    for good: overrun has their number, and overrunEnded follows at once. If the agent shows callers only the tasks of their \
    own user (tasks in status), exits of other tasks are left out, and io is null except for root: \
    whether a user may read the I/O of a task cannot be known after its end. The user 0 of a \
    container then gets no exits. All subscriptions share one registration with the kernel; while \
    there is any, every task exit takes a little longer.
    """)

  private static let taskExitNumbers: [Schema.Member] =
    [
      .always("pid", .unsigned, "The task's id in the initial pid namespace."),
      .maybe(
        "tgid", .unsigned, "The id of its process in the initial pid namespace (version 12)."),
    ]
    + Schema.Member.bytes(
      "user", "The name of uid in /etc/passwd when the subscription was made.")

  private static let statistics: [Schema.Member] =
    MethodContract.taskStatsMembers.map { member in
      guard member.name == "io" else { return member }
      return .always(
        "io", .nullable(member.schema),
        "\(member.description) null if the caller may not see it; unavailable has the reason.")
    } + [.maybe("unavailable", .map(.string), "Why a member is null, by the member's name.")]

  private static let exit: [Schema.Member] = [
    .always(
      "exit",
      .object([
        .maybe("status", .unsigned, "The argument of exit(2); absent if a signal killed the task."),
        .maybe("signal", .unsigned, "The number of the signal that killed the task."),
        .maybe(
          "signalName", .string,
          "The name of that signal, for example SIGSEGV; absent for real-time signals."),
        .maybe("coreDumped", .boolean, "With signal: whether a core dump was written."),
        .always(
          "words", .string, "The same in words, for example: killed by SIGSEGV, core dumped."),
      ]),
      """
      How the task ended. A thread that ends because its process exits has the status of the \
      process, although flags contains XSIG: the kernel ends such threads with a signal.
      """)
  ]

  private static let process = Schema.Member.maybe(
    "process",
    .object(MethodContract.taskStatsMembers.filter { ["cpu", "delays"].contains($0.name) }),
    """
    TASKSTATS_TYPE_AGGR_TGID, for the last task of a process that had several tasks: the sums over \
    all of them. The longest and shortest delays exist for tasks only.
    """)

  /// The parameters of `subscribe` for this topic.
  static let taskExitParameters: [Schema.Member] = [
    .maybe(
      "cpus", .string,
      """
      taskExit: only tasks that exit on these processors, for example 0-3,5. Default: all possible \
      processors. Subscriptions with the same processors share one registration with the kernel, \
      which counts the exits that it loses; so one subscription for each processor shows on which \
      processor exits were lost. A processor can be in 4 different lists at a time, beside the \
      default; one of these is kept for root.
      """),
    .maybe("uid", .unsigned, "taskExit: only tasks of this real user."),
    .maybe(
      "command", .string,
      """
      taskExit: only tasks with this name, at most 15 bytes, to which the kernel truncates names.
      """),
    .maybe(
      "processesOnly", .boolean,
      """
      taskExit: only the last task of each process. Default: false. Kernels before 5.19 do not \
      report which task is the last; on these, all tasks are reported.
      """),
  ]
}
