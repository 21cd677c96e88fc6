/// What `cgroupLoad` and `listCgroups` tell of a group.
enum CgroupMembers {
  /// The parameter that names a group.
  static let path = """
    The group: a path below a cgroup mount (/sys/fs/cgroup/cpu/x), or one relative to any mounted \
    hierarchy (/x or x), looked for in the one with the cpu controller first, then in cgroup v2, \
    then in the others. "caller" is the group of the process that connected, in the first of them \
    where it is not in the root; a group of that name is written "/caller".
    """

  static let place: [Schema.Member] =
    Schema.Member.bytes("path", required: true, "The group below its mount, as given.") + [
      .always("mount", .string, "Where the hierarchy is mounted."),
      .always("version", .unsigned, "1 or 2."),
      .always("controllers", .array(.string), "The hierarchy's controllers, or name=… (v1 only)."),
    ]

  static let counts: [Schema.Member] = [
    .always("source", .oneOf(["cgroupstats", "proc"]), "Where the five counts come from."),
    .always("sleeping", .unsigned, "Tasks in interruptible sleep."),
    .always("running", .unsigned, "Tasks that run or could."),
    .always("stopped", .unsigned, "Tasks stopped by a signal."),
    .always("uninterruptible", .unsigned, "Tasks in uninterruptible sleep."),
    .always(
      "ioWait", .nullable(.unsigned),
      "Tasks that wait for I/O and are in no other count; null from /proc, which cannot tell."),
    .always("tasks", .unsigned, "How many tasks there are: that of proc."),
    .always("cgroupstats", .nullable(.object(five)), "The kernel's own numbers, or null."),
    .maybe("cgroupstatsReason", .string, "Why cgroupstats is null."),
    .always(
      "uncounted", .nullable(.object(states)),
      """
      The tasks of proc that cgroupstats leaves out, by state: sleepers that may be frozen, \
      killable waits, traced and idle tasks. null without cgroupstats.
      """),
    .always("proc", .object(states), "Counted from /proc/TID/stat."),
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
      "State Z, met while it died: a process that has ended is in no group's list any more."),
    .always("other", .unsigned, "Any other state."),
    .always("exited", .unsigned, "Listed by the group, but gone when looked at; not in tasks."),
    .always(
      "unseen", .unsigned,
      "Tasks outside the agent's pid namespace, whose state it cannot see; not in tasks."),
  ]

  static let smoothed = Schema.Member.maybe(
    "smoothed",
    .nullable(
      .object([
        .always("running", .unsigned, "In thousandths of a task, of proc.running."),
        .always("uninterruptible", .unsigned, "The same of proc.uninterruptible."),
        .always("samples", .unsigned, "How many samples it is made of; 1 is no average yet."),
        .always(
          "interval", .nullable(.number),
          "Seconds between the last two samples; null with one sample."),
        .always("age", .number, "Seconds since the last sample."),
      ])),
    """
    The load as cAdvisor smooths it, if asked for: decay = exp(-interval / 10 s), \
    average = average * decay + count * (1 - decay), of the complete counts on both versions. \
    null where too many groups are watched.
    """)

  static let resources: [Schema.Member] = [
    .always(
      "cpuStat", .nullable(.map(.unsigned)),
      "cpu.stat under the kernel's names; times in microseconds, in v1 in nanoseconds."),
    .maybe("cpuacctUsage", .nullable(.unsigned), "v1: cpuacct.usage, nanoseconds."),
    .always("pidsCurrent", .nullable(.unsigned), "pids.current: tasks, zombies too."),
    .always(
      "memoryCurrent", .nullable(.unsigned),
      "memory.current, in v1 memory.usage_in_bytes: bytes."),
    .always(
      "pressure", .nullable(.object(pressure)), "Pressure stall information; null in v1."),
    .maybe(
      "unavailable", .map(.string),
      """
      Why a member is null, by its name: never 0 for what was not measured. All these numbers are \
      the kernel's for the group and all below it.
      """),
  ]

  /// A member for each resource.
  static let pressure: [Schema.Member] = [
    .always("cpu", .nullable(.object(kinds)), "Waiting for a processor."),
    .always("memory", .nullable(.object(kinds)), "Waiting for memory: reclaim, swap, refaults."),
    .always("io", .nullable(.object(kinds)), "Waiting for block I/O."),
    .always("irq", .nullable(.object(kinds)), "Time taken by interrupts."),
  ]

  /// The members of one resource.
  static let kinds: [Schema.Member] = [
    .maybe("some", .object(stall), "At least one task waited."),
    .maybe("full", .object(stall), "All tasks that were not idle waited at once."),
  ]

  private static let stall: [Schema.Member] = [
    .always("avg10", .number, "Percent of the time, averaged over 10 seconds."),
    .always("avg60", .number, "The same over 60 seconds."),
    .always("avg300", .number, "The same over 300 seconds."),
    .always("total", .unsigned, "Microseconds since the group was made or the host started."),
  ]
}
