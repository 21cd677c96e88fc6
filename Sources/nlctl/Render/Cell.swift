internal import Syscalls

extension OutputBuffer {
  /// Appends a value for people: text without its quotes, lists with commas, `-` for nothing.
  /// - Returns: the columns it takes on a terminal.
  @inline(__always)
  mutating func cell(_ bytes: Span<UInt8>, _ field: Field) -> Int {
    guard field.isSimple else { return longCell(bytes, field) }
    // An empty string would leave a hole that reads as if columns had moved.
    guard field.isThere, field.count > 0 else {
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
    case .object: return json(bytes, field)
    }
  }

  /// Appends a string's text, with what could harm a terminal escaped.
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
    guard isFlat else { return json(bytes, field) }
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

  /// Appends JSON text as it is, save that what could harm a terminal is escaped as JSON does.
  @discardableResult
  mutating func json(_ bytes: Span<UInt8>, _ field: Field) -> Int {
    var decoder = ScalarDecoder(field.start..<field.end)
    var width = 0
    while !decoder.isAtEnd { width += safe(decoder.next(bytes), .json) }
    return width
  }

  /// Cuts what was appended since `mark` to so many columns, an ellipsis included.
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
