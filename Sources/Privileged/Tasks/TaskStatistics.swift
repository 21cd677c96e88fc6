internal import Limits
public import Netlink
internal import Syscalls

/// Asks the kernel for TASKSTATS, one task at a time or many at once.
public struct TaskStatistics: ~Copyable {
  /// One question.
  public enum Subject: Equatable {
    case task(UInt32)
    case process(UInt32)
  }

  private let family: UInt16
  private var conversation: Conversation<KernelTransport>

  /// - Throws: `notFound` where the kernel has no such family.
  public init() throws(PrivilegedError) {
    let family = try GenericFamilies.find("TASKSTATS").id
    conversation = try KernelSockets.open(
      .generic, bufferBytes: Conversation<KernelTransport>.exchangeBytes)
    self.family = family
  }

  /// What there is about one task or process now.
  /// - Returns: nil where there is none of that number.
  public mutating func ask(_ subject: Subject) throws(PrivilegedError) -> HeldTaskStats? {
    var held: HeldTaskStats?
    try askEach([subject]) { _, stats throws(NetlinkError) in held = HeldTaskStats(stats) }
    return held
  }

  /// Asks about at most `Limits.tasksAtOnce`, and hands over what there is of each by its place.
  /// Those that have ended are left out.
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

/// An answer of TASKSTATS, kept.
public struct HeldTaskStats: Sendable {
  public let id: UInt32
  private let bytes: [UInt8]
  // Nanoseconds of CLOCK_MONOTONIC when it had arrived.
  private let arrived = KernelClock.monotonicNanoseconds()

  public init(_ stats: borrowing TaskStats) {
    id = stats.id
    bytes = stats.bytes.copied
  }

  public func read<Value>(_ body: (borrowing TaskStats) -> Value) -> Value? {
    // It was read before, so it can be.
    guard let stats = try? TaskStats(id: id, bytes.rawBytes) else { return nil }
    return body(stats)
  }

  /// The real user.
  public var uid: UInt32? {
    read { $0[.userID].map { UInt32(truncatingIfNeeded: $0) } } ?? nil
  }

  private var elapsedMicroseconds: UInt64? { read { $0[.elapsed] } ?? nil }

  /// Whether it began before a time, in nanoseconds of CLOCK_MONOTONIC.
  public func hasRun(since then: Int64) -> Bool {
    guard let elapsed = elapsedMicroseconds else { return false }
    return Int64(clamping: elapsed) &* 1000 > arrived - then
  }

  /// Whether this answer is of the task that another was about before, whoever has its number:
  /// a later one would not have run for as long.
  public func isTask(of earlier: HeldTaskStats) -> Bool {
    guard let now = elapsedMicroseconds, let then = earlier.elapsedMicroseconds else { return true }
    return now >= then
  }
}
