internal import Syscalls

/// Prints records that have too many members for a table: a heading, and below it names with
/// their values in lines as long as the terminal is wide. Objects, and each element of a list of
/// objects, have lines of their own.
struct ParagraphRenderer: RecordRenderer, ~Copyable {
  private let heading: [[UInt8]]
  private let hasColor: Bool
  private let lineWidth: Int
  private var column = 0

  private static let usualWidth = 100

  /// - Parameters:
  ///   - heading: the members whose values stand in the first line.
  ///   - lineWidth: the terminal's width; nil where there is none.
  init(_ heading: [String], hasColor: Bool = false, lineWidth: Int? = nil) {
    self.heading = heading.map { Array($0.utf8) }
    self.hasColor = hasColor
    self.lineWidth = lineWidth ?? ParagraphRenderer.usualWidth
  }

  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    let object = Field(kind: .object, start: 0, end: record.count)
    writeHeading(record, object, &out)
    column = 0
    ParagraphRenderer.members(of: object, record) { name, value in
      guard !isHeading(name, record), !isBlock(value, record) else { return }
      pair(name, value, record, indent: 4, &out)
    }
    endLine(&out)
    ParagraphRenderer.members(of: object, record) { name, value in
      guard isBlock(value, record) else { return }
      block(name, value, record, &out)
    }
    out.recordEnded()
  }

  mutating func end(to out: inout OutputBuffer) {}

  private func writeHeading(
    _ record: Span<UInt8>, _ object: Field, _ out: inout OutputBuffer
  ) {
    if hasColor { out.append(literal: "\u{1b}[1m") }
    var isFirst = true
    for name in heading {
      let value = FieldScanner.member(name, of: object, record)
      guard value.isThere else { continue }
      if !isFirst { out.append(literal: "  ") }
      _ = out.cell(record, value)
      isFirst = false
    }
    if hasColor { out.append(literal: "\u{1b}[0m") }
    out.append(0x0a)
  }

  private mutating func block(
    _ name: Field, _ value: Field, _ record: Span<UInt8>, _ out: inout OutputBuffer
  ) {
    out.append(literal: "  ")
    _ = out.text(record, name)
    out.append(0x0a)
    guard value.kind == .array else { return lines(value, record, indent: 4, &out) }
    var elements: [Field] = []
    FieldScanner.elements(of: value, record) { elements.append($0) }
    // Where an element is longer than a line, the next one still begins visibly.
    for element in elements { lines(element, record, indent: 6, &out) }
  }

  private mutating func lines(
    _ object: Field, _ record: Span<UInt8>, indent: Int, _ out: inout OutputBuffer
  ) {
    column = 0
    ParagraphRenderer.members(of: object, record) { name, value in
      pair(name, value, record, indent: indent, &out)
    }
    endLine(&out)
  }

  private mutating func endLine(_ out: inout OutputBuffer) {
    if column > 0 { out.append(0x0a) }
    column = 0
  }

  /// Appends a name and its value, on the next line where this one has no room.
  /// - Parameter indent: of all lines but the first, which never has more than 4.
  private mutating func pair(
    _ name: Field, _ value: Field, _ record: Span<UInt8>, indent: Int,
    _ out: inout OutputBuffer
  ) {
    guard value.count > 2 || value.kind != .array else { return }
    let mark = out.count
    var width = out.text(record, name) + 1
    out.append(0x20)
    width += out.cell(record, value)
    if column == 0 {
      out.insert(0x20, times: 4, at: mark)
      column = 4 + width
    } else if column + 2 + width <= lineWidth {
      out.insert(0x20, times: 2, at: mark)
      column += 2 + width
    } else {
      out.insert(0x20, times: indent, at: mark)
      out.insert(0x0a, times: 1, at: mark)
      column = indent + width
    }
  }

  private func isHeading(_ name: Field, _ record: Span<UInt8>) -> Bool {
    heading.contains { known in
      known.count == name.count
        && zip(name.start..<name.end, known).allSatisfy { record[$0] == $1 }
    }
  }

  /// Whether it takes lines of its own.
  private func isBlock(_ value: Field, _ record: Span<UInt8>) -> Bool {
    switch value.kind {
    case .object: return true
    case .array:
      var hasObjects = false
      FieldScanner.elements(of: value, record) { if $0.kind == .object { hasObjects = true } }
      return hasObjects
    default: return false
    }
  }

  private static func members(
    of object: Field, _ record: Span<UInt8>, _ body: (Field, Field) -> Void
  ) {
    guard object.kind == .object else { return }
    var scanner = FieldScanner(offset: object.start + 1)
    while scanner.offset < object.end {
      scanner.skipSeparators(record)
      guard scanner.offset < object.end, record[scanner.offset] == UInt8(ascii: "\"") else {
        return
      }
      let name = scanner.value(record)
      scanner.skipSeparators(record)
      body(name, scanner.value(record))
    }
  }
}
