extension MethodContract {
  /// `listTasks`: what all processes or threads use, for rates between two calls.
  public static let listTasks = MethodContract(
    name: "listTasks",
    summary: "All processes or threads: I/O, processor time, delays",
    description: """
      Lists processes, or threads on request, with counters from TASKSTATS and /proc. Two calls \
      give rates: a record is of the same task where pid (and tid) and startTicks are the same, \
      and elapsedMicroseconds tells the time between the two. Of a process all is the sum over \
      its threads that live, and in cpu_run_virtual_total and the delays, while it has several, \
      over those that have ended, too. So counters fall when a thread ends; those of threads do \
      not. Where the agent tells callers of their own tasks \
      only (status: tasks), others are left out and counted in notShown. The list is sent while \
      it is made.
      """,
    parameters: [
      .maybe("threads", .boolean, "Whether to list threads; false if left out."),
      .maybe("uid", .unsigned, "Only tasks of this real user."),
      .maybe(
        "pids", .array(.unsigned),
        "Only these processes; those that are not there are left out."),
      pidNamespace,
    ],
    list: "tasks", of: taskMembers, "One record a process or thread, by the number of its process.",
    ending: [
      .always(
        "delayAccounting", .nullable(.boolean),
        """
        kernel.task_delayacct: while it is off, the delays blkio and swapin are null; what began \
        before it was turned on has no measurements. Null on kernels without the switch, which \
        measure always.
        """),
      .always(
        "notShown", .unsigned, "Tasks of other users, which this agent does not tell the caller."),
    ])

  private static let taskMembers: [Schema.Member] =
    [
      .always("pid", .unsigned, "The process, in the agent's pid namespace."),
      .maybe("tid", .unsigned, "With threads: the thread."),
      .maybe("callerPid", .unsigned, "With namespace \"caller\": pid there."),
      .maybe("callerTid", .unsigned, "With namespace \"caller\" and threads: tid there."),
    ]
    + Schema.Member.bytes(
      "command", required: true, "Its name for itself; of a process the first thread's.")
    + [.always("uid", .unsigned, "The real user.")]
    + Schema.Member.bytes("user", "That user's name in /etc/passwd.")
    + [
      .always(
        "state", .string,
        """
        A letter, as in /proc/PID/stat: R runs or could, S sleeps, D waits uninterruptibly, T \
        stopped, t traced, Z zombie, X dead, I idle kernel thread, P parked.
        """),
      .always("ppid", .unsigned, "The process that started it, in the agent's pid namespace."),
      .always("threadCount", .unsigned, "The threads of its process."),
      .always("startTimeMilliseconds", .unsigned, "When it started: Unix time in ms, about."),
      .always(
        "startTicks", .unsigned,
        """
        The same as /proc/PID/stat has it, in ticks since the host started (usually 100 a \
        second): pid and startTicks together name no other process ever.
        """),
      .always(
        "elapsedMicroseconds", .unsigned,
        "Since it started, when the kernel was asked about it: the clock for rates."),
    ]
    + Schema.Member.bytes(
      "cgroup", "The control group: systemd's in version 1, or the first that is not the root.")
    + [
      .always(
        "cpu",
        .object([
          .maybe(
            "cpu_run_virtual_total", .unsigned, "Time it ran, in nanoseconds and exact."),
          .maybe("ac_utime", .unsigned, "User time as counted at ticks, in microseconds."),
          .maybe("ac_stime", .unsigned, "System time as counted at ticks, in microseconds."),
        ]), "Processor time."),
      .always(
        "io", .object(io),
        "I/O, as in taskStats, from taskstats, which costs the least: cut to multiples of 1024."),
      .always(
        "delays",
        .object([
          .always("cpu", .object(delay), "Waiting for a processor while it could run."),
          .always("blkio", .nullable(.object(delay)), "Waiting for block I/O."),
          .always("swapin", .nullable(.object(delay)), "Waiting for pages from swap."),
        ]), "How often and how long it waited."),
    ]

  private static let delay: [Schema.Member] = [
    .maybe("count", .unsigned, "How often."),
    .maybe("total", .unsigned, "For how long altogether, in nanoseconds."),
  ]
}
