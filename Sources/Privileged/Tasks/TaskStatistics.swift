internal import Limits
public import Netlink
internal import Syscalls

/// Requests TASKSTATS from the kernel, for one task or for many at once.
public struct TaskStatistics: ~Copyable {
  /// The subject of one request.
  public enum Subject: Equatable {
    /// A task, by its number in the agent's pid namespace.
    case task(UInt32)
    /// A process: the sums over its threads.
    case process(UInt32)
  }

  private let family: UInt16
  private var conversation: Conversation<KernelTransport>

  /// Finds the generic netlink family and opens a conversation.
  /// - Throws: `noFamily` if the kernel has no TASKSTATS.
  public init() throws(PrivilegedError) {
    let family = try GenericFamilies.find("TASKSTATS").id
    conversation = try KernelSockets.open(
      .generic, bufferBytes: Conversation<KernelTransport>.exchangeBytes)
    self.family = family
  }

  /// Requests the statistics of one task or process.
  /// - Returns: nil if there is none with that number.
  public mutating func ask(_ subject: Subject) throws(PrivilegedError) -> HeldTaskStats? {
    var held: HeldTaskStats?
    try askEach([subject]) { _, stats throws(NetlinkError) in held = HeldTaskStats(stats) }
    return held
  }

  /// Requests the statistics of up to `Limits.tasksAtOnce` tasks or processes. Calls `body` with
  /// the index of each subject and its statistics, except for those that have ended.
  public mutating func askEach(
    _ subjects: [Subject], _ body: (Int, borrowing TaskStats) throws(NetlinkError) -> Void
  ) throws(PrivilegedError) {
    let requests = subjects.map { subject in
      switch subject {
      case .task(let id): Request.taskStats(taskstats: family, task: id)
      case .process(let id): Request.taskStats(taskstats: family, process: id)
      }
    }
    do throws(NetlinkError) {
      try conversation.exchangeEach(requests) { place, message throws(NetlinkError) in
        let answer = try TaskStatsMessage(message.payload)
        if let stats = answer.task { try body(place, stats) }
        if let stats = answer.process { try body(place, stats) }
      } refused: { _, refusal throws(NetlinkError) in
        if refusal.errno != .noSuchProcess { throw .kernel(refusal) }
      }
    } catch {
      throw .netlink(error, doing: .readTaskStatistics)
    }
  }
}

/// A copy of an answer of TASKSTATS.
public struct HeldTaskStats: Sendable {
  /// The number of the task or process.
  public let id: UInt32
  private let bytes: [UInt8]
  // When the answer arrived, in nanoseconds of CLOCK_MONOTONIC.
  private let arrived = KernelClock.monotonicNanoseconds()

  /// Copies an answer that has just arrived.
  public init(_ stats: borrowing TaskStats) {
    id = stats.id
    bytes = stats.bytes.copied
  }

  /// Calls `body` with the statistics.
  /// - Returns: the result of `body`. It is never nil, because these bytes were parsed before.
  public func read<Value>(_ body: (borrowing TaskStats) -> Value) -> Value? {
    // The same bytes were parsed before, so this succeeds.
    guard let stats = try? TaskStats(id: id, bytes.rawBytes) else { return nil }
    return body(stats)
  }

  /// The kernel's version of the structure.
  public var version: UInt16? { read { $0.version } }

  /// The real user; nil if the kernel's version of the structure lacks it.
  public var uid: UInt32? {
    read { $0[.userID].map { UInt32(truncatingIfNeeded: $0) } } ?? nil
  }

  private var elapsedMicroseconds: UInt64? { read { $0[.elapsed] } ?? nil }

  /// Whether the task started before a time, in nanoseconds of CLOCK_MONOTONIC.
  public func hasRun(since then: Int64) -> Bool {
    guard let elapsed = elapsedMicroseconds else { return false }
    return Int64(clamping: elapsed) &* 1000 > arrived - then
  }

  /// Whether this answer is about the same task as an earlier answer for the same number. A later
  /// task with that number would have run for a shorter time.
  public func isTask(of earlier: HeldTaskStats) -> Bool {
    guard let now = elapsedMicroseconds, let then = earlier.elapsedMicroseconds else { return true }
    return now >= then
  }
}
