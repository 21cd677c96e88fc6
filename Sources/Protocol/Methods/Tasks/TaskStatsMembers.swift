extension MethodContract {
  /// `struct taskstats` (`linux/taskstats.h`) as one task's record tells it, as far as the
  /// kernel's reaches. In answers about a process some are absent; see `taskStats`.
  public static let taskStatsMembers: [Schema.Member] =
    Schema.Member.bytes("command", "ac_comm: its name for itself; of a process the first thread's.")
    + [
      .maybe("uid", .unsigned, "ac_uid: the real user."),
      .maybe("gid", .unsigned, "ac_gid: the real group."),
      .maybe("ppid", .unsigned, "ac_ppid: the process that started it."),
      .maybe("nice", .integer, "ac_nice: -20 to 19; of a process the first thread's."),
      .maybe(
        "policy", .string,
        """
        ac_sched: OTHER, FIFO, RR, BATCH, IDLE, DEADLINE, EXT, or another number in decimal.
        """),
      .maybe(
        "flags", .array(.string),
        """
        ac_flag: FORK (forked, but did not exec), SU (used super-user privileges), CORE (dumped \
        core), XSIG (killed by a signal), GROUP (the last task of its process); others as hex.
        """),
      .maybe("exitCode", .unsigned, "ac_exitcode: as of wait(2); 0 while it lives."),
      .maybe(
        "startTimeSeconds", .unsigned,
        "ac_btime64, or ac_btime before version 10: when it began, Unix time in seconds."),
      .maybe("elapsedMicroseconds", .unsigned, "ac_etime: since it began."),
      .maybe(
        "processElapsedMicroseconds", .unsigned, "ac_tgetime: since its process began (version 12)."
      ),
      .maybe("programDevice", .unsigned, "ac_exe_dev: st_dev of its program's file (version 12)."),
      .maybe("programInode", .unsigned, "ac_exe_inode: that file's inode (version 12)."),
      .always("version", .unsigned, "The struct's version: 8 to 17 are known."),
      .maybe(
        "knownVersion", .unsigned,
        "By which it was read, where the kernel's is newer than the agent; tailHex has the rest."),
      .always(
        "delayAccounting", .nullable(.boolean),
        """
        kernel.task_delayacct now. While it is off, the delays that need it are null, for the \
        kernel would only tell 0; null on kernels without the switch, which measure always. A \
        task that began before it was turned on has no measurements until its end, and 0 there.
        """),
      .always("cpu", .object(cpu), "Processor time."),
      .always("memory", .object(memory), "Memory and page faults."),
      .always("io", .object(io), "What it read and wrote."),
      .always("delays", .object(delays), "How often and how long it waited for what."),
      .maybe(
        "tailHex", .string, "What a version newer than 17 has behind the part that is known."),
    ]

  private static let cpu: [Schema.Member] = [
    .maybe(
      "cpu_run_real_total", .unsigned,
      "User and system time as counted at ticks, in nanoseconds; coarse."),
    .maybe(
      "cpu_run_virtual_total", .unsigned,
      "Time it ran, in nanoseconds and exact: the first number of /proc/PID/schedstat."),
    .maybe(
      "cpu_scaled_run_real_total", .unsigned,
      "As cpu_run_real_total, by the processor's speed, where it counts that; nanoseconds."),
    .maybe("ac_utime", .unsigned, "User time as counted at ticks, in microseconds."),
    .maybe("ac_stime", .unsigned, "System time as counted at ticks, in microseconds."),
    .maybe("ac_utimescaled", .unsigned, "ac_utime by the processor's speed, in microseconds."),
    .maybe("ac_stimescaled", .unsigned, "ac_stime by the processor's speed, in microseconds."),
    .maybe("nvcsw", .unsigned, "How often it gave the processor up."),
    .maybe("nivcsw", .unsigned, "How often the processor was taken from it."),
  ]

  private static let memory: [Schema.Member] = [
    .maybe("ac_minflt", .unsigned, "Page faults without I/O."),
    .maybe("ac_majflt", .unsigned, "Page faults with I/O."),
    .maybe(
      "coremem", .unsigned,
      "Resident memory summed over its processor time: MiB times microseconds."),
    .maybe("virtmem", .unsigned, "Address space summed likewise."),
    .maybe("hiwater_rss", .unsigned, "The most resident memory its process had, in KiB."),
    .maybe("hiwater_vm", .unsigned, "The most address space its process had, in KiB."),
  ]

  /// The counters of /proc/PID/io, under the names that `struct taskstats` has for them.
  static let io: [Schema.Member] = [
    .always(
      "source", .oneOf(["proc", "taskstats"]),
      """
      proc: from /proc/PID/io, exact. taskstats: each rounded down to a multiple of 1024, calls \
      too.
      """),
    .maybe("read_char", .unsigned, "Bytes that read(2) and its like gave it; cached or not."),
    .maybe("write_char", .unsigned, "Bytes that write(2) and its like took."),
    .maybe("read_syscalls", .unsigned, "Calls of read(2) and its like."),
    .maybe("write_syscalls", .unsigned, "Calls of write(2) and its like."),
    .maybe("read_bytes", .unsigned, "Bytes that had to be read from storage."),
    .maybe("write_bytes", .unsigned, "Bytes that it made due to be written to storage."),
    .maybe(
      "cancelled_write_bytes", .unsigned,
      "Of such bytes those that are never written since it cut or removed the file."),
  ]

  private static let delays: [Schema.Member] = [
    delay("cpu", "a processor while it could run; always measured", nullable: false),
    delay("blkio", "block I/O that it asked for"),
    delay("swapin", "pages to come back from swap"),
    delay("freepages", "memory to be reclaimed"),
    delay("thrashing", "pages that had lately been dropped (version 9)"),
    delay("compact", "memory to be compacted (version 11)"),
    delay("wpcopy", "copies of pages written to (version 13)"),
    delay("irq", "interrupts to be served (version 14)"),
  ]

  private static func delay(
    _ name: String, _ what: String, nullable: Bool = true
  ) -> Schema.Member {
    .maybe(
      name, nullable ? .nullable(.object(delayMembers)) : .object(delayMembers),
      "Waiting for \(what).")
  }

  private static let delayMembers: [Schema.Member] = [
    .maybe("count", .unsigned, "How often."),
    .maybe("total", .unsigned, "For how long altogether, in nanoseconds."),
    .maybe("max", .unsigned, "The longest, in nanoseconds (version 15)."),
    .maybe("min", .unsigned, "The shortest, in nanoseconds (version 15); 0 is none yet."),
    .maybe(
      "maxSeconds", .unsigned, "When the longest ended: Unix time in seconds (version 17)."),
    .maybe("maxNanoseconds", .unsigned, "And the nanoseconds of that second (version 17)."),
  ]
}
