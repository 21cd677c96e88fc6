internal import Netlink
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Syscalls

/// What is known of a task that `listTasks` tells: its line in /proc and the kernel's record.
struct FoundTask {
  let process: UInt32
  /// Nil where it is a process.
  let thread: UInt32?
  let line: TaskStat
  /// Of the thread, or of the first one of the process.
  let task: HeldTaskStats
  /// Of a process with several threads; nil where the task is all there is.
  let whole: HeldTaskStats?
  /// The I/O of all threads of a process, where it has several.
  let sums: [UInt64]?
}

/// Writes the records of `listTasks`.
struct TaskRecord {
  /// How the caller knows a task.
  struct Numbers {
    let process: UInt32
    var thread: UInt32?
  }

  let statistics: TaskStatsRecord
  private let groups = TaskGroups()
  private let users = Users.names()
  private let ticksPerSecond = UInt64(KernelClock.ticksPerSecond)
  private let bootMilliseconds =
    KernelClock.realtimeMilliseconds() - KernelClock.bootNanoseconds() / 1_000_000

  init() {
    statistics = TaskStatsRecord(accountsDelays: TaskStatsRecord.accountsDelays())
  }

  /// - Parameter callers: nil where the caller wants the agent's numbers.
  func write(_ found: FoundTask, callers: Numbers?, to json: inout JSONWriter) {
    json.beginObject()
    json.member("pid", found.process)
    if let thread = found.thread { json.member("tid", thread) }
    if let callers {
      json.member("callerPid", callers.process)
      if let thread = callers.thread { json.member("callerTid", thread) }
    }
    found.task.read { writeIdentity($0, to: &json) }
    json.key("state")
    json.beginString()
    json.text(found.line.state)
    json.endString()
    json.member("ppid", found.line.parent)
    json.member("threadCount", found.line.threads)
    let started = found.line.startTicks.multipliedReportingOverflow(by: 1000).partialValue
    json.member(
      "startTimeMilliseconds",
      UInt64(clamping: bootMilliseconds &+ Int64(clamping: started / ticksPerSecond)))
    json.member("startTicks", found.line.startTicks)
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

  private func writeIdentity(_ stats: borrowing TaskStats, to json: inout JSONWriter) {
    if let command = stats.command { json.member("command", bytes: command) }
    let uid = UInt32(truncatingIfNeeded: stats[.userID] ?? 0)
    json.member("uid", uid)
    if let user = users[uid] { json.member("user", bytes: user) }
  }

  private func writeDelays(_ stats: borrowing TaskStats, to json: inout JSONWriter) {
    json.key("delays")
    json.beginObject()
    // Those that all versions have come first.
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
