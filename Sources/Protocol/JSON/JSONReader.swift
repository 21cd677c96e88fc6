/// Reads one JSON text, exactly as RFC 8259 defines it, with no extensions.
///
/// White space is only the four characters of section 2. The bytes must be strict UTF-8 without a
/// byte order mark (section 8.1). `\u0000` is accepted; half a surrogate pair is not (section 8.2).
/// Duplicate member names are accepted; see ``JSONValue/firstDuplicateName``. The time is linear in
/// the number of bytes, and no input makes the reader trap.
public enum JSONReader {
  /// Reads a text that is one JSON value.
  ///
  /// - Parameters:
  ///   - bytes: The whole text. White space may precede and follow the value.
  ///   - limits: The sizes beyond which valid JSON is refused (section 9).
  /// - Returns: The value; its ranges count bytes from the start of `bytes`.
  /// - Throws: ``JSONError`` for the first error in the text.
  public static func parse(
    _ bytes: Span<UInt8>,
    limits: JSONLimits = .request
  ) throws(JSONError) -> JSONNode {
    var scanner = JSONScanner(limits: limits)
    return try scanner.document(in: bytes)
  }

  /// Reads a text that is one JSON value. See ``parse(_:limits:)-(Span<UInt8>,_)``.
  public static func parse(
    _ bytes: [UInt8],
    limits: JSONLimits = .request
  ) throws(JSONError) -> JSONNode {
    try parse(bytes.span, limits: limits)
  }
}

/// A position in a text. Each call takes the text as an argument instead of the struct storing it,
/// so that the struct needs no lifetime annotations.
struct JSONScanner {
  let limits: JSONLimits
  var offset = 0
  private var tokens = 0

  init(limits: JSONLimits) {
    self.limits = limits.clamped
  }

  mutating func document(in bytes: Span<UInt8>) throws(JSONError) -> JSONNode {
    let node = try value(in: bytes, depth: 0)
    skipSpace(in: bytes)
    guard offset == bytes.count else { throw error(.trailingBytes) }
    return node
  }

  /// Reads a value and the white space before it.
  /// - Parameter depth: the number of arrays and objects around the value.
  private mutating func value(
    in bytes: Span<UInt8>,
    depth: Int
  ) throws(JSONError) -> JSONNode {
    let first = try nextByte(in: bytes)
    try countToken()
    let start = offset
    let value: JSONValue
    switch first {
    case UInt8(ascii: "\""):
      value = .string(try string(in: bytes))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      value = .number(try number(in: bytes))
    case UInt8(ascii: "["):
      value = .array(try elements(in: bytes, depth: depth + 1))
    case UInt8(ascii: "{"):
      value = .object(try members(in: bytes, depth: depth + 1))
    case UInt8(ascii: "t"):
      value = try word("true", .bool(true), in: bytes)
    case UInt8(ascii: "f"):
      value = try word("false", .bool(false), in: bytes)
    case UInt8(ascii: "n"):
      value = try word("null", .null, in: bytes)
    default:
      throw error(.valueExpected)
    }
    return JSONNode(value: value, range: start..<offset)
  }

  private mutating func elements(
    in bytes: Span<UInt8>,
    depth: Int
  ) throws(JSONError) -> [JSONNode] {
    try open(depth: depth)
    var elements: [JSONNode] = []
    if try nextByte(in: bytes) == UInt8(ascii: "]") {
      offset += 1
      return elements
    }
    repeat {
      elements.append(try value(in: bytes, depth: depth))
    } while try continues(until: UInt8(ascii: "]"), in: bytes)
    return elements
  }

  private mutating func members(
    in bytes: Span<UInt8>,
    depth: Int
  ) throws(JSONError) -> [JSONMember] {
    try open(depth: depth)
    var members: [JSONMember] = []
    if try nextByte(in: bytes) == UInt8(ascii: "}") {
      offset += 1
      return members
    }
    repeat {
      guard try nextByte(in: bytes) == UInt8(ascii: "\"") else { throw error(.nameExpected) }
      try countToken()
      let name = try string(in: bytes)
      guard try nextByte(in: bytes) == UInt8(ascii: ":") else { throw error(.colonExpected) }
      offset += 1
      members.append(JSONMember(name: name, node: try value(in: bytes, depth: depth)))
    } while try continues(until: UInt8(ascii: "}"), in: bytes)
    return members
  }

  /// Steps over an opening bracket. Throws if `depth` exceeds the limit.
  private mutating func open(depth: Int) throws(JSONError) {
    guard depth <= limits.depth else { throw error(.tooDeep(limit: limits.depth)) }
    offset += 1
  }

  /// Steps over a comma or the closing bracket.
  /// - Returns: whether it was a comma.
  private mutating func continues(
    until close: UInt8,
    in bytes: Span<UInt8>
  ) throws(JSONError) -> Bool {
    let byte = try nextByte(in: bytes)
    guard byte == UInt8(ascii: ",") || byte == close else { throw error(.commaExpected) }
    offset += 1
    return byte == UInt8(ascii: ",")
  }

  private mutating func word(
    _ word: StaticString,
    _ value: JSONValue,
    in bytes: Span<UInt8>
  ) throws(JSONError) -> JSONValue {
    var end = offset
    for expected in word.description.utf8 {
      guard end < bytes.count else { throw error(.unexpectedEnd, at: end) }
      guard bytes[end] == expected else { throw error(.unknownWord) }
      end += 1
    }
    offset = end
    return value
  }

  private mutating func countToken() throws(JSONError) {
    guard tokens < limits.tokens else { throw error(.tooManyTokens(limit: limits.tokens)) }
    tokens += 1
  }

  private mutating func skipSpace(in bytes: Span<UInt8>) {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        offset += 1
      default: return
      }
    }
  }

  /// The next byte that is not white space, without stepping over it.
  private mutating func nextByte(in bytes: Span<UInt8>) throws(JSONError) -> UInt8 {
    skipSpace(in: bytes)
    guard offset < bytes.count else { throw error(.unexpectedEnd) }
    return bytes[offset]
  }

  func error(_ reason: JSONError.Reason, at place: Int? = nil) -> JSONError {
    JSONError(reason: reason, offset: place ?? offset)
  }
}
