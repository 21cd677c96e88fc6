/// Checks JSON without making values of it. Clients read records of lists by the million, so the
/// check allocates nothing for usual records.
public struct JSONCheck {
  /// How deep arrays and objects may nest: one bit of a word for each level.
  static let deepest = 64

  private var offset = 0
  // The open arrays and objects, the innermost in the lowest bit: 1 is an object.
  private var open: UInt64 = 0
  private var depth = 0

  private enum Beginning { case scalar, container, none }

  /// Whether the bytes are one value of RFC 8259 that can be a part of a line: between its parts it
  /// has no white space but spaces. The lengths of its strings are limited as in
  /// `JSONLimits.answer`.
  public static func isValue(_ bytes: Span<UInt8>) -> Bool {
    var check = JSONCheck()
    check.skipSpaces(bytes)
    while true {
      switch check.begin(bytes) {
      case .none: return false
      case .scalar: break
      case .container:
        if !check.closes(bytes) {
          guard check.skipName(bytes) else { return false }
          continue
        }
      }
      check.skipSpaces(bytes)
      while check.closes(bytes) {}
      guard check.depth > 0 else { return check.offset == bytes.count }
      guard check.skip(UInt8(ascii: ","), bytes), check.skipName(bytes) else { return false }
    }
  }

  /// Steps over a scalar or an opening bracket.
  private mutating func begin(_ bytes: Span<UInt8>) -> Beginning {
    guard offset < bytes.count else { return .none }
    switch bytes[offset] {
    case UInt8(ascii: "\""): return skipString(bytes) ? .scalar : .none
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return skipNumber(bytes) ? .scalar : .none
    case UInt8(ascii: "{"): return push(1, bytes)
    case UInt8(ascii: "["): return push(0, bytes)
    case UInt8(ascii: "t"): return skipWord("true", bytes)
    case UInt8(ascii: "f"): return skipWord("false", bytes)
    case UInt8(ascii: "n"): return skipWord("null", bytes)
    default: return .none
    }
  }

  // MARK: Arrays and objects

  private mutating func push(_ kind: UInt64, _ bytes: Span<UInt8>) -> Beginning {
    guard depth < JSONCheck.deepest else { return .none }
    depth &+= 1
    open = open &<< 1 | kind
    offset &+= 1
    skipSpaces(bytes)
    return .container
  }

  private var isInObject: Bool { depth > 0 && open & 1 == 1 }

  /// Steps over the bracket that closes the innermost array or object, if it is here.
  private mutating func closes(_ bytes: Span<UInt8>) -> Bool {
    guard depth > 0, skip(isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]"), bytes) else {
      return false
    }
    depth &-= 1
    open &>>= 1
    return true
  }

  /// Steps over the name of a member and its colon, if the next value is a member.
  private mutating func skipName(_ bytes: Span<UInt8>) -> Bool {
    guard isInObject else { return true }
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\""), skipString(bytes) else {
      return false
    }
    skipSpaces(bytes)
    return skip(UInt8(ascii: ":"), bytes)
  }

  // MARK: Scalars

  private mutating func skipString(_ bytes: Span<UInt8>) -> Bool {
    let end = ByteScan.plainEnd(bytes, from: offset &+ 1)
    guard end >= bytes.count || bytes[end] != UInt8(ascii: "\"") else {
      offset = end &+ 1
      return true
    }
    // Escapes and characters beyond ASCII are rare.
    var scanner = JSONScanner(limits: .answer)
    scanner.offset = offset
    guard (try? scanner.string(in: bytes)) != nil else { return false }
    offset = scanner.offset
    return true
  }

  private mutating func skipNumber(_ bytes: Span<UInt8>) -> Bool {
    _ = passes(UInt8(ascii: "-"), bytes)
    let first = offset
    guard skipDigits(bytes) else { return false }
    guard bytes[first] != UInt8(ascii: "0") || offset == first &+ 1 else { return false }
    if passes(UInt8(ascii: "."), bytes), !skipDigits(bytes) { return false }
    guard passes(UInt8(ascii: "e"), bytes) || passes(UInt8(ascii: "E"), bytes) else { return true }
    _ = passes(UInt8(ascii: "+"), bytes) || passes(UInt8(ascii: "-"), bytes)
    return skipDigits(bytes)
  }

  /// Steps over one or more digits.
  private mutating func skipDigits(_ bytes: Span<UInt8>) -> Bool {
    let start = offset
    while offset < bytes.count, bytes[offset] &- UInt8(ascii: "0") < 10 { offset &+= 1 }
    return offset > start
  }

  private mutating func skipWord(_ word: StaticString, _ bytes: Span<UInt8>) -> Beginning {
    guard ByteScan.isText(bytes, at: offset, word) else { return .none }
    offset &+= word.utf8CodeUnitCount
    return .scalar
  }

  // MARK: Bytes

  /// Steps over a byte, if it is here.
  private mutating func passes(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset &+= 1
    return true
  }

  /// Steps over a byte, if it is here, and over the spaces behind it.
  private mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard passes(byte, bytes) else { return false }
    skipSpaces(bytes)
    return true
  }

  private mutating func skipSpaces(_ bytes: Span<UInt8>) {
    while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset &+= 1 }
  }
}
