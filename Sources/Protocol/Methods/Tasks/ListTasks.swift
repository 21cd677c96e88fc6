extension MethodContract {
  /// `listTasks`: the resources that all processes or threads use.
  public static let listTasks = MethodContract(
    name: "listTasks",
    set: .tasks,
    summary: "All processes or threads: I/O, processor time, delays",
    description: """
      Lists processes, or threads on request, with counters from TASKSTATS and /proc. To compute \
      rates, compare two calls: two records with the same pid (and tid) and startTicks are of the \
      same task, and the difference of elapsedMicroseconds is the time between them. The counters \
      of a process are the sums over its living threads. While it has several threads, \
      cpu_run_virtual_total and the delays also include threads that have exited. So the counters \
      of a process decrease when one of its threads exits; those of a thread do not. If the agent \
      shows callers only the tasks of their own user (tasks in status), other tasks are left out \
      and counted in notShown, as are tasks whose I/O the kernel does not let the caller read: \
      set-user-ID and set-group-ID programs, tasks with capabilities, tasks that are not \
      dumpable, and tasks in another user namespace. The list is sent while it is produced.
      """,
    parameters: [
      .maybe("threads", .boolean, "Whether to list threads instead of processes. Default: false."),
      .maybe("uid", .unsigned, "Only tasks of this real user."),
      .maybe(
        "pids", .array(.unsigned),
        "Only these processes. Processes that do not exist are left out."),
      pidNamespace,
    ],
    list: "tasks", of: taskMembers,
    "One record per process or thread, ordered by the number of the process.",
    ending: [
      .always(
        "delayAccounting", .nullable(.boolean),
        """
        The sysctl kernel.task_delayacct. While it is off, the delays blkio and swapin are null; \
        tasks that started before it was turned on are not measured. null on kernels without it, \
        which always measure.
        """),
      .always(
        "notShown", .unsigned,
        "How many tasks are left out because the caller may not see them."),
    ])

  private static let taskMembers: [Schema.Member] =
    [
      .always("pid", .unsigned, "The process id in the agent's pid namespace."),
      .maybe("tid", .unsigned, "With threads: the thread id in the agent's pid namespace."),
      .maybe("callerPid", .unsigned, "With namespace \"caller\": pid in the caller's namespace."),
      .maybe(
        "callerTid", .unsigned,
        "With namespace \"caller\" and threads: tid in the caller's namespace."),
    ]
    + Schema.Member.bytes(
      "command", required: true,
      """
      comm: the name of the thread; of a process its first thread's. A kernel thread can have more \
      than 15 bytes.
      """)
    + [.always("uid", .unsigned, "The real user id.")]
    + Schema.Member.bytes("user", "The name of that user in /etc/passwd.")
    + [
      .always(
        "state", .string,
        """
        The letter in /proc/PID/stat: R running or runnable, S sleeping, D in uninterruptible \
        sleep, T stopped, t traced, Z zombie, X dead, I idle kernel thread, P parked.
        """),
      .always("ppid", .unsigned, "The parent process's id in the agent's pid namespace."),
      .always("threadCount", .unsigned, "The number of threads of the process."),
      .always(
        "startTimeMilliseconds", .unsigned,
        "When the task started: approximate Unix time in milliseconds."),
      .always(
        "startTicks", .unsigned,
        """
        When the task started, as in /proc/PID/stat: in ticks (usually 1/100 s) since boot. No two \
        processes have the same pid and startTicks.
        """),
      .always(
        "elapsedMicroseconds", .unsigned,
        """
        Time from the start of the task to the reading of its counters, in microseconds: the clock \
        for rates.
        """),
    ]
    + Schema.Member.bytes(
      "cgroup", "The control group: on v1 that of systemd, or the first that is not the root.")
    + [
      .always(
        "cpu",
        .object([
          .maybe(
            "cpu_run_virtual_total", .unsigned, "Exact processor time, in nanoseconds."),
          .maybe("ac_utime", .unsigned, "User time, sampled at ticks, in microseconds."),
          .maybe("ac_stime", .unsigned, "System time, sampled at ticks, in microseconds."),
        ]), "Processor time."),
      .always(
        "io", .object(io),
        """
        I/O, as in taskStats, but always from taskstats, the cheapest source, which rounds down to \
        multiples of 1024.
        """),
      .always(
        "delays",
        .object([
          .always("cpu", .object(delay), "Waits for a processor while runnable."),
          .always("blkio", .nullable(.object(delay)), "Waits for block I/O."),
          .always("swapin", .nullable(.object(delay)), "Waits for pages from swap."),
        ]), "How often and how long the task waited."),
    ]

  private static let delay: [Schema.Member] = [
    .maybe("count", .unsigned, "How many waits."),
    .maybe("total", .unsigned, "The total time of the waits, in nanoseconds."),
  ]
}
