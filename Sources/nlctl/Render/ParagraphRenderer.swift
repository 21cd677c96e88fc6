internal import Syscalls

/// Prints records that have too many members for a table as paragraphs: a heading, and below it
/// names with their values, in lines as long as the terminal is wide. Objects, and each element
/// of a list of objects, begin new lines.
struct ParagraphRenderer: RecordRenderer, ~Copyable {
  private let heading: [[UInt8]]
  private let hasColor: Bool
  private let lineWidth: Int
  private var column = 0

  private static let defaultWidth = 100

  /// - Parameters:
  ///   - heading: the members whose values form the first line.
  ///   - lineWidth: the terminal's width; nil if there is no terminal.
  init(_ heading: [String], hasColor: Bool = false, lineWidth: Int? = nil) {
    self.heading = heading.map { Array($0.utf8) }
    self.hasColor = hasColor
    self.lineWidth = lineWidth ?? ParagraphRenderer.defaultWidth
  }

  mutating func record(_ record: Span<UInt8>, to out: inout OutputBuffer) {
    let object = Field(object: record)
    writeHeading(record, object, &out)
    column = 0
    FieldScanner.members(of: object, record) { name, value in
      guard !isHeading(name, record), !isBlock(value, record) else { return }
      pair(name, value, record, indent: 4, &out)
    }
    endLine(&out)
    FieldScanner.members(of: object, record) { name, value in
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
      guard value.hasValue else { continue }
      if !isFirst { out.append(literal: "  ") }
      _ = out.cell(record, value)
      isFirst = false
    }
    if hasColor { out.append(literal: "\u{1b}[0m") }
    out.append(UInt8(ascii: "\n"))
  }

  private mutating func block(
    _ name: Field, _ value: Field, _ record: Span<UInt8>, _ out: inout OutputBuffer
  ) {
    out.append(literal: "  ")
    _ = out.text(record, name)
    out.append(UInt8(ascii: "\n"))
    guard value.kind == .array else { return lines(value, record, indent: 4, &out) }
    var elements: [Field] = []
    FieldScanner.elements(of: value, record) { elements.append($0) }
    // The larger indent of the second line shows where the next element begins.
    for element in elements { lines(element, record, indent: 6, &out) }
  }

  private mutating func lines(
    _ object: Field, _ record: Span<UInt8>, indent: Int, _ out: inout OutputBuffer
  ) {
    column = 0
    FieldScanner.members(of: object, record) { name, value in
      pair(name, value, record, indent: indent, &out)
    }
    endLine(&out)
  }

  private mutating func endLine(_ out: inout OutputBuffer) {
    if column > 0 { out.append(UInt8(ascii: "\n")) }
    column = 0
  }

  /// Appends a name and its value; on the next line if this one has no room for them.
  /// - Parameter indent: the indent of every line but the first, whose indent is 4.
  private mutating func pair(
    _ name: Field, _ value: Field, _ record: Span<UInt8>, indent: Int,
    _ out: inout OutputBuffer
  ) {
    guard value.count > 2 || value.kind != .array else { return }
    let mark = out.count
    var width = out.text(record, name) + 1
    out.append(UInt8(ascii: " "))
    width += out.cell(record, value)
    if column == 0 {
      out.insert(UInt8(ascii: " "), times: 4, at: mark)
      column = 4 + width
    } else if column + 2 + width <= lineWidth {
      out.insert(UInt8(ascii: " "), times: 2, at: mark)
      column += 2 + width
    } else {
      out.insert(UInt8(ascii: " "), times: indent, at: mark)
      out.insert(UInt8(ascii: "\n"), times: 1, at: mark)
      column = indent + width
    }
  }

  private func isHeading(_ name: Field, _ record: Span<UInt8>) -> Bool {
    heading.contains { known in
      known.count == name.count
        && zip(name.start..<name.end, known).allSatisfy { record[$0] == $1 }
    }
  }

  /// Whether the value begins a new line.
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
}
