/// The fields of `/proc/PID/stat` that this project uses. See proc(5).
public struct TaskStat: Equatable, Sendable {
  /// Field 3: the state, an ASCII letter.
  public let state: UInt8
  /// Of a kernel thread field 2, its whole name, which can be longer than the 15 bytes of
  /// TASK_COMM_LEN; nil for other tasks.
  public let kernelThreadName: [UInt8]?
  /// Field 4: the pid of the parent process.
  public let parent: UInt32
  /// Field 20: the number of threads in the process.
  public let threads: UInt64
  /// Field 22: the time from the boot of the host to the start of the task, in clock ticks.
  public let startTicks: UInt64

  // PF_KTHREAD of linux/sched.h, in field 9.
  private static let isKernelThread: UInt64 = 0x0020_0000

  /// Parses the line.
  /// - Returns: nil if it does not have the form of proc(5).
  public init?(_ text: ArraySlice<UInt8>) {
    // The command may contain parentheses and line feeds; the last `)` ends it.
    guard let close = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    var field = 2
    var state: UInt8?
    var value: UInt64 = 0
    var parent: UInt64 = 0
    var threads: UInt64 = 0
    var flags: UInt64 = 0
    for index in (close + 1)..<text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: " ") {
        if field == 4 { parent = value }
        if field == 9 { flags = value }
        if field == 20 { threads = value }
        if field == 22 { break }
        field += 1
        value = 0
      } else if field == 3 {
        state = byte
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        value = value &* 10 &+ UInt64(byte & 15)
      } else if byte != UInt8(ascii: "-"), byte != UInt8(ascii: "\n") {
        // The sign of signed fields is dropped: none of them is used.
        return nil
      }
    }
    guard let state, field >= 22 else { return nil }
    self.state = state
    self.parent = UInt32(truncatingIfNeeded: parent)
    self.threads = threads
    startTicks = value
    kernelThreadName =
      flags & TaskStat.isKernelThread != 0 ? TaskStat.command(in: Array(text)) : nil
  }

  /// Field 2 of the line, without its parentheses: any bytes, at most 15 for a program and more for
  /// a kernel thread. It is not a stored property, because a stored slice would keep the whole text
  /// in memory.
  public static func command(in text: [UInt8]) -> [UInt8]? {
    guard let open = text.firstIndex(of: UInt8(ascii: "(")),
      let close = text.lastIndex(of: UInt8(ascii: ")")), open < close
    else { return nil }
    return Array(text[(open + 1)..<close])
  }
}
