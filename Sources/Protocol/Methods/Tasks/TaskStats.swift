extension MethodContract {
  /// `taskStats`: what one task or process used and waited for.
  public static let taskStats = MethodContract(
    name: "taskStats",
    summary: "What a task or process used: processor, memory, I/O, delays",
    description: """
      Asks TASKSTATS for one task ("pid") or for a process ("tgid"), with all fields of struct \
      taskstats under the kernel's names. Counters of I/O are from /proc, which is exact, where \
      it can be read. Of a process the kernel sums processor time and delays, with those of \
      threads that have ended (ac_utime, ac_stime, nvcsw and nivcsw without); I/O and memory are \
      summed here over the threads that live, and memory's two peaks are the highest; the \
      longest and shortest delays are told of tasks alone; what remains is the first thread's. \
      Where the agent tells callers of their own tasks only (status: tasks), others are refused.
      """,
    parameters: [
      .maybe("pid", .unsigned, "A task: a thread, or the first thread of a process."),
      .maybe("tgid", .unsigned, "A process. Give either this or pid."),
      .maybe("threads", .boolean, "With tgid: whether to tell each thread, too."),
      pidNamespace,
    ],
    result: taskNumbers + taskStatsMembers + [
      .maybe("threadCount", .unsigned, "With tgid: threads that live and may be seen."),
      .maybe(
        "ioWithEnded", .object(Array(io.dropFirst())),
        """
        With tgid: all of /proc/PID/io, which also has what threads did that have ended, and \
        children that it waited for, and theirs.
        """),
      .maybe(
        "threads", .array(.object(taskNumbers + taskStatsMembers)),
        "With threads: each thread, as with its number as pid."),
    ])

  /// The parameter that tells whose numbers are meant.
  static let pidNamespace = Schema.Member.maybe(
    "namespace", .oneOf(["agent", "caller"]),
    """
    Whose pid namespace numbers are of: "agent" (also when left out), or "caller", that of the \
    process which connected, in a container for instance; records then have its numbers, too.
    """)

  private static let taskNumbers: [Schema.Member] =
    [
      .always("pid", .unsigned, "The task, in the agent's pid namespace."),
      .always("tgid", .unsigned, "Its process, likewise."),
      .maybe("callerPid", .unsigned, "With namespace \"caller\": pid there."),
      .maybe("callerTgid", .unsigned, "With namespace \"caller\": tgid there."),
    ] + Schema.Member.bytes("user", "The name of uid in /etc/passwd, where it has one.")
}
