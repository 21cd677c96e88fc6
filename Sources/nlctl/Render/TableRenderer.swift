internal import Syscalls

/// Prints records as aligned columns. The widths are those of the first records; a later cell
/// that is wider widens its column from there on, so memory does not grow with the list.
struct TableRenderer: ~Copyable {
  private let columns: [Column]
  private let layout: RecordLayout
  private var index: RecordIndex
  private var widths: [Int]
  // Columns that are printed, in order.
  private var shown: [Int]
  private let hasHeader: Bool
  private let hasColor: Bool
  private let lineWidth: Int?
  private let indent: Int
  // The first records, until the widths are settled.
  private var early: [UInt8] = []
  private var earlyEnds: [Int] = []
  private var isSettled = false

  private static let earlyRecords = 256
  private static let earlyBytes = 64 * 1024

  /// - Parameter lineWidth: the terminal's width; nil cuts nothing.
  init(
    _ columns: [Column], hasHeader: Bool, hasColor: Bool = false, lineWidth: Int? = nil,
    indent: Int = 0
  ) {
    self.columns = columns
    self.indent = indent
    self.hasHeader = hasHeader
    self.hasColor = hasColor
    self.lineWidth = lineWidth
    layout = RecordLayout(columns)
    index = RecordIndex(layout.names)
    widths = columns.map { hasHeader ? $0.title.utf8.count : 0 }
    shown = Array(columns.indices)
  }

  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    if isSettled {
      row(record, to: &out)
      out.recordEnded()
      return
    }
    for index in 0..<record.count { early.append(record[index]) }
    earlyEnds.append(early.count)
    if earlyEnds.count >= TableRenderer.earlyRecords || early.count >= TableRenderer.earlyBytes {
      settle(&out)
    }
  }

  /// To be called after the last record.
  mutating func end(to out: inout OutputBuffer) {
    if !isSettled { settle(&out) }
  }

  private mutating func settle(_ out: inout OutputBuffer) {
    isSettled = true
    let early = self.early
    var start = 0
    for end in earlyEnds {
      measure(early.span.extracting(start..<end), &out)
      start = end
    }
    fit()
    header(&out)
    start = 0
    for end in earlyEnds {
      row(early.span.extracting(start..<end), to: &out)
      out.recordEnded()
      start = end
    }
    self.early = []
    earlyEnds = []
  }

  private mutating func measure(_ record: Span<UInt8>, _ scratch: inout OutputBuffer) {
    index.read(record)
    let mark = scratch.count
    for column in columns.indices {
      let width = cell(column, record, &scratch)
      widths[column] = max(widths[column], width)
      scratch.truncate(to: mark)
    }
  }

  /// Leaves out what does not fit on a line, the least important first.
  private mutating func fit() {
    guard let lineWidth else { return }
    func total() -> Int { shown.reduce(-2) { $0 + widths[$1] + 2 } }
    while total() > lineWidth {
      let candidate = shown.max { columns[$0].dispensability < columns[$1].dispensability }
      guard let candidate, columns[candidate].dispensability > 0 else { break }
      shown.removeAll { $0 == candidate }
    }
  }

  private mutating func header(_ out: inout OutputBuffer) {
    guard hasHeader else { return }
    out.append(0x20, times: indent)
    if hasColor { out.append(literal: "\u{1b}[1m") }
    for (position, column) in shown.enumerated() {
      let title = columns[column].title
      let padding = widths[column] - title.utf8.count
      let isLast = position == shown.count - 1
      if columns[column].alignment == .right { out.append(0x20, times: padding) }
      out.append(title)
      if !isLast {
        if columns[column].alignment == .left { out.append(0x20, times: padding) }
        out.append(literal: "  ")
      }
    }
    if hasColor { out.append(literal: "\u{1b}[0m") }
    out.append(0x0a)
  }

  /// Appends the cell of the record that was read into the index.
  @inline(__always)
  private func cell(
    _ column: Int, _ record: Span<UInt8>, _ out: inout OutputBuffer
  ) -> Int {
    let start = layout.starts[column]
    if columns[column].isMember {
      return out.cell(record, index.fields[layout.places[start]])
    }
    let row = Row(record, index.fields.span, layout.places.span, from: start)
    return columns[column].render(row, &out)
  }

  private mutating func row(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    index.read(record)
    out.append(0x20, times: indent)
    var used = indent
    for position in 0..<shown.count {
      let column = shown[position]
      let mark = out.count
      var width = cell(column, record, &out)
      let isLast = position == shown.count &- 1
      if isLast, let lineWidth, used + width > lineWidth {
        width = max(1, lineWidth - used)
        out.cut(from: mark, to: width)
      } else if width > widths[column] {
        widths[column] = width
      }
      let padding = widths[column] &- width
      if columns[column].alignment == .right {
        out.insert(0x20, times: padding, at: mark)
      } else if !isLast {
        out.append(0x20, times: padding)
      }
      if !isLast { out.append(literal: "  ") }
      used += widths[column] + 2
    }
    out.append(0x0a)
  }
}
