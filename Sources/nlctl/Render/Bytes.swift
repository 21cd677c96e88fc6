internal import Syscalls

extension [UInt8] {
  /// Appends a copy of the bytes.
  mutating func append(copying bytes: Span<UInt8>) {
    for index in bytes.indices { append(bytes[index]) }
  }
}

extension OutputBuffer {
  /// The bytes that are not written yet, as text.
  var text: String {
    var copy: [UInt8] = []
    copy.append(copying: bytes)
    return String(decoding: copy, as: UTF8.self)
  }
}

extension StandardStream {
  /// The most columns that a line on standard output may take; nil if it is not a terminal.
  static var lineWidth: Int? {
    guard StandardStream.output.isTerminal else { return nil }
    return Process.environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
      ?? StandardStream.output.terminalColumns ?? 80
  }
}
