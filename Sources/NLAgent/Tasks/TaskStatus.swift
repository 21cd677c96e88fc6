/// What is wanted of `/proc/PID/status`; see proc(5). The command, in a line before these, cannot
/// pretend to be one of them: its line feeds are escaped.
struct TaskStatus: Equatable {
  /// `Tgid`: the process it is a thread of.
  let process: UInt32
  /// `NSpid`: its numbers in its pid namespaces, from that of /proc to its own.
  let numbers: [UInt32]

  /// - Returns: nil where `Tgid` is missing.
  init?(_ text: ArraySlice<UInt8>) {
    var process: UInt32?
    var numbers: [UInt32] = []
    for line in text.split(separator: 0x0a) {
      if line.starts(with: "Tgid:".utf8) {
        process = UInt64(decimal: line.dropFirst(5)).flatMap { UInt32(exactly: $0) }
      } else if line.starts(with: "NSpid:".utf8) {
        numbers = line.dropFirst(6).split(separator: 0x09).compactMap { text in
          UInt64(decimal: text).flatMap { UInt32(exactly: $0) }
        }
        break
      }
    }
    guard let process else { return nil }
    self.process = process
    self.numbers = numbers
  }
}
