internal import Protocol

/// Where a member's value stands in a record, and what it is.
struct Field: Sendable {
  enum Kind: UInt8, Sendable {
    case absent
    case null
    /// A number, true or false.
    case scalar
    /// A string of printable ASCII without escapes: its bytes are its text.
    case plainString
    /// A string with escapes, controls or other characters.
    case string
    case array
    case object
  }

  var kind = Kind.absent
  /// For strings the bytes between the quotes.
  var start = 0
  var end = 0

  /// Whether there is something to show.
  var isThere: Bool { kind.rawValue > Kind.null.rawValue }
  /// Whether its bytes are its text, and each takes one column.
  var isSimple: Bool { kind.rawValue <= Kind.plainString.rawValue }
  var count: Int { end &- start }
}

/// Steps through JSON text in place. It trusts that the text is JSON, and stays inside of it
/// when it is not.
struct FieldScanner {
  var offset: Int

  /// Steps over white space and the separators between members.
  @inline(__always)
  mutating func skipSeparators(_ bytes: Span<UInt8>) {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0a, 0x0d: offset &+= 1
      default: return
      }
    }
  }

  /// The value that begins here; the scanner is behind it afterwards.
  @inline(__always)
  mutating func value(_ bytes: Span<UInt8>) -> Field {
    guard offset < bytes.count else { return Field() }
    switch bytes[offset] {
    case UInt8(ascii: "\""): return string(bytes)
    case UInt8(ascii: "{"): return container(bytes, .object)
    case UInt8(ascii: "["): return container(bytes, .array)
    case UInt8(ascii: "n"): return scalar(bytes, .null)
    default: return scalar(bytes, .scalar)
    }
  }

  @inline(__always)
  private mutating func string(_ bytes: Span<UInt8>) -> Field {
    let start = offset &+ 1
    let count = bytes.count
    var index = ByteScan.plainEnd(bytes, from: start)
    var isPlain = true
    while index < count, bytes[index] != UInt8(ascii: "\"") {
      isPlain = false
      index &+= bytes[index] == UInt8(ascii: "\\") ? 2 : 1
      index = ByteScan.quoteOrBackslash(bytes, from: index)
    }
    let end = min(index, count)
    offset = min(end &+ 1, count)
    return Field(kind: isPlain ? .plainString : .string, start: start, end: max(start, end))
  }

  @inline(__always)
  private mutating func scalar(_ bytes: Span<UInt8>, _ kind: Field.Kind) -> Field {
    let start = offset
    // Digits, letters, signs and dots; a comma, a bracket or white space ends it.
    let index = ByteScan.scalarEnd(bytes, from: start)
    // What is no value at all must not hold up the scan.
    offset = max(index, start &+ 1)
    return Field(kind: kind, start: start, end: index)
  }

  private mutating func container(_ bytes: Span<UInt8>, _ kind: Field.Kind) -> Field {
    let start = offset
    var depth = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        _ = string(bytes)
        continue
      }
      offset &+= 1
      let folded = byte | 0x20
      if folded == UInt8(ascii: "{") { depth &+= 1 }
      if folded == UInt8(ascii: "}") {
        depth &-= 1
        if depth == 0 { break }
      }
    }
    return Field(kind: kind, start: start, end: offset)
  }
}

extension FieldScanner {
  /// Looks up one member of an object.
  static func member(_ name: some Collection<UInt8>, of object: Field, _ bytes: Span<UInt8>)
    -> Field
  {
    guard object.kind == .object else { return Field() }
    var scanner = FieldScanner(offset: object.start + 1)
    while scanner.offset < object.end {
      scanner.skipSeparators(bytes)
      guard scanner.offset < object.end, bytes[scanner.offset] == UInt8(ascii: "\"") else { break }
      let key = scanner.value(bytes)
      scanner.skipSeparators(bytes)
      let value = scanner.value(bytes)
      guard key.count == name.count else { continue }
      if zip(key.start..<key.end, name).allSatisfy({ bytes[$0] == $1 }) { return value }
    }
    return Field()
  }

  /// Calls `body` with each element of an array.
  static func elements(of array: Field, _ bytes: Span<UInt8>, _ body: (Field) -> Void) {
    guard array.kind == .array else { return }
    var scanner = FieldScanner(offset: array.start + 1)
    while true {
      scanner.skipSeparators(bytes)
      guard scanner.offset < array.end - 1 else { return }
      body(scanner.value(bytes))
    }
  }
}
