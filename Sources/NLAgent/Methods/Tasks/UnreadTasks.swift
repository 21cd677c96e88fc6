internal import Privileged
internal import Syscalls

/// Tasks that live and that a list lacks, because something about them could not be read.
struct UnreadTasks {
  private var count: UInt64 = 0
  private var first: (task: UInt32, error: SystemCallError?)?

  /// Counts a task.
  /// - Parameter error: nil if the kernel's text does not have the form of proc(5).
  mutating func count(_ task: UInt32, _ error: SystemCallError? = nil) {
    count += 1
    if first == nil { first = (task, error) }
  }

  /// Why the list is incomplete; nil if no task was counted.
  var problem: Problem? {
    guard let (task, error) = first else { return nil }
    let reason = error?.explanation ?? "its text in /proc is not as in proc(5)"
    let what =
      count == 1
      ? "task \(task) is missing, because it cannot be read: \(reason)"
      : "\(count) tasks are missing, because they cannot be read, for instance task \(task): \(reason)"
    return Problem(.processesUnreadable, what, errno: error?.name)
  }
}
