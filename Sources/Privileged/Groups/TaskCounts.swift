public import Limits
internal import ProcFiles
public import Syscalls

/// Tasks counted by the state letter of `/proc/TID/stat`. See proc(5).
public struct TaskCounts: Equatable {
  /// `R`: running, or waiting for a processor.
  public var running: UInt64 = 0
  /// `S`: in an interruptible sleep.
  public var sleeping: UInt64 = 0
  /// `D`: in an uninterruptible sleep, usually waiting for a disk.
  public var uninterruptible: UInt64 = 0
  /// `T`: stopped by a signal.
  public var stopped: UInt64 = 0
  /// `t`: stopped by a tracer.
  public var traced: UInt64 = 0
  /// `I`: an idle kernel thread.
  public var idle: UInt64 = 0
  /// `Z`: ended, but not waited for.
  public var zombie: UInt64 = 0
  /// Any other letter.
  public var other: UInt64 = 0
  /// Tasks that ended between the reading of the group's list and that of their `stat`.
  public var exited: UInt64 = 0
  /// Tasks listed as 0, which are in no pid namespace visible to the agent, and tasks that /proc
  /// hides from the agent.
  public var unseen: UInt64 = 0

  /// Zero in all counts.
  public init() {}

  /// The number of tasks with a state.
  public var tasks: UInt64 {
    running + sleeping + uninterruptible + stopped + traced + idle + zombie + other
  }

  /// The number of tasks that were listed, with or without a state.
  public var listed: UInt64 { tasks + exited + unseen }

  /// Counts one task by its state letter.
  public mutating func count(state: UInt8) {
    switch state {
    case UInt8(ascii: "R"): running += 1
    case UInt8(ascii: "S"): sleeping += 1
    case UInt8(ascii: "D"): uninterruptible += 1
    case UInt8(ascii: "T"): stopped += 1
    case UInt8(ascii: "t"): traced += 1
    case UInt8(ascii: "I"): idle += 1
    case UInt8(ascii: "Z"): zombie += 1
    default: other += 1
    }
  }

  /// Counts the tasks that a group's file lists, one id per line, in constant memory.
  /// - Parameters:
  ///   - limit: the largest value that `listed` may reach.
  ///   - isHidden: whether /proc hides tasks from the agent.
  /// - Returns: false if the file lists more.
  public mutating func add(
    listedIn file: borrowing FileDescriptor, atMost limit: UInt64 = Limits.tasksCounted,
    isHidden: Bool = false
  ) throws(SystemCallError) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var id: UInt32?
    while true {
      let got = try file.read(into: &buffer)
      if got == 0 { break }
      for byte in buffer[..<got] {
        if let digit = TaskCounts.digit(byte) {
          id = (id ?? 0) &* 10 &+ digit
        } else if let listedID = id {
          guard listed < limit else { return false }
          try countTask(listedID, isHidden)
          id = nil
        }
      }
    }
    if let listedID = id { try countTask(listedID, isHidden) }
    return true
  }

  private mutating func countTask(_ id: UInt32, _ isHidden: Bool) throws(SystemCallError) {
    guard id != 0 else {
      unseen += 1
      return
    }
    do throws(SystemCallError) {
      count(state: TaskStat(try Files.read("/proc/\(id)/stat", atMost: 4096)[...])?.state ?? 0)
    } catch {
      guard error.isEnded else { throw error }
      if isHidden { unseen += 1 } else { exited += 1 }
    }
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? UInt32(byte & 15) : nil
  }
}
