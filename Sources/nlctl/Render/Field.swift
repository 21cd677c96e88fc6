internal import Protocol

/// The position and the kind of a value in the JSON text of a record.
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
  /// The range of the value in bytes; for strings without the quotes.
  var start = 0
  var end = 0

  /// Whether it is neither absent nor null.
  var hasValue: Bool { kind.rawValue > Kind.null.rawValue }
  /// Whether its bytes are its text, and each takes one column on a terminal.
  var isSimple: Bool { kind.rawValue <= Kind.plainString.rawValue }
  var count: Int { end &- start }
}

extension Field {
  /// The whole text of an object.
  init(object text: Span<UInt8>) {
    self.init(kind: .object, start: 0, end: text.count)
  }

  /// The value as a whole number; nil if it is none, or negative, or has more than 19 digits.
  func unsigned(_ bytes: Span<UInt8>) -> UInt64? {
    guard kind == .scalar, count > 0, count <= 19 else { return nil }
    var value: UInt64 = 0
    for index in start..<end {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + UInt64(digit)
    }
    return value
  }

  /// The same as an `Int`; nil if it has more than 18 digits.
  func number(_ bytes: Span<UInt8>) -> Int? {
    count <= 18 ? unsigned(bytes).flatMap { Int(exactly: $0) } : nil
  }
}

/// Reads values in JSON text without copying them. It assumes that the text is valid JSON. If it
/// is not, the scanner still stays within the text.
struct FieldScanner {
  /// The position of the next byte to read.
  var offset: Int

  /// Skips white space and the separators between members.
  @inline(__always)
  mutating func skipSeparators(_ bytes: Span<UInt8>) {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "\t"),
        UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        offset &+= 1
      default: return
      }
    }
  }

  /// Reads the value that begins here; the scanner stands behind it afterwards.
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
    // Bytes that are no value must not stop the scan.
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

// MARK: Members and elements

extension FieldScanner {
  /// Reads the next member of an object that ends at `end`; nil if there is none.
  @inline(__always)
  private mutating func nextMember(
    _ bytes: Span<UInt8>, end: Int
  ) -> (name: Field, value: Field)? {
    skipSeparators(bytes)
    guard offset < end, bytes[offset] == UInt8(ascii: "\"") else { return nil }
    let name = value(bytes)
    skipSeparators(bytes)
    return (name, value(bytes))
  }

  /// The member of this name; absent if `object` has none or is no object.
  static func member(
    _ name: some Collection<UInt8>, of object: Field, _ bytes: Span<UInt8>
  ) -> Field {
    guard object.kind == .object else { return Field() }
    var scanner = FieldScanner(offset: object.start + 1)
    while let member = scanner.nextMember(bytes, end: object.end) {
      let found = member.name
      guard found.count == name.count else { continue }
      if zip(found.start..<found.end, name).allSatisfy({ bytes[$0] == $1 }) { return member.value }
    }
    return Field()
  }

  /// Calls `body` with the name and the value of each member of an object.
  static func members(
    of object: Field, _ bytes: Span<UInt8>, _ body: (Field, Field) -> Void
  ) {
    guard object.kind == .object else { return }
    var scanner = FieldScanner(offset: object.start + 1)
    while let member = scanner.nextMember(bytes, end: object.end) {
      body(member.name, member.value)
    }
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
