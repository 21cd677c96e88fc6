internal import Netlink
internal import Protocol
internal import Syscalls

/// Asks the kernel for TASKSTATS, one task at a time or many at once.
struct TaskStatistics: ~Copyable {
  /// One question.
  enum Subject: Equatable {
    case task(UInt32)
    case process(UInt32)
  }

  private let family: UInt16
  private var conversation: Conversation<KernelTransport>

  /// - Throws: `notFound` where the kernel has no such family.
  init() throws(RPCError) {
    let family = try GenericFamilies.find("TASKSTATS").id
    conversation = try KernelAccess.open(
      .generic, bufferBytes: Conversation<KernelTransport>.exchangeBytes)
    self.family = family
  }

  /// What there is about one task or process now.
  /// - Returns: nil where there is none of that number.
  mutating func ask(_ subject: Subject) throws(RPCError) -> HeldTaskStats? {
    var held: HeldTaskStats?
    try askEach([subject]) { _, stats throws(NetlinkError) in held = HeldTaskStats(stats) }
    return held
  }

  /// Asks about at most `Limits.tasksAtOnce`, and hands over what there is of each by its place.
  /// Those that have ended are left out.
  mutating func askEach(
    _ subjects: [Subject], _ body: (Int, borrowing TaskStats) throws(NetlinkError) -> Void
  ) throws(RPCError) {
    let requests = subjects.map { subject in
      switch subject {
      case .task(let id): Request.taskStats(taskstats: family, task: id)
      case .process(let id): Request.taskStats(taskstats: family, process: id)
      }
    }
    do {
      try conversation.exchangeEach(requests) { place, message throws(NetlinkError) in
        let answer = try TaskStatsMessage(message.payload)
        if let stats = answer.task { try body(place, stats) }
        if let stats = answer.process { try body(place, stats) }
      } refused: { _, refusal throws(NetlinkError) in
        if refusal.errno != .noSuchProcess { throw .kernel(refusal) }
      }
    } catch {
      throw TaskStatistics.explain(error)
    }
  }

  private static func explain(_ error: NetlinkError) -> RPCError {
    guard case .kernel(let refusal) = error, refusal.errno == .notPermitted else {
      return RPCError(error, doing: "read the statistics of tasks")
    }
    return RPCError(
      error, doing: "read the statistics of tasks",
      hint: """
        They need CAP_NET_ADMIN in the initial user namespace, so an agent that runs as root \
        outside of containers: ask that one, without --private.
        """)
  }
}

/// An answer of TASKSTATS, kept.
struct HeldTaskStats: Sendable {
  let id: UInt32
  private let bytes: [UInt8]
  // Nanoseconds of CLOCK_MONOTONIC when it had arrived.
  private let arrived = KernelClock.monotonicNanoseconds()

  init(_ stats: borrowing TaskStats) {
    id = stats.id
    bytes = stats.bytes.copied
  }

  func read<Value>(_ body: (borrowing TaskStats) -> Value) -> Value? {
    // It was read before, so it can be.
    guard let stats = try? TaskStats(id: id, bytes.rawBytes) else { return nil }
    return body(stats)
  }

  /// The real user.
  var uid: UInt32? {
    read { $0[.userID].map { UInt32(truncatingIfNeeded: $0) } } ?? nil
  }

  private var elapsedMicroseconds: UInt64? { read { $0[.elapsed] } ?? nil }

  /// Whether it began before a time, in nanoseconds of CLOCK_MONOTONIC.
  func hasRun(since then: Int64) -> Bool {
    guard let elapsed = elapsedMicroseconds else { return false }
    return Int64(clamping: elapsed) &* 1000 > arrived - then
  }

  /// Whether this answer is of the task that another was about before, whoever has its number:
  /// a later one would not have run for as long.
  func isTask(of earlier: HeldTaskStats) -> Bool {
    guard let now = elapsedMicroseconds, let then = earlier.elapsedMicroseconds else { return true }
    return now >= then
  }
}
