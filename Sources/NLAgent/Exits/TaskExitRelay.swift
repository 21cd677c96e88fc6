internal import Limits
internal import Netlink
internal import Privileged
internal import ProcFiles
internal import Synchronization
internal import Syscalls

/// One registration for the exits on some processors, and the queues of all subscriptions that
/// asked for these processors. The kernel copies each exit once for each registration, while the
/// task exits; so the agent has few registrations and makes the further copies itself.
final class TaskExitRelay: Sendable {
  private struct State {
    /// nil after the end.
    var listener: TaskExitListener?
    var queues: [TaskExitQueue]
    var buffer = [UInt8](repeating: 0, count: Limits.eventBytes)
    /// When the kernel has surely counted all exits that it dropped, in milliseconds of
    /// CLOCK_MONOTONIC.
    var recountDue: Int64?

    /// Counts exits that every subscription of now has lost.
    func lose(_ count: UInt64?) {
      for queue in queues { queue.lose(count) }
    }
  }

  let processors: ProcessorList
  /// Whether these are all processors that this machine can have.
  let areAll: Bool
  private let state: Mutex<State>
  private let number: Int32
  // Above zero when the last queue was removed.
  private let end: EventCounter

  /// Registers for exits from now on. `run` must follow.
  /// - Parameter queue: that of the first subscription.
  init(
    _ processors: ProcessorList, areAll: Bool, first queue: TaskExitQueue
  ) throws(PrivilegedError) {
    self.processors = processors
    self.areAll = areAll
    do throws(SystemCallError) {
      end = try EventCounter()
    } catch {
      throw .system(error, doing: .listenToExits)
    }
    let listener = try TaskExitListener(on: processors)
    number = listener.number
    state = Mutex(State(listener: listener, queues: [queue]))
  }

  // MARK: Subscriptions

  /// Adds the queue of a subscription, which gets the exits from now on.
  /// - Returns: false if the relay has ended.
  func add(_ queue: TaskExitQueue) -> Bool {
    state.withLock { state in
      guard state.listener != nil, !state.queues.isEmpty else { return false }
      // What was lost before now, and some of what waits, is not about the new subscription. If
      // this fails, the relay's thread fails, too.
      _ = try? TaskExitRelay.relay(&state)
      if let drops = state.listener?.newDrops(), drops > 0 { state.lose(UInt64(drops)) }
      state.queues.append(queue)
      return true
    }
  }

  /// Removes the queue of a subscription, if it has it. Without queues the relay ends.
  func remove(_ queue: TaskExitQueue) {
    let isEnd = state.withLock { state in
      let before = state.queues.count
      state.queues.removeAll { $0 === queue }
      return state.queues.isEmpty && before > 0
    }
    if isEnd { end.signal() }
  }

  // MARK: The thread

  /// Relays exits until the last queue is removed, or an error occurs.
  func run() {
    do throws(SystemCallError) {
      while try waitForExits() {
        let isDrained = try state.withLock { state throws(SystemCallError) in
          try TaskExitRelay.relay(&state)
        }
        // Exits that come in quick succession then wake each subscriber's thread once.
        if isDrained { KernelClock.sleep(milliseconds: Limits.taskExitPauseMilliseconds) }
      }
    } catch {
      state.withLock { state in
        for queue in state.queues { queue.fail(error) }
        state.queues = []
      }
    }
    // The kernel goes on copying exits until the registration is given up.
    state.withLock { $0.listener = nil }
  }

  /// - Returns: whether the relay goes on.
  private func waitForExits() throws(SystemCallError) -> Bool {
    let due = state.withLock(\.recountDue)
    let timeout = due.map { max(0, $0 - KernelClock.monotonicMilliseconds()) }
    let ready = try Poll.readable(
      [number, end.number], milliseconds: timeout.map { Int32(clamping: $0) } ?? -1)
    return !ready.contains(1)
  }

  /// Reads a limited number of datagrams, and adds each message to the queues that want it.
  /// - Returns: whether the socket holds no more.
  private static func relay(_ state: inout State) throws(SystemCallError) -> Bool {
    guard let listener = state.listener else { return true }
    if let due = state.recountDue, due <= KernelClock.monotonicMilliseconds() {
      state.recountDue = nil
    }
    let queues = state.queues
    for _ in 0..<Limits.eventsAtOnce {
      var unreadable: UInt64 = 0
      let reading = try listener.read(into: &state.buffer) { message throws(NetlinkError) in
        do throws(NetlinkError) {
          try add(message, to: queues)
        } catch {
          unreadable += 1
        }
      }
      if unreadable > 0 { state.lose(unreadable) }
      switch reading {
      case .events: continue
      case .drained:
        if let drops = listener.newDrops(), drops > 0 { state.lose(UInt64(drops)) }
        return true
      case .lost:
        // The kernel may count an exit that it drops now only after the count is read here, and
        // then reports no further loss.
        state.recountDue = KernelClock.monotonicMilliseconds() + Limits.taskExitRecountMilliseconds
        let drops = listener.newDrops()
        if drops != 0 { state.lose(drops.map { UInt64($0) }) }
      }
    }
    return false
  }

  private static func add(
    _ message: borrowing Message, to queues: [TaskExitQueue]
  ) throws(NetlinkError) {
    let parts = try TaskStatsMessage(message.payload)
    guard let task = parts.task else { return }
    var copy: [UInt8]?
    for queue in queues where queue.filter.wants(task) {
      let bytes = copy ?? message.payload.copied
      copy = bytes
      queue.add(bytes)
    }
  }
}
