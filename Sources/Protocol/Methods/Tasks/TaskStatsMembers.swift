extension MethodContract {
  /// `struct taskstats` (`linux/taskstats.h`) of one task, as far as this kernel's struct reaches.
  /// "(version N)" marks members that exist since that version of the struct. The results for a
  /// process lack some members; see `taskStats`.
  public static let taskStatsMembers: [Schema.Member] =
    Schema.Member.bytes(
      "command", "ac_comm: the name of the task; of a process its first thread's.")
    + [
      .maybe("uid", .unsigned, "ac_uid: the real user id."),
      .maybe("gid", .unsigned, "ac_gid: the real group id."),
      .maybe("ppid", .unsigned, "ac_ppid: the parent process's id."),
      .maybe("nice", .integer, "ac_nice: -20 to 19; of a process its first thread's."),
      .maybe(
        "policy", .string,
        """
        ac_sched: OTHER, FIFO, RR, BATCH, IDLE, DEADLINE, EXT; others as a decimal number.
        """),
      .maybe(
        "flags", .array(.string),
        """
        ac_flag by name: FORK (forked, but did not exec), SU (used super-user privileges), CORE \
        (dumped core), XSIG (killed by a signal), GROUP (the last task of its process); unnamed \
        bits in hex.
        """),
      .maybe(
        "exitCode", .unsigned, "ac_exitcode: the status as in wait(2); 0 while the task lives."),
      .maybe(
        "startTimeSeconds", .unsigned,
        """
        ac_btime64, or ac_btime before version 10: when the task started, as Unix time in seconds.
        """),
      .maybe(
        "elapsedMicroseconds", .unsigned,
        "ac_etime: time since the task started, in microseconds."),
      .maybe(
        "processElapsedMicroseconds", .unsigned,
        "ac_tgetime: time since its process started, in microseconds (version 12)."),
      .maybe(
        "programDevice", .unsigned,
        "ac_exe_dev: st_dev of the file of the program (version 12)."),
      .maybe(
        "programInode", .unsigned,
        "ac_exe_inode: the inode number of that file (version 12)."),
      .always("version", .unsigned, "The version of the struct: 8 to 17 are known."),
      .maybe(
        "knownVersion", .unsigned,
        """
        If the kernel's version is newer than the agent: the version by which the struct was \
        decoded; tailHex has the remaining bytes.
        """),
      .always(
        "delayAccounting", .nullable(.boolean),
        """
        The sysctl kernel.task_delayacct now. While it is off, the delays that require it are \
        null, because the kernel would report 0. A task that started before it was turned on is \
        never measured; its delays stay 0. null on kernels without it, which always measure.
        """),
      .always("cpu", .object(cpu), "Processor time."),
      .always("memory", .object(memory), "Memory and page faults."),
      .always("io", .object(io), "What the task read and wrote."),
      .always("delays", .object(delays), "How often and how long the task waited, by reason."),
      .maybe(
        "tailHex", .string,
        "The bytes in hex that a version newer than 17 has after the known members."),
    ]

  private static let cpu: [Schema.Member] = [
    .maybe(
      "cpu_run_real_total", .unsigned,
      "User and system time, sampled at ticks and so coarse, in nanoseconds."),
    .maybe(
      "cpu_run_virtual_total", .unsigned,
      "Exact processor time, in nanoseconds: the first number in /proc/PID/schedstat."),
    .maybe(
      "cpu_scaled_run_real_total", .unsigned,
      """
      cpu_run_real_total scaled by the processor's speed, on processors that count it, in \
      nanoseconds.
      """),
    .maybe("ac_utime", .unsigned, "User time, sampled at ticks, in microseconds."),
    .maybe("ac_stime", .unsigned, "System time, sampled at ticks, in microseconds."),
    .maybe(
      "ac_utimescaled", .unsigned, "ac_utime scaled by the processor's speed, in microseconds."),
    .maybe(
      "ac_stimescaled", .unsigned, "ac_stime scaled by the processor's speed, in microseconds."),
    .maybe("nvcsw", .unsigned, "Voluntary context switches."),
    .maybe("nivcsw", .unsigned, "Involuntary context switches."),
  ]

  private static let memory: [Schema.Member] = [
    .maybe("ac_minflt", .unsigned, "Page faults without I/O."),
    .maybe("ac_majflt", .unsigned, "Page faults with I/O."),
    .maybe(
      "coremem", .unsigned,
      "Resident memory, integrated over processor time: MiB times microseconds."),
    .maybe(
      "virtmem", .unsigned,
      "Address space, integrated over processor time: MiB times microseconds."),
    .maybe("hiwater_rss", .unsigned, "The peak of the process's resident memory, in KiB."),
    .maybe("hiwater_vm", .unsigned, "The peak of the process's address space, in KiB."),
  ]

  /// The counters in /proc/PID/io, by the names of `struct taskstats`.
  static let io: [Schema.Member] = [
    .always(
      "source", .oneOf(["proc", "taskstats"]),
      """
      proc: from /proc/PID/io, exact. taskstats: all counters, also those of calls, are rounded \
      down to multiples of 1024.
      """),
    .maybe(
      "read_char", .unsigned, "Bytes returned by read(2) and similar calls, cached or not."),
    .maybe("write_char", .unsigned, "Bytes passed to write(2) and similar calls."),
    .maybe("read_syscalls", .unsigned, "Calls of read(2) and similar calls."),
    .maybe("write_syscalls", .unsigned, "Calls of write(2) and similar calls."),
    .maybe("read_bytes", .unsigned, "Bytes read from storage."),
    .maybe("write_bytes", .unsigned, "Bytes that were marked to be written to storage."),
    .maybe(
      "cancelled_write_bytes", .unsigned,
      "Bytes of write_bytes that are never written because the file was truncated or removed."),
  ]

  private static let delays: [Schema.Member] = [
    delay("cpu", "a processor while runnable; always measured", nullable: false),
    delay("blkio", "block I/O that the task submitted"),
    delay("swapin", "pages from swap"),
    delay("freepages", "memory reclaim"),
    delay("thrashing", "pages that were evicted recently (version 9)"),
    delay("compact", "memory compaction (version 11)"),
    delay("wpcopy", "copies of write-protected pages (version 13)"),
    delay("irq", "interrupt handling (version 14)"),
  ]

  private static func delay(
    _ name: String, _ what: String, nullable: Bool = true
  ) -> Schema.Member {
    .maybe(
      name, nullable ? .nullable(.object(delayMembers)) : .object(delayMembers),
      "Waits for \(what).")
  }

  private static let delayMembers: [Schema.Member] = [
    .maybe("count", .unsigned, "How many waits."),
    .maybe("total", .unsigned, "The total time of the waits, in nanoseconds."),
    .maybe("max", .unsigned, "The longest wait, in nanoseconds (version 15)."),
    .maybe(
      "min", .unsigned, "The shortest wait, in nanoseconds (version 15); 0 if there was none."),
    .maybe(
      "maxSeconds", .unsigned,
      "When the longest wait ended: the seconds of the Unix time (version 17)."),
    .maybe(
      "maxNanoseconds", .unsigned,
      "When the longest wait ended: the nanoseconds after maxSeconds (version 17)."),
  ]
}
