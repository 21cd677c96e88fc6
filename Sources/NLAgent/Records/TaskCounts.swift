internal import Syscalls

/// Tasks counted by the state letter of `/proc/TID/stat`. See proc(5).
struct TaskCounts: Equatable {
  var running: UInt64 = 0  // R
  var sleeping: UInt64 = 0  // S
  var uninterruptible: UInt64 = 0  // D
  var stopped: UInt64 = 0  // T
  var traced: UInt64 = 0  // t
  var idle: UInt64 = 0  // I
  var zombie: UInt64 = 0  // Z
  var other: UInt64 = 0
  /// Gone between being listed and being looked at.
  var exited: UInt64 = 0
  /// Listed as 0: outside this pid namespace.
  var unseen: UInt64 = 0

  var tasks: UInt64 {
    running + sleeping + uninterruptible + stopped + traced + idle + zombie + other
  }

  /// All that were listed, seen or not.
  var listed: UInt64 { tasks + exited + unseen }

  mutating func count(state: UInt8) {
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

  /// Counts the tasks that a group's file lists, one id a line, in constant memory.
  /// - Parameter limit: how many tasks are looked at, those that were counted before included.
  /// - Returns: whether that was enough.
  mutating func add(
    listedIn file: borrowing FileDescriptor, atMost limit: UInt64 = Limits.tasksCounted
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
          look(at: listedID)
          id = nil
        }
      }
    }
    if let listedID = id { look(at: listedID) }
    return true
  }

  private mutating func look(at id: UInt32) {
    guard id != 0 else {
      unseen += 1
      return
    }
    guard let stat = try? Files.read("/proc/\(id)/stat", atMost: 4096),
      let state = TaskCounts.state(inStat: stat)
    else {
      exited += 1
      return
    }
    count(state: state)
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    byte >= 0x30 && byte <= 0x39 ? UInt32(byte - 0x30) : nil
  }

  /// The state letter of a line of `/proc/TID/stat`. The command's name before it is any bytes,
  /// parentheses and line feeds too: the last `)` ends it.
  static func state(inStat stat: [UInt8]) -> UInt8? {
    guard let end = stat.lastIndex(of: UInt8(ascii: ")")), end + 2 < stat.count else { return nil }
    return stat[end + 2]
  }
}
