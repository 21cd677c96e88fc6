/// A task whose files are read by its number. The number may be given to another task meanwhile, or
/// the task to another user. So the task's statistics are handed out only when the kernel was asked
/// a second time, after the files were read.
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

  /// - Parameter last: the kernel's answer after the files were read; nil where there was none.
  /// - Returns: the first answer.
  /// - Throws: `ended` where the number is not the task's any more, and `hidden` where the caller may
  ///   not see the task any more.
  public func confirmed(by last: HeldTaskStats?) throws(TaskDenial) -> HeldTaskStats {
    guard let last, last.isTask(of: first) else { throw .ended }
    guard rule.grants(last.uid, to: caller) else { throw .hidden }
    return first
  }
}

/// Why a client gets no statistics of a task.
public enum TaskDenial: Error, Equatable, Sendable {
  /// The rule `--tasks` hides the task from the client.
  case hidden
  case ended
}
