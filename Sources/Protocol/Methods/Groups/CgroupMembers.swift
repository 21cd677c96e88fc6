/// The members that `cgroupLoad` and `listCgroups` have in common.
enum CgroupMembers {
  /// The parameter that names a group.
  static let path = """
    The control group: a path below a cgroup mount (/sys/fs/cgroup/cpu/x), or a path relative to a \
    hierarchy (/x or x). A relative path is searched in the hierarchy with the cpu controller, \
    then in cgroup v2, then in the others. "caller" is the group of the process that connected, in \
    the first of these hierarchies in which that is not the root. Write "/caller" for a group \
    named caller.
    """

  static let place: [Schema.Member] =
    Schema.Member.bytes("path", required: true, "The path of the group below its mount, as given.")
    + [
      .always("mount", .string, "Where the hierarchy is mounted."),
      .always("version", .unsigned, "The cgroup version: 1 or 2."),
      .always(
        "controllers", .array(.string), "The controllers of the hierarchy, or name=… (v1 only)."),
    ]

  static let counts: [Schema.Member] = [
    .always("source", .oneOf(["cgroupstats", "proc"]), "The source of the next five counts."),
    .always("sleeping", .unsigned, "Tasks in interruptible sleep."),
    .always("running", .unsigned, "Tasks that run or are runnable."),
    .always("stopped", .unsigned, "Tasks stopped by a signal."),
    .always("uninterruptible", .unsigned, "Tasks in uninterruptible sleep."),
    .always(
      "ioWait", .nullable(.unsigned),
      "Tasks that wait for I/O, not in the other counts; null if source is proc."),
    .always("tasks", .unsigned, "The number of tasks: tasks of proc."),
    .always(
      "cgroupstats", .nullable(.object(five)), "The kernel's counts (CGROUPSTATS), or null."),
    .maybe("cgroupstatsReason", .string, "Why cgroupstats is null."),
    .always(
      "uncounted", .nullable(.object(states)),
      """
      The tasks in proc that cgroupstats misses, by state: freezable sleepers, killable waits, \
      traced and idle tasks. null without cgroupstats.
      """),
    .always("proc", .object(states), "All tasks, counted from /proc/TID/stat."),
  ]

  private static let five: [Schema.Member] = [
    .always("sleeping", .unsigned, "nr_sleeping."),
    .always("running", .unsigned, "nr_running."),
    .always("stopped", .unsigned, "nr_stopped."),
    .always("uninterruptible", .unsigned, "nr_uninterruptible."),
    .always("ioWait", .unsigned, "nr_io_wait."),
  ]

  private static let states: [Schema.Member] = [
    .always("tasks", .unsigned, "The sum of the states below."),
    .always("running", .unsigned, "State R."),
    .always("sleeping", .unsigned, "State S."),
    .always("uninterruptible", .unsigned, "State D."),
    .always("stopped", .unsigned, "State T."),
    .always("traced", .unsigned, "State t: stopped by a tracer."),
    .always("idle", .unsigned, "State I: idle kernel threads."),
    .always(
      "zombie", .unsigned,
      "State Z: only tasks seen while they exit, because groups do not list exited processes."),
    .always("other", .unsigned, "Any other state."),
    .always(
      "exited", .unsigned,
      "Tasks that the group listed but that had exited when their state was read; not in tasks."),
    .always(
      "unseen", .unsigned,
      """
      Tasks outside the agent's pid namespace, or hidden from the agent by the mount option hidepid \
      of /proc, whose state it cannot read; not in tasks.
      """),
  ]

  static let smoothed = Schema.Member.maybe(
    "smoothed",
    .nullable(
      .object([
        .always("running", .unsigned, "The average of proc.running, in thousandths of a task."),
        .always(
          "uninterruptible", .unsigned,
          "The average of proc.uninterruptible, in thousandths of a task."),
        .always(
          "samples", .unsigned,
          "The number of samples in the average; with 1 it is that sample's count."),
        .always(
          "interval", .nullable(.number),
          "Seconds between the last two samples; null with one sample."),
        .always("age", .number, "Seconds since the last sample."),
      ])),
    """
    With smoothed: the load as cAdvisor smooths it, decay = exp(-interval / 10 s), \
    average = average * decay + count * (1 - decay). The counts are the complete ones in proc, on \
    both versions. null if the agent samples too many groups already.
    """)

  static let resources: [Schema.Member] = [
    .always(
      "cpuStat", .nullable(.map(.unsigned)),
      """
      cpu.stat of the group and all below it, by the kernel's names; times in microseconds, on v1 \
      in nanoseconds.
      """),
    .maybe(
      "cpuacctUsage", .nullable(.unsigned),
      "v1: cpuacct.usage of the group and all below it, in nanoseconds."),
    .always(
      "pidsCurrent", .nullable(.unsigned),
      "pids.current: the number of tasks in the group and all below it, including zombies."),
    .always(
      "memoryCurrent", .nullable(.unsigned),
      "memory.current, on v1 memory.usage_in_bytes: bytes of the group and all below it."),
    .always(
      "pressure", .nullable(.object(pressure)),
      "Pressure stall information of the group and all below it; null on v1."),
    .maybe(
      "unavailable", .map(.string),
      "Why a member is null, by the member's name. A value that was not measured is never 0."),
  ]

  /// The members of `pressure`: one per resource.
  static let pressure: [Schema.Member] = [
    .always("cpu", .nullable(.object(kinds)), "Time spent waiting for a processor."),
    .always(
      "memory", .nullable(.object(kinds)),
      "Time spent waiting for memory: reclaim, swap-in, refaults."),
    .always("io", .nullable(.object(kinds)), "Time spent waiting for block I/O."),
    .always("irq", .nullable(.object(kinds)), "Time taken by interrupts."),
  ]

  /// The members of one resource.
  static let kinds: [Schema.Member] = [
    .maybe("some", .object(stall), "At least one task waited."),
    .maybe("full", .object(stall), "All non-idle tasks waited at the same time."),
  ]

  private static let stall: [Schema.Member] = [
    .always("avg10", .number, "Percentage of time, averaged over 10 seconds."),
    .always("avg60", .number, "Percentage of time, averaged over 60 seconds."),
    .always("avg300", .number, "Percentage of time, averaged over 300 seconds."),
    .always(
      "total", .unsigned, "Microseconds since the group was created or the host was started."),
  ]
}
