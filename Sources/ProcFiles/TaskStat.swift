/// The fields of `/proc/PID/stat` that this project uses. See proc(5).
public struct TaskStat: Equatable, Sendable {
  /// Field 3: a letter.
  public let state: UInt8
  /// Field 4.
  public let parent: UInt32
  /// Field 20: how many threads its process has.
  public let threads: UInt64
  /// Field 22: clock ticks from the start of the host to that of the task.
  public let startTicks: UInt64

  /// Reads the line.
  /// - Returns: nil when it is not as proc(5) says.
  public init?(_ text: ArraySlice<UInt8>) {
    // The command may contain parentheses and line feeds: the last `)` ends it.
    guard let close = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    var field = 2
    var state: UInt8?
    var value: UInt64 = 0
    var parent: UInt64 = 0
    var threads: UInt64 = 0
    for index in (close + 1)..<text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: " ") {
        if field == 4 { parent = value }
        if field == 20 { threads = value }
        if field == 22 { break }
        field += 1
        value = 0
      } else if field == 3 {
        state = byte
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        value = value &* 10 &+ UInt64(byte & 15)
      } else if byte != UInt8(ascii: "-"), byte != UInt8(ascii: "\n") {
        // Signed fields lose their sign, and none of them is used.
        return nil
      }
    }
    guard let state, field >= 22 else { return nil }
    self.state = state
    self.parent = UInt32(truncatingIfNeeded: parent)
    self.threads = threads
    startTicks = value
  }

  /// Field 2 of the line, without its parentheses: any bytes, at most 15 of a program, more of a
  /// kernel thread. It is no stored member, which would keep the whole text alive.
  public static func command(in text: [UInt8]) -> [UInt8]? {
    guard let open = text.firstIndex(of: UInt8(ascii: "(")),
      let close = text.lastIndex(of: UInt8(ascii: ")")), open < close
    else { return nil }
    return Array(text[(open + 1)..<close])
  }
}
