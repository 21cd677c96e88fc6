internal import Netlink
internal import ProcFiles
internal import Protocol
internal import Vocabulary

/// Writes TASKSTATS of tasks and processes: the members of the contract `TaskStatsMembers`. It
/// writes them in pieces, because those of a process come from several sources.
struct TaskStatsRecord: Sendable {
  /// The present value of kernel.task_delayacct; nil if the kernel lacks that setting and always
  /// measures.
  let accountsDelays: Bool?

  /// Writes the whole record of one task.
  /// - Parameter hidesIO: whether the client may not see the I/O.
  func write(
    _ stats: borrowing TaskStats, io: TaskIO? = nil, hidesIO: Bool = false,
    to json: inout JSONWriter
  ) {
    writeIdentity(stats, to: &json)
    writeVersion(stats, to: &json)
    json.member("cpu", PreparedTaskStats.of(stats).cpu, of: stats.bytes)
    json.member("memory", PreparedTaskStats.of(stats).memory, of: stats.bytes)
    if hidesIO { writeNoIO(to: &json) } else { writeIO(stats, io, to: &json) }
    writeDelays(stats, to: &json)
    json.memberTail(of: stats.bytes, from: stats.layout.knownBytes)
  }

  /// Writes the identity: the members that the kernel has only for single tasks.
  func writeIdentity(_ stats: borrowing TaskStats, to json: inout JSONWriter) {
    if let command = stats.command { json.member("command", bytes: command) }
    if let uid = stats[.userID] { json.member("uid", uid) }
    if let gid = stats[.groupID] { json.member("gid", gid) }
    if let parent = stats[.parentID] { json.member("ppid", parent) }
    if let nice = stats[.nice] {
      json.key("nice")
      json.integer(Int8(truncatingIfNeeded: nice))
    }
    if let policy = stats[.policy] { writePolicy(policy, to: &json) }
    if let flags = stats[.flags] {
      json.member("flags", UInt32(flags), words: TaskStatsRecord.flagWords)
    }
    if let code = stats[.exitCode] { json.member("exitCode", code) }
    if let begun = stats[.beginning64] ?? stats[.beginning] {
      json.member("startTimeSeconds", begun)
    }
    if let elapsed = stats[.elapsed] { json.member("elapsedMicroseconds", elapsed) }
    if let elapsed = stats[.processElapsed] { json.member("processElapsedMicroseconds", elapsed) }
    if let inode = stats[.programInode], let device = stats[.programDevice], inode != 0 {
      json.member("programDevice", device)
      json.member("programInode", inode)
    }
  }

  /// Writes the version of the structure, and whether delays are measured.
  func writeVersion(_ stats: borrowing TaskStats, to json: inout JSONWriter) {
    json.member("version", stats.version)
    if stats.version > TaskStats.newestVersion {
      json.member("knownVersion", TaskStats.newestVersion)
    }
    if let accountsDelays {
      json.member("delayAccounting", accountsDelays)
    } else {
      json.memberNull("delayAccounting")
    }
  }

  private func writeNoIO(to json: inout JSONWriter) {
    json.memberNull("io")
    json.key("unavailable")
    json.beginObject()
    json.member(
      "io",
      "the agent shows the I/O of tasks that ended to root only (nlagent --tasks own)")
    json.endObject()
  }

  /// Writes the I/O.
  /// - Parameters:
  ///   - io: the exact numbers from /proc; nil if they could not be read.
  ///   - sums: the numbers to write instead for a process, because the kernel's record of a process
  ///     has none.
  func writeIO(
    _ stats: borrowing TaskStats, _ io: TaskIO?, sums: [UInt64]? = nil, to json: inout JSONWriter
  ) {
    json.key("io")
    json.beginObject()
    if let io {
      json.member("source", token: "proc")
      json.members(PreparedTaskStats.ioNames, io.numbers)
    } else {
      json.member("source", token: "taskstats")
      if let sums {
        json.members(PreparedTaskStats.ioNames, sums)
      } else {
        json.members(PreparedTaskStats.of(stats).io, of: stats.bytes)
      }
    }
    json.endObject()
  }

  /// Writes the delays.
  /// - Parameter isProcess: whether to omit the longest and shortest delays, which the kernel has
  ///   only for one thread of a process.
  func writeDelays(
    _ stats: borrowing TaskStats, isProcess: Bool = false, to json: inout JSONWriter
  ) {
    json.key("delays")
    json.beginObject()
    for (delay, members, sums) in PreparedTaskStats.of(stats).delays {
      if delay.needsAccounting, accountsDelays == false {
        json.memberNull(delay.name)
      } else {
        json.member(delay.name, isProcess ? sums : members, of: stats.bytes)
      }
    }
    json.endObject()
  }

  private func writePolicy(_ policy: UInt64, to json: inout JSONWriter) {
    // SCHED_ of linux/sched.h.
    switch policy {
    case 0: json.member("policy", token: "OTHER")
    case 1: json.member("policy", token: "FIFO")
    case 2: json.member("policy", token: "RR")
    case 3: json.member("policy", token: "BATCH")
    case 5: json.member("policy", token: "IDLE")
    case 6: json.member("policy", token: "DEADLINE")
    case 7: json.member("policy", token: "EXT")
    default: json.member("policy", "\(policy)")
    }
  }

  private static let flagWords = [
    FlagWord(UInt32(AccountingFlag.forked), "FORK"),
    FlagWord(UInt32(AccountingFlag.privileged), "SU"),
    FlagWord(UInt32(AccountingFlag.dumpedCore), "CORE"),
    FlagWord(UInt32(AccountingFlag.killed), "XSIG"),
    FlagWord(UInt32(AccountingFlag.lastOfGroup), "GROUP"),
  ]
}

/// The fields of one version of `struct taskstats`, prepared as members. Long lists use it for each
/// record, so it is shared instead of copied.
final class PreparedTaskStats: Sendable {
  let cpu: WireFieldMembers
  /// The fields that the kernel sums over a process.
  let cpuOfProcess: WireFieldMembers
  /// The fields that lists contain.
  let cpuInLists: WireFieldMembers
  let memory: WireFieldMembers
  let io: WireFieldMembers
  let delays: [(delay: TaskStatsDelay, members: WireFieldMembers, sums: WireFieldMembers)]

  static let ioNames = MemberNames(TaskStatsField.io.map(\.name))
  static let memoryNames = MemberNames(TaskStatsField.memory.map(\.name))

  private static let all = TaskStatsLayout.all.map { PreparedTaskStats($0) }

  static func of(_ stats: borrowing TaskStats) -> PreparedTaskStats {
    all[TaskStatsLayout.index(ofVersion: stats.version)]
  }

  private init(_ layout: TaskStatsLayout) {
    cpu = WireFieldMembers(layout.cpu)
    cpuOfProcess = WireFieldMembers(
      layout.cpu.filter { field in
        !["ac_utimescaled", "ac_stimescaled"].contains("\(field.name)")
      })
    cpuInLists = WireFieldMembers(
      layout.cpu.filter { field in
        ["cpu_run_virtual_total", "ac_utime", "ac_stime"].contains("\(field.name)")
      })
    memory = WireFieldMembers(layout.memory)
    io = WireFieldMembers(layout.io)
    delays = layout.delays.map { delay, fields in
      (delay, WireFieldMembers(fields), WireFieldMembers(Array(fields.prefix(2))))
    }
  }
}

extension JSONWriter {
  /// Writes numbers that are not in a structure, with prepared names.
  mutating func members(_ names: MemberNames, _ numbers: [UInt64]) {
    members(names) { .some(numbers[$0]) }
  }
}
