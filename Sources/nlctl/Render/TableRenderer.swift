internal import Syscalls

/// Prints records as aligned columns. The first records decide the widths. A wider cell further
/// down widens its column from there on, so that memory does not grow with the list.
struct TableRenderer: ~Copyable {
  private let columns: [Column]
  private let layout: RecordLayout
  private var index: RecordIndex
  private var widths: [Int]
  // The positions of the columns that are printed, in order.
  private var shown: [Int]
  private let hasHeader: Bool
  private let hasColor: Bool
  private let lineWidth: Int?
  private let indent: Int
  // The first records, kept until the widths are decided.
  private var early: [UInt8] = []
  private var earlyEnds: [Int] = []
  private var hasWidths = false

  private let earlyLimit: Int

  private static let earlyRecords = 256
  private static let earlyBytes = 64 * 1024

  /// - Parameters:
  ///   - lineWidth: the terminal's width; nil cuts nothing.
  ///   - live: prints each record at once, in columns of at least these widths; nil keeps the first
  ///     records to find the widths.
  init(
    _ columns: [Column], hasHeader: Bool, hasColor: Bool = false, lineWidth: Int? = nil,
    indent: Int = 0, live: [Int]? = nil
  ) {
    self.columns = columns
    self.indent = indent
    self.hasHeader = hasHeader
    self.hasColor = hasColor
    self.lineWidth = lineWidth
    layout = RecordLayout(columns)
    index = RecordIndex(layout.names)
    let titles = columns.map { hasHeader ? $0.title.utf8.count : 0 }
    widths = live.map { zip(titles, $0).map { max($0, $1) } } ?? titles
    earlyLimit = live == nil ? TableRenderer.earlyRecords : 1
    shown = Array(columns.indices)
  }

  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    if hasWidths {
      row(record, to: &out)
      out.recordEnded()
      return
    }
    early.append(copying: record)
    earlyEnds.append(early.count)
    if earlyEnds.count >= earlyLimit || early.count >= TableRenderer.earlyBytes {
      decideWidths(&out)
    }
  }

  /// Must be called after the last record.
  mutating func end(to out: inout OutputBuffer) {
    if !hasWidths { decideWidths(&out) }
  }

  private mutating func decideWidths(_ out: inout OutputBuffer) {
    hasWidths = true
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

  /// Omits columns that do not fit on a line, the most dispensable first.
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
    out.append(UInt8(ascii: " "), times: indent)
    if hasColor { out.append(literal: "\u{1b}[1m") }
    for (position, column) in shown.enumerated() {
      let title = columns[column].title
      let padding = widths[column] - title.utf8.count
      let isLast = position == shown.count - 1
      if columns[column].alignment == .right { out.append(UInt8(ascii: " "), times: padding) }
      out.append(title)
      if !isLast {
        if columns[column].alignment == .left { out.append(UInt8(ascii: " "), times: padding) }
        out.append(literal: "  ")
      }
    }
    if hasColor { out.append(literal: "\u{1b}[0m") }
    out.append(UInt8(ascii: "\n"))
  }

  /// Appends a cell of the record that the index has read.
  @inline(__always)
  private func cell(
    _ column: Int, _ record: Span<UInt8>, _ out: inout OutputBuffer
  ) -> Int {
    if let field = field(column) { return out.cell(record, field) }
    let row = Row(record, index.fields.span, layout.places.span, from: layout.starts[column])
    return columns[column].render(row, &out)
  }

  /// The member that a cell shows unchanged; nil if `render` makes the cell.
  @inline(__always)
  private func field(_ column: Int) -> Field? {
    let start = layout.starts[column]
    let first = index.fields[layout.places[start]]
    switch columns[column].content {
    case .rendered: return nil
    case .renderedIfPresent: return first.hasValue ? nil : first
    case .member:
      if first.hasValue { return first }
      let end = start &+ columns[column].members.count
      var place = start &+ 1
      while place < end {
        let field = index.fields[layout.places[place]]
        if field.hasValue { return field }
        place &+= 1
      }
      return first
    }
  }

  private mutating func row(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    index.read(record)
    out.append(UInt8(ascii: " "), times: indent)
    var used = indent
    for position in 0..<shown.count {
      let column = shown[position]
      let isLast = position == shown.count &- 1
      if isLast, lineWidth != nil {
        lastCell(column, record, used, &out)
      } else if let field = field(column), field.isSimple {
        simpleCell(column, record, field, isLast, &out)
      } else {
        otherCell(column, record, isLast, &out)
      }
      if !isLast { out.append(literal: "  ") }
      used += widths[column] + 2
    }
    out.append(UInt8(ascii: "\n"))
  }

  /// Appends a cell whose width is known beforehand.
  @inline(__always)
  private mutating func simpleCell(
    _ column: Int, _ record: Span<UInt8>, _ field: Field, _ isLast: Bool,
    _ out: inout OutputBuffer
  ) {
    let width = field.hasValue ? max(field.count, 1) : 1
    if width > widths[column] { widths[column] = width }
    let padding = widths[column] &- width
    if columns[column].alignment == .right {
      out.append(UInt8(ascii: " "), times: padding)
      _ = out.cell(record, field)
    } else {
      _ = out.cell(record, field)
      if !isLast { out.append(UInt8(ascii: " "), times: padding) }
    }
  }

  /// Appends a cell and then pads it.
  private mutating func otherCell(
    _ column: Int, _ record: Span<UInt8>, _ isLast: Bool, _ out: inout OutputBuffer
  ) {
    let mark = out.count
    let width = cell(column, record, &out)
    if width > widths[column] { widths[column] = width }
    let padding = widths[column] &- width
    if columns[column].alignment == .right {
      out.insert(UInt8(ascii: " "), times: padding, at: mark)
    } else if !isLast {
      out.append(UInt8(ascii: " "), times: padding)
    }
  }

  /// Appends the last cell of a line, cut to the width of the terminal.
  private mutating func lastCell(
    _ column: Int, _ record: Span<UInt8>, _ used: Int, _ out: inout OutputBuffer
  ) {
    let mark = out.count
    let width = cell(column, record, &out)
    let room = max(1, (lineWidth ?? .max) - used)
    if width > room {
      out.cut(from: mark, to: room)
    } else {
      widths[column] = max(widths[column], width)
    }
    guard columns[column].alignment == .right else { return }
    out.insert(UInt8(ascii: " "), times: widths[column] - min(width, room), at: mark)
  }
}
