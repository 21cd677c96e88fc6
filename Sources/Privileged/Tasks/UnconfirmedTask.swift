/// A task whose files are read by its number. The number may be given to another task meanwhile, or
/// the task to another user. So the task's statistics are handed out only when the kernel was asked
/// a second time, after the files were read, and when the task was readable for the caller between
/// the two.
public struct UnconfirmedTask {
  private let first: HeldTaskStats
  private let rule: TaskRule
  private let caller: Caller

  /// - Parameter first: the kernel's answer before the files are read.
  /// - Throws: `hidden` where the caller may not see the task.
  public init(
    _ first: HeldTaskStats, for caller: Caller, by rule: TaskRule
  ) throws(TaskDenial) {
    guard rule.grants(first.uid, to: caller) else { throw .hidden }
    self.first = first
    self.rule = rule
    self.caller = caller
  }

  /// - Parameters:
  ///   - isReadable: whether `TaskAccess.permits` it after the files were read.
  ///   - last: the kernel's answer after that; nil if there was none.
  /// - Returns: the first answer.
  /// - Throws: `ended` if the number is not the task's any more, `hidden` or `unreadable` if the
  ///   caller may not see the task.
  public func confirmed(
    isReadable: Bool, by last: HeldTaskStats?
  ) throws(TaskDenial) -> HeldTaskStats {
    guard let last, last.isTask(of: first) else { throw .ended }
    guard rule.grants(last.uid, to: caller) else { throw .hidden }
    guard isReadable else { throw .unreadable }
    return first
  }
}

/// Why a client gets no statistics of a task.
public enum TaskDenial: Error, Equatable, Sendable {
  /// The task is another user's, and the rule `--tasks` hides it from the client.
  case hidden
  /// The task is of the client's user, and the kernel would not let the client read its I/O.
  case unreadable
  case ended
}
