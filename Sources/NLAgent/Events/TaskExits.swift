internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// The topic `taskExit` of one subscription: tasks that end, and how many of their events were lost.
final class TaskExits: EventSource {
  private let relays: TaskExitRelays
  private let queue: TaskExitQueue
  private let users: [UInt32: [UInt8]]
  private let hidesIO: Bool
  private var text = JSONWriter(capacity: 4096)
  private let empty: JSONWriter.Mark
  // The messages that were taken from the queue, and how many of them have been sent.
  private var chunk = TaskExitQueue.Chunk()
  private var sent = 0
  // Where the next message begins in the chunk.
  private var offset = 0

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
    let filter = try TaskExitFilter(call)
    hidesIO = !call.rights.tasks.grantsAll(to: call.caller)
    users = call.lookups.users()
    empty = text.mark
    relays = call.agent.exits
    do throws(SystemCallError) {
      queue = try TaskExitQueue(filter)
    } catch {
      throw RPCError(PrivilegedError.system(error, doing: .listenToExits))
    }
    try relays.join(queue, on: parameters.string("cpus"), for: UserAccount(call.caller))
  }

  deinit {
    relays.leave(queue)
  }

  var interests: [Poll.Interest] { [.readable(queue.number)] }

  var timeout: Int64? { sent < chunk.lengths.count ? 0 : nil }

  func send(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter,
    _ buffer: inout [UInt8]
  ) throws(Subscription.Ending) {
    do throws(SystemCallError) {
      try sendExits(&notifications, &response)
    } catch {
      throw .failed(error)
    }
  }

  /// Sends a limited number of exits, and how many were lost.
  private func sendExits(
    _ notifications: inout NotificationWriter, _ response: inout ResponseWriter
  ) throws(SystemCallError) {
    var record: TaskExitRecord?
    for _ in 0..<Limits.eventsAtOnce where response.failure == nil {
      guard sent < chunk.lengths.count else {
        let taken = try queue.take()
        if taken.isEmpty { return }
        if taken.lost > 0 { notifications.loss(taken.lost, .taskExit, &response) }
        if taken.hasUncountedLoss { notifications.loss(nil, .taskExit, &response) }
        chunk = taken.chunk ?? TaskExitQueue.Chunk()
        sent = 0
        offset = 0
        continue
      }
      let now =
        record
        ?? TaskExitRecord(
          stats: TaskStatsRecord(accountsDelays: TaskStatsRecord.accountsDelays()), users: users,
          hidesIO: hidesIO)
      record = now
      sendNext(now, &notifications, &response)
    }
  }

  private func sendNext(
    _ record: TaskExitRecord, _ notifications: inout NotificationWriter,
    _ response: inout ResponseWriter
  ) {
    let bytes = chunk.bytes
    let end = offset + chunk.lengths[sent]
    let message = bytes.rawBytes.extracting(offset..<end)
    offset = end
    sent += 1
    text.rewind(to: empty)
    do throws(NetlinkError) {
      let parts = try TaskStatsMessage(message)
      guard let task = parts.task else { return }
      text.beginObject()
      record.write(task, to: &text)
      if let process = parts.process { record.write(process: process, to: &text) }
      text.endObject()
    } catch {
      // The relay has read it, and counts what cannot be read as lost.
      return
    }
    notifications.event(.taskExit, .removed, text, .other, &response)
  }
}

extension TaskExitFilter {
  // TASK_COMM_LEN without its NUL.
  private static let commandBytes = 15

  /// The filter that a call asks for.
  init(_ call: MethodCall) throws(RPCError) {
    self.init(rule: call.rights.tasks, caller: call.caller)
    uid = call.parameters.uint64("uid")
    command = call.parameters.string("command").map { Array($0.utf8) }
    isForProcesses = call.parameters.bool("processesOnly") ?? false
    if isForProcesses { try TaskExitFilter.requireLastTask() }
    if let command, command.count > TaskExitFilter.commandBytes {
      let kept = String(decoding: command.prefix(TaskExitFilter.commandBytes), as: UTF8.self)
      throw RPCError(
        .invalidParams, "no task's name has \(command.count) bytes",
        hint: "The kernel keeps \(TaskExitFilter.commandBytes) of them: \"\(kept)\".")
    }
  }

  /// Checks that the kernel says which task is the last of its process.
  private static func requireLastTask() throws(RPCError) {
    var statistics = try explained(try TaskStatistics())
    let own = try explained(try statistics.ask(.task(UInt32(bitPattern: Process.id))))
    guard let version = own?.version, version < AccountingFlag.lastOfGroupVersion else { return }
    throw RPCError(
      .notSupported, "this kernel does not say which task is the last of its process",
      hint: "That needs Linux 5.19. Without processesOnly the exits of all threads are sent.")
  }
}
