internal import Netlink
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Syscalls

/// A task of `listTasks`, as read from /proc and from the kernel.
struct FoundTask {
  let process: UInt32
  /// nil for a process.
  let thread: UInt32?
  let stat: TaskStat
  /// The statistics of the thread, or of the first thread of the process.
  let task: HeldTaskStats
  /// The statistics of a process with several threads; nil if `task` covers everything.
  let whole: HeldTaskStats?
  /// The I/O of all threads of a process with several.
  let sums: [UInt64]?
}

/// Writes the records of `listTasks`.
struct TaskRecord {
  /// The caller's numbers of a task.
  struct Numbers {
    let process: UInt32
    var thread: UInt32?
  }

  let statistics: TaskStatsRecord
  private let groups: TaskGroups
  private let users: [UInt32: [UInt8]]
  private let ticksPerSecond = UInt64(KernelClock.ticksPerSecond)
  private let bootMilliseconds =
    KernelClock.realtimeMilliseconds() - KernelClock.bootNanoseconds() / 1_000_000

  /// - Parameters:
  ///   - lookups: learns if users or control groups cannot be read.
  ///   - mayTake: takes bytes of memory, or returns false.
  init(_ lookups: FailedLookups, mayTake: @escaping (Int) -> Bool) {
    users = lookups.users()
    groups = TaskGroups(mayTake: mayTake)
    if let error = groups.failure { lookups.add(.groups, .system(error, doing: .readTaskGroups)) }
    statistics = TaskStatsRecord(accountsDelays: TaskStatsRecord.accountsDelays())
  }

  /// - Parameter callers: the caller's numbers; nil if the client did not ask for them.
  func write(_ found: FoundTask, callers: Numbers?, to json: inout JSONWriter) {
    json.beginObject()
    json.member("pid", found.process)
    if let thread = found.thread { json.member("tid", thread) }
    if let callers {
      json.member("callerPid", callers.process)
      if let thread = callers.thread { json.member("callerTid", thread) }
    }
    found.task.read { writeIdentity($0, found.stat.kernelThreadName, to: &json) }
    json.key("state")
    json.beginString()
    json.text(found.stat.state)
    json.endString()
    json.member("ppid", found.stat.parent)
    json.member("threadCount", found.stat.threads)
    let started = found.stat.startTicks.multipliedReportingOverflow(by: 1000).partialValue
    json.member(
      "startTimeMilliseconds",
      UInt64(clamping: bootMilliseconds &+ Int64(clamping: started / ticksPerSecond)))
    json.member("startTicks", found.stat.startTicks)
    found.task.read { json.member("elapsedMicroseconds", $0[.elapsed] ?? 0) }
    if let path = groups.path(of: found.thread ?? found.process) {
      json.member("cgroup", bytes: path)
    }
    (found.whole ?? found.task).read {
      json.member("cpu", PreparedTaskStats.of($0).cpuInLists, of: $0.bytes)
    }
    found.task.read { statistics.writeIO($0, nil, sums: found.sums, to: &json) }
    (found.whole ?? found.task).read { writeDelays($0, to: &json) }
    json.endObject()
  }

  private func writeIdentity(
    _ stats: borrowing TaskStats, _ kernelThread: [UInt8]?, to json: inout JSONWriter
  ) {
    if let kernelThread {
      json.member("command", bytes: kernelThread)
    } else if let command = stats.command {
      json.member("command", bytes: command)
    }
    let uid = UInt32(truncatingIfNeeded: stats[.userID] ?? 0)
    json.member("uid", uid)
    if let user = users[uid] { json.member("user", bytes: user) }
  }

  private func writeDelays(_ stats: borrowing TaskStats, to json: inout JSONWriter) {
    json.key("delays")
    json.beginObject()
    // The first three exist in all versions.
    for (delay, _, sums) in PreparedTaskStats.of(stats).delays.prefix(3) {
      if delay.needsAccounting, statistics.accountsDelays == false {
        json.memberNull(delay.name)
      } else {
        json.member(delay.name, sums, of: stats.bytes)
      }
    }
    json.endObject()
  }
}
