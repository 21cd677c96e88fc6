internal import Limits
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Synchronization
internal import Syscalls

/// The registrations for exits of tasks, which all subscriptions share: one for all processors, and
/// one for each other list of processors that a client asked for. There is none while nobody
/// subscribes.
final class TaskExitRelays: Sendable {
  private let relays = Mutex<[TaskExitRelay]>([])

  /// Begins to fill a queue with exits. `leave` must be called at its end.
  /// - Parameters:
  ///   - wanted: a list of processors as in cpuset(7); nil for all.
  ///   - user: the user of the subscription.
  /// - Throws: `limitExceeded` if a processor is in too many different lists.
  func join(
    _ queue: TaskExitQueue, on wanted: String?, for user: UserAccount
  ) throws(RPCError) {
    let (processors, areAll) = try explained(try TaskExitListener.processors(wanted))
    let isJoined = try relays.withLock { relays throws(RPCError) in
      try TaskExitRelays.join(queue, processors, areAll, user, relays)
    }
    if isJoined { return }
    // Not under the lock, since the proof that exits arrive can take a second.
    let relay = try explained(
      try TaskExitRelay(processors, areAll: areAll, first: queue))
    let isStarted = try relays.withLock { relays throws(RPCError) in
      // Another client may have been faster.
      if try TaskExitRelays.join(queue, processors, areAll, user, relays) { return false }
      relays.append(relay)
      return true
    }
    if isStarted { try start(relay) }
  }

  /// Ends the filling of a queue.
  func leave(_ queue: TaskExitQueue) {
    for relay in relays.withLock({ $0 }) { relay.remove(queue) }
  }

  /// How many registrations there are, for tests.
  var count: Int { relays.withLock(\.count) }

  /// - Returns: whether a relay for these processors exists, which has the queue now.
  private static func join(
    _ queue: TaskExitQueue, _ processors: ProcessorList, _ areAll: Bool, _ user: UserAccount,
    _ relays: [TaskExitRelay]
  ) throws(RPCError) -> Bool {
    for relay in relays where relay.processors == processors && relay.add(queue) { return true }
    if !areAll {
      let lists = relays.filter { !$0.areAll }.map(\.processors)
      try check(processors, among: lists, for: user)
    }
    return false
  }

  /// Checks the limit on different lists with the same processor.
  /// - Parameter lists: those that have a registration, except that of all processors.
  /// - Throws: `limitExceeded`.
  static func check(
    _ processors: ProcessorList, among lists: [ProcessorList], for user: UserAccount
  ) throws(RPCError) {
    let places = user.places(
      of: Limits.taskExitListsOfOneProcessor, keptForRoot: Limits.taskExitListsKeptForRoot)
    for processor in processors.processors
    where lists.count(where: { $0.contains(processor) }) >= places {
      throw RPCError(
        .limitExceeded,
        """
        there are subscriptions to exits on \(places) different lists of processors with processor \
        \(processor), which is the limit
        """,
        hint: "Subscribe without cpus, or with a list that is already in use.")
    }
  }

  private func start(_ relay: TaskExitRelay) throws(RPCError) {
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) {
        relay.run()
        self.forget(relay)
      }
    } catch {
      forget(relay)
      throw RPCError(PrivilegedError.system(error, doing: .listenToExits))
    }
  }

  private func forget(_ relay: TaskExitRelay) {
    relays.withLock { $0.removeAll { $0 === relay } }
  }
}
