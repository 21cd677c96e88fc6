internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// The topic `taskExit` of one subscription: tasks that end, and how many of their events were lost.
final class TaskExits: EventSource {
  private let listener: TaskExitListener
  private let filter: TaskExitFilter
  private let users: [UInt32: [UInt8]]
  private let hidesIO: Bool
  private var text = JSONWriter(capacity: 4096)
  private let empty: JSONWriter.Mark
  // Messages that could not be parsed.
  private var unreadable: UInt64 = 0
  // When the kernel has surely counted all events that it dropped.
  private var recountDue: Int64?

  /// - Returns: nil if the call does not ask for the topic.
  init?(_ call: MethodCall) throws(RPCError) {
    let parameters = call.parameters
    guard parameters.strings("topics")?.contains(EventTopic.taskExit.name) == true else {
      for name in ["cpus", "uid", "command", "processesOnly"] where parameters.has(name) {
        throw RPCError(
          .invalidParams, "parameter \"\(name)\" is for the topic taskExit",
          hint: "\"topics\": [\"taskExit\"]")
      }
      return nil
    }
    filter = try TaskExitFilter(call)
    hidesIO = !call.rights.tasks.grantsAll(to: call.caller)
    users = Users.names()
    empty = text.mark
    listener = try explained(try TaskExitListener(on: parameters.string("cpus")))
  }

  var interests: [Poll.Interest] { [.readable(listener.number)] }

  var timeout: Int64? {
    recountDue.map { max(0, $0 - KernelClock.monotonicMilliseconds()) }
  }

  func send(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter,
    _ buffer: inout [UInt8]
  ) throws(Subscription.Ending) {
    do throws(SystemCallError) {
      try sendExits(&notifications, &response, &buffer)
    } catch {
      throw .failed(error)
    }
  }

  /// Sends a limited number of exits, and how many were lost.
  private func sendExits(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter,
    _ buffer: inout [UInt8]
  ) throws(SystemCallError) {
    var record: TaskExitRecord?
    if timeout == 0 { recountDue = nil }
    for _ in 0..<Limits.eventsAtOnce where response.failure == nil {
      let reading = try listener.read(into: &buffer) { message throws(NetlinkError) in
        let now =
          record
          ?? TaskExitRecord(
            stats: TaskStatsRecord(accountsDelays: TaskStatsRecord.accountsDelays()), users: users,
            hidesIO: hidesIO)
        record = now
        send(message, now, &notifications, &response)
      }
      switch reading {
      case .events: continue
      case .drained: return sendLosses(&notifications, &response)
      case .lost:
        // The kernel may count an event that it drops now only after the count is read here, and
        // then reports no further loss.
        recountDue = KernelClock.monotonicMilliseconds() + Limits.taskExitRecountMilliseconds
        sendLosses(isCertain: true, &notifications, &response)
      }
    }
  }

  private func send(
    _ message: borrowing Message, _ record: TaskExitRecord,
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter
  ) {
    text.rewind(to: empty)
    do throws(NetlinkError) {
      guard try write(message, record) else { return }
    } catch {
      unreadable += 1
      return
    }
    notifications.event(.taskExit, .removed, text, .other, &response)
  }

  /// - Returns: false, and nothing written, for a task that the subscription does not want or the
  ///   client may not see.
  private func write(
    _ message: borrowing Message, _ record: TaskExitRecord
  ) throws(NetlinkError) -> Bool {
    let parts = try TaskStatsMessage(message.payload)
    guard let task = parts.task else { return false }
    guard filter.wants(task) else { return false }
    text.beginObject()
    record.write(task, to: &text)
    if let process = parts.process { record.write(process: process, to: &text) }
    text.endObject()
    return true
  }

  /// - Parameter isCertain: whether the kernel reported a loss.
  private func sendLosses(
    isCertain: Bool = false, _ notifications: inout NotificationWriter,
    _ response: inout ResponseWriter
  ) {
    guard let drops = listener.newDrops() else {
      if isCertain { notifications.loss(nil, .taskExit, &response) }
      return
    }
    let lost = UInt64(drops) + unreadable
    unreadable = 0
    if lost > 0 { notifications.loss(lost, .taskExit, &response) }
  }
}

/// Which tasks a subscription wants and its client may see.
private struct TaskExitFilter {
  private let uid: UInt64?
  private let command: [UInt8]?
  private let isForProcesses: Bool
  private let rule: TaskRule
  private let caller: Caller

  // TASK_COMM_LEN without its NUL.
  private static let commandBytes = 15

  init(_ call: MethodCall) throws(RPCError) {
    uid = call.parameters.uint64("uid")
    command = call.parameters.string("command").map { Array($0.utf8) }
    isForProcesses = call.parameters.bool("processesOnly") ?? false
    rule = call.rights.tasks
    caller = call.caller
    if let command, command.count > TaskExitFilter.commandBytes {
      let kept = String(decoding: command.prefix(TaskExitFilter.commandBytes), as: UTF8.self)
      throw RPCError(
        .invalidParams, "no task's name has \(command.count) bytes",
        hint: "The kernel keeps \(TaskExitFilter.commandBytes) of them: \"\(kept)\".")
    }
  }

  func wants(_ task: borrowing TaskStats) -> Bool {
    let owner = task[.userID]
    guard rule.grantsExit(of: owner.map { UInt32(truncatingIfNeeded: $0) }, to: caller) else {
      return false
    }
    if let uid, owner != uid { return false }
    if isForProcesses, task[.processID] != nil, let flags = task[.flags],
      flags & UInt64(AccountingFlag.lastOfGroup) == 0
    {
      return false
    }
    guard let command else { return true }
    return task.command?.isEqual(command) ?? false
  }
}
