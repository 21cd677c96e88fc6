internal import Netlink

/// The sums over the threads of a process that the kernel does not compute: memory, and the I/O if
/// /proc does not show it. Threads that have ended are not included.
struct TaskSums {
  private(set) var threads = 0
  /// The sums in the order of `TaskStatsField.memory`. The last two are peaks, which each thread's
  /// record has for the whole process; here they are the highest.
  private(set) var memory = [UInt64](repeating: 0, count: TaskStatsField.memory.count)
  /// The sums in the order of `TaskStatsField.io`.
  private(set) var io = [UInt64](repeating: 0, count: TaskStatsField.io.count)

  private static let peaks = TaskStatsField.memory.count - 2

  mutating func add(_ stats: borrowing TaskStats) {
    threads += 1
    for (index, field) in TaskStatsField.memory.enumerated() {
      let value = stats[field] ?? 0
      memory[index] = index < TaskSums.peaks ? memory[index] &+ value : max(memory[index], value)
    }
    for (index, field) in TaskStatsField.io.enumerated() { io[index] &+= stats[field] ?? 0 }
  }
}
