internal import Syscalls

/// Prints records as the agent sent them; characters that could harm a terminal are escaped.
struct JSONRenderer: ~Copyable {
  enum Style {
    /// One JSON array with one record per line.
    case array
    /// NDJSON: each line is a record.
    case lines
  }

  private let style: Style
  private var hasRecords = false

  init(_ style: Style) {
    self.style = style
  }

  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    if style == .array { out.append(literal: hasRecords ? ",\n" : "[") }
    hasRecords = true
    out.json(record)
    if style == .lines { out.append(UInt8(ascii: "\n")) }
    out.recordEnded()
  }

  /// Must be called after the last record, also if the list broke off.
  mutating func end(to out: inout OutputBuffer) {
    guard style == .array else { return }
    out.append(literal: hasRecords ? "]\n" : "[]\n")
  }
}
