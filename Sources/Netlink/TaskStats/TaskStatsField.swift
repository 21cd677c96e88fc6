/// One field of `struct taskstats` (`linux/taskstats.h`) and its place. New versions append fields,
/// with one exception: version 15 inserted fields in the middle, and version 16 moved them to the
/// end. Both versions have 560 bytes, so only the version number distinguishes them.
public struct TaskStatsField: Sendable {
  /// The member's name in the kernel's header.
  public let name: StaticString
  /// The byte offset in all versions except 15.
  public let offset: Int
  /// The byte offset in version 15.
  public let offsetIn15: Int
  /// The size in bytes. The field is in host byte order.
  public let width: Int
  /// The first version that has the field.
  public let since: UInt16

  init(
    _ name: StaticString, at offset: Int, in15 offsetIn15: Int, bytes width: Int = 8,
    since: UInt16 = 8
  ) {
    self.name = name
    self.offset = offset
    self.offsetIn15 = offsetIn15
    self.width = width
    self.since = since
  }

  /// The byte offset in a version; nil if that version does not have the field.
  public func offset(inVersion version: UInt16) -> Int? {
    guard max(version, TaskStats.oldestVersion) >= since else { return nil }
    return version == 15 ? offsetIn15 : offset
  }

  /// The field as a `WireField` of a version; nil if that version does not have it.
  /// - Parameter name: the name to use instead of the kernel's.
  func wireField(inVersion version: UInt16, named name: StaticString? = nil) -> WireField? {
    offset(inVersion: version).map { WireField(name ?? self.name, at: $0, bytes: width) }
  }
}

/// Identity and exit status.
extension TaskStatsField {
  public static let version = TaskStatsField("version", at: 0, in15: 0, bytes: 2)
  /// The status in the encoding of wait(2); set when the task ends.
  public static let exitCode = TaskStatsField("ac_exitcode", at: 4, in15: 4, bytes: 4)
  /// `AccountingFlag` bits.
  public static let flags = TaskStatsField("ac_flag", at: 8, in15: 8, bytes: 1)
  /// A signed number from -20 to 19.
  public static let nice = TaskStatsField("ac_nice", at: 9, in15: 9, bytes: 1)
  /// SCHED_ of `linux/sched.h`.
  public static let policy = TaskStatsField("ac_sched", at: 112, in15: 160, bytes: 1)
  /// The real user.
  public static let userID = TaskStatsField("ac_uid", at: 120, in15: 168, bytes: 4)
  /// The real group.
  public static let groupID = TaskStatsField("ac_gid", at: 124, in15: 172, bytes: 4)
  public static let taskID = TaskStatsField("ac_pid", at: 128, in15: 176, bytes: 4)
  public static let parentID = TaskStatsField("ac_ppid", at: 132, in15: 180, bytes: 4)
  /// Seconds since 1970-01-01 UTC, the low 32 bits.
  public static let beginning = TaskStatsField("ac_btime", at: 136, in15: 184, bytes: 4)
  /// Microseconds since the task began.
  public static let elapsed = TaskStatsField("ac_etime", at: 144, in15: 192)
  /// Seconds since 1970-01-01 UTC.
  public static let beginning64 = TaskStatsField("ac_btime64", at: 344, in15: 424, since: 10)
  public static let processID = TaskStatsField("ac_tgid", at: 368, in15: 464, bytes: 4, since: 12)
  /// Microseconds since the task's process began.
  public static let processElapsed = TaskStatsField("ac_tgetime", at: 376, in15: 472, since: 12)
  /// The device and inode of the program's file; the device in the kernel's own encoding.
  public static let programDevice = TaskStatsField("ac_exe_dev", at: 384, in15: 480, since: 12)
  public static let programInode = TaskStatsField("ac_exe_inode", at: 392, in15: 488, since: 12)
}

/// `ac_comm`, a string. Offsets and size are in bytes.
public enum TaskStatsCommand {
  public static let offset = 80
  public static let offsetIn15 = 128
  public static let size = 32  // TS_COMM_LEN
}

/// Bits of `ac_flag` (`linux/acct.h`).
public enum AccountingFlag {
  public static let forked: UInt8 = 0x01  // AFORK: did not call exec after fork
  public static let privileged: UInt8 = 0x02  // ASU: used super-user privileges
  public static let dumpedCore: UInt8 = 0x08  // ACORE
  public static let killed: UInt8 = 0x10  // AXSIG: by a signal
  public static let lastOfGroup: UInt8 = 0x20  // AGROUP: last task of its process
  /// The first version of `struct taskstats` whose kernels set `lastOfGroup`: that of Linux 5.19.
  public static let lastOfGroupVersion: UInt16 = 12
}

/// Resource usage.
extension TaskStatsField {
  /// Processor time: `…_total` in nanoseconds, `…time…` in microseconds; numbers of switches.
  public static let cpu = [
    TaskStatsField("cpu_run_real_total", at: 64, in15: 112),
    TaskStatsField("cpu_run_virtual_total", at: 72, in15: 120),
    TaskStatsField("cpu_scaled_run_real_total", at: 304, in15: 352),
    TaskStatsField("ac_utime", at: 152, in15: 200),
    TaskStatsField("ac_stime", at: 160, in15: 208),
    TaskStatsField("ac_utimescaled", at: 288, in15: 336),
    TaskStatsField("ac_stimescaled", at: 296, in15: 344),
    TaskStatsField("nvcsw", at: 272, in15: 320),
    TaskStatsField("nivcsw", at: 280, in15: 328),
  ]

  /// Numbers of faults; `coremem` and `virtmem` in MiB times microseconds, `hiwater_…` in KiB.
  public static let memory = [
    TaskStatsField("ac_minflt", at: 168, in15: 216),
    TaskStatsField("ac_majflt", at: 176, in15: 224),
    TaskStatsField("coremem", at: 184, in15: 232),
    TaskStatsField("virtmem", at: 192, in15: 240),
    TaskStatsField("hiwater_rss", at: 200, in15: 248),
    TaskStatsField("hiwater_vm", at: 208, in15: 256),
  ]

  /// Numbers of bytes and calls. `…_char` and `…_syscalls` are rounded down to multiples of 1024.
  public static let io = [
    TaskStatsField("read_char", at: 216, in15: 264),
    TaskStatsField("write_char", at: 224, in15: 272),
    TaskStatsField("read_syscalls", at: 232, in15: 280),
    TaskStatsField("write_syscalls", at: 240, in15: 288),
    TaskStatsField("read_bytes", at: 248, in15: 296),
    TaskStatsField("write_bytes", at: 256, in15: 304),
    TaskStatsField("cancelled_write_bytes", at: 264, in15: 312),
  ]
}
