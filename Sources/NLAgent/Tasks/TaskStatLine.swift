/// What is wanted of a line of `/proc/PID/stat`; see proc(5).
struct TaskStatLine: Equatable {
  /// Field 3: a letter.
  let state: UInt8
  /// Field 4.
  let parent: UInt32
  /// Field 20: the threads of its process.
  let threads: UInt64
  /// Field 22: ticks since the host started.
  let startTicks: UInt64

  /// Reads the line. The command before the fields is any bytes, parentheses and line feeds too:
  /// the last `)` ends it.
  /// - Returns: nil when it is not as proc(5) says.
  init?(_ text: ArraySlice<UInt8>) {
    guard let close = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    var field = 2
    var state: UInt8?
    var value: UInt64 = 0
    var parent: UInt64 = 0
    var threads: UInt64 = 0
    for index in (close + 1)..<text.endIndex {
      let byte = text[index]
      if byte == 0x20 {
        if field == 4 { parent = value }
        if field == 20 { threads = value }
        if field == 22 { break }
        field += 1
        value = 0
      } else if field == 3 {
        state = byte
      } else {
        // Signed fields are read wrongly, and none of them is wanted.
        value = value &* 10 &+ UInt64(byte & 15)
      }
    }
    guard let state, field >= 22 else { return nil }
    self.state = state
    self.parent = UInt32(truncatingIfNeeded: parent)
    self.threads = threads
    startTicks = value
  }
}
