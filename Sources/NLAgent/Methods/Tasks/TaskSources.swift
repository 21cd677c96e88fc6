internal import Privileged
internal import Protocol
internal import Syscalls

/// What the methods about tasks read: TASKSTATS, the files in /proc, and the caller's numbers of
/// tasks if the client asked for those.
struct TaskSources: ~Copyable {
  var statistics: TaskStatistics
  var files: TaskFiles
  private let callers: CallersTasks?

  /// - Throws: an error if the caller has ended, or if the kernel has no TASKSTATS.
  init(_ call: MethodCall) throws(RPCError) {
    let callers =
      call.parameters.string("namespace") == "caller"
      ? try explained(try CallersTasks(call.caller)) : nil
    let files = try explained(try TaskFiles())
    statistics = try explained(try TaskStatistics())
    self.files = files
    self.callers = callers
  }

  /// Whether the client asked for the numbers of its own pid namespace.
  var usesCallersNumbers: Bool { callers != nil }

  /// The agent's number of a task.
  /// - Parameter wanted: the caller's number if the client asked for those, otherwise the agent's.
  /// - Returns: nil if the caller's pid namespace has no task with that number.
  mutating func ownNumber(of wanted: UInt32) throws(RPCError) -> UInt32? {
    guard callers != nil else { return wanted }
    return try explained(try callers?.ownNumber(of: wanted, &files))
  }

  /// The caller's number of a task if the client asked for those, otherwise the agent's.
  /// - Returns: nil if the task has no number in the caller's pid namespace.
  mutating func callersNumber(of id: UInt32) throws(SystemCallError) -> UInt32? {
    guard callers != nil else { return id }
    return try callers?.callersNumber(of: id, &files)
  }
}
