internal import Syscalls

/// Prints records as the agent wrote them.
struct JSONRenderer: ~Copyable {
  enum Style {
    /// One JSON array, a record on a line.
    case array
    /// Each record a line and a JSON text of its own.
    case lines
  }

  private let style: Style
  // JSON leaves some characters as they are that a terminal obeys.
  private let isTerminal: Bool
  private var hasRecords = false

  init(_ style: Style, isTerminal: Bool) {
    self.style = style
    self.isTerminal = isTerminal
  }

  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    if style == .array { out.append(literal: hasRecords ? ",\n" : "[") }
    hasRecords = true
    if isTerminal {
      out.json(record, Field(kind: .object, start: 0, end: record.count))
    } else {
      out.append(record)
    }
    if style == .lines { out.append(0x0a) }
    out.recordEnded()
  }

  /// To be called when no more records come, even if more should have come.
  mutating func end(to out: inout OutputBuffer) {
    guard style == .array else { return }
    out.append(literal: hasRecords ? "]\n" : "[]\n")
  }
}
