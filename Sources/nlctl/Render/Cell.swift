internal import Protocol
internal import Syscalls

extension OutputBuffer {
  /// Appends a value for people: text without quotes, lists with commas, `-` for no value.
  /// - Returns: the columns that it takes on a terminal.
  @inline(__always)
  mutating func cell(_ bytes: Span<UInt8>, _ field: Field) -> Int {
    guard field.isSimple else { return longCell(bytes, field) }
    // Words of the next column would seem to belong to an empty cell.
    guard field.hasValue, field.count > 0 else {
      append(UInt8(ascii: "-"))
      return 1
    }
    append(bytes.extracting(field.start..<field.end))
    return field.count
  }

  @inline(never)
  private mutating func longCell(_ bytes: Span<UInt8>, _ field: Field) -> Int {
    switch field.kind {
    case .absent, .null, .scalar, .plainString: return 0
    case .string: return text(bytes, field)
    case .array: return list(bytes, field)
    case .object: return json(bytes.extracting(field.start..<field.end))
    }
  }

  /// Appends a string's text and escapes characters that could harm a terminal.
  mutating func text(_ bytes: Span<UInt8>, _ field: Field) -> Int {
    var decoder = ScalarDecoder(field.start..<field.end)
    var width = 0
    while !decoder.isAtEnd { width += safe(decoder.nextInString(bytes)) }
    return width
  }

  private mutating func list(_ bytes: Span<UInt8>, _ field: Field) -> Int {
    var isFlat = true
    var elements: [Field] = []
    FieldScanner.elements(of: field, bytes) { element in
      if element.kind == .object || element.kind == .array { isFlat = false }
      elements.append(element)
    }
    guard isFlat else { return json(bytes.extracting(field.start..<field.end)) }
    guard !elements.isEmpty else {
      append(UInt8(ascii: "-"))
      return 1
    }
    var width = elements.count - 1
    for (index, element) in elements.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      width += cell(bytes, element)
    }
    return width
  }

  /// Appends JSON text. Characters that could harm a terminal become JSON escapes, also where the
  /// output is no terminal now: it may be printed on one later.
  /// - Returns: the columns that it takes on a terminal.
  @discardableResult
  mutating func json(_ text: Span<UInt8>) -> Int {
    if ByteScan.isPrintable(text) {
      append(text)
      return text.count
    }
    var decoder = ScalarDecoder(0..<text.count)
    var width = 0
    while !decoder.isAtEnd { width += safe(decoder.next(text), .json) }
    return width
  }

  /// Cuts the text that was appended since `mark` to so many columns, an ellipsis included.
  mutating func cut(from mark: Int, to columns: Int) {
    guard columns > 0 else { return truncate(to: mark) }
    var decoder = ScalarDecoder(mark..<count)
    var width = 0
    var end = mark
    while !decoder.isAtEnd {
      let scalar = decoder.next(bytes)
      width += TextWidth.columns(scalar)
      if width > columns - 1 { break }
      end += scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    }
    truncate(to: end)
    append(literal: "…")
  }
}
