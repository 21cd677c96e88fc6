internal import Netlink

/// What the kernel does not sum over the threads of a process: memory, and I/O where /proc does
/// not tell it. Threads that have ended are not in it.
struct TaskSums {
  private(set) var threads = 0
  /// In the order of `TaskStatsField.memory`; the two peaks, which are the whole process's in each
  /// thread's record, are the highest.
  private(set) var memory = [UInt64](repeating: 0, count: TaskStatsField.memory.count)
  /// In the order of `TaskStatsField.io`.
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
