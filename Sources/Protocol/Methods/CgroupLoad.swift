extension MethodContract {
  /// `cgroupLoad`: task counts of one control group.
  public static let cgroupLoad = MethodContract(
    name: "cgroupLoad",
    summary: "How many tasks of a control group run, sleep or wait",
    description: """
      Counts the tasks (threads) of one control group, not of those below it. The five counts \
      sleeping, running, stopped, uninterruptible and ioWait are the kernel's own CGROUPSTATS \
      on cgroup v1, and counted from /proc on cgroup v2, where the kernel has none; source tells \
      which. CGROUPSTATS misses every task whose state carries a flag, since Linux 6.1 most that \
      sleep: never take the sum for the number of tasks. The counts under proc are complete, on \
      both versions.
      """,
    parameters: [
      .always(
        "path", .string,
        """
        The group: a path below a cgroup mount (/sys/fs/cgroup/cpu/x), or one relative to any \
        mounted hierarchy (/x or x), looked for in the one with the cpu controller first, then \
        in cgroup v2, then in the others.
        """)
    ],
    result: [
      .always("path", .string, "The group below its mount, as given."),
      .always("mount", .string, "Where the hierarchy is mounted."),
      .always("version", .unsigned, "1 or 2."),
      .always("controllers", .array(.string), "The hierarchy's controllers, or name=… (v1 only)."),
      .always("source", .oneOf(["cgroupstats", "proc"]), "Where the five counts come from."),
      .always("sleeping", .unsigned, "Tasks in interruptible sleep."),
      .always("running", .unsigned, "Tasks that run or could."),
      .always("stopped", .unsigned, "Tasks stopped by a signal."),
      .always("uninterruptible", .unsigned, "Tasks in uninterruptible sleep."),
      .always(
        "ioWait", .nullable(.unsigned),
        "Tasks that wait for I/O and are in no other count; null from /proc, which cannot tell."),
      .always(
        "cgroupstats", .nullable(.object(counts)), "The kernel's own numbers, or null."),
      .maybe("cgroupstatsReason", .string, "Why cgroupstats is null."),
      .always("proc", .object(procCounts), "Counted from /proc/TID/stat."),
    ])

  private static let counts: [Schema.Member] = [
    .always("sleeping", .unsigned, "nr_sleeping."),
    .always("running", .unsigned, "nr_running."),
    .always("stopped", .unsigned, "nr_stopped."),
    .always("uninterruptible", .unsigned, "nr_uninterruptible."),
    .always("ioWait", .unsigned, "nr_io_wait."),
  ]

  private static let procCounts: [Schema.Member] = [
    .always("tasks", .unsigned, "The group's tasks: the sum of the states below."),
    .always("running", .unsigned, "State R."),
    .always("sleeping", .unsigned, "State S."),
    .always("uninterruptible", .unsigned, "State D."),
    .always("stopped", .unsigned, "State T."),
    .always("traced", .unsigned, "State t: stopped by a tracer."),
    .always("idle", .unsigned, "State I: idle kernel threads."),
    .always("zombie", .unsigned, "State Z."),
    .always("other", .unsigned, "Any other state."),
    .always("exited", .unsigned, "Listed by the group, but gone when looked at; not in tasks."),
    .always(
      "unseen", .unsigned,
      "Tasks outside the agent's pid namespace, whose state it cannot see; not in tasks."),
  ]
}
