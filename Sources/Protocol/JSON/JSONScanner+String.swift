extension JSONScanner {
  /// Reads a string (RFC 8259 section 7) whose first byte is the opening quote.
  mutating func string(in bytes: Span<UInt8>) throws(JSONError) -> String {
    let start = offset
    let (end, hasEscape) = try closingQuote(in: bytes)
    let content = start + 1..<end
    if !hasEscape { try check(content.count, start: start) }
    // Validation before unescaping is enough: an escape is ASCII and stands for whole characters,
    // so it can neither split nor complete a UTF-8 sequence.
    let raw = try text(of: content, in: bytes)
    offset = end + 1
    return hasEscape ? try unescape(content, in: bytes, start: start) : raw
  }

  /// The bytes of a range as text. Throws if they are not UTF-8 (RFC 8259 section 8.1).
  func text(of range: Range<Int>, in bytes: Span<UInt8>) throws(JSONError) -> String {
    do {
      return String(copying: try UTF8Span(validating: bytes.extracting(range)))
    } catch {
      let place = range.lowerBound + error.byteOffsets.lowerBound
      throw self.error(.badUTF8, at: place)
    }
  }

  /// Finds the quote that ends the string, and whether the string contains a backslash. The
  /// closing quote is not escaped, so each backslash has a byte after it inside the string.
  private func closingQuote(
    in bytes: Span<UInt8>
  ) throws(JSONError) -> (end: Int, hasEscape: Bool) {
    var end = offset + 1
    var hasEscape = false
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "\""): return (end, hasEscape)
      case UInt8(ascii: "\\"):
        hasEscape = true
        end += 2
      case 0..<UInt8(ascii: " "): throw error(.controlCharacter, at: end)
      default: end += 1
      }
    }
    throw error(.unexpectedEnd, at: bytes.count)
  }

  private func check(_ count: Int, start: Int) throws(JSONError) {
    guard count <= limits.stringBytes else {
      throw error(.stringTooLong(limit: limits.stringBytes), at: start)
    }
  }

  private func unescape(
    _ content: Range<Int>,
    in bytes: Span<UInt8>,
    start: Int
  ) throws(JSONError) -> String {
    var output: [UInt8] = []
    var index = content.lowerBound
    while index < content.upperBound {
      if bytes[index] == UInt8(ascii: "\\") {
        let (scalar, length) = try escape(at: index, end: content.upperBound, in: bytes)
        output.append(contentsOf: scalar.utf8)
        index += length
      } else {
        output.append(bytes[index])
        index += 1
      }
      try check(output.count, start: start)
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The character that the escape at `index` stands for, and the length of the escape in bytes.
  private func escape(
    at index: Int,
    end: Int,
    in bytes: Span<UInt8>
  ) throws(JSONError) -> (scalar: Unicode.Scalar, length: Int) {
    guard index + 1 < end else { throw error(.badEscape, at: index) }
    switch bytes[index + 1] {
    case UInt8(ascii: "\""): return ("\"", 2)
    case UInt8(ascii: "\\"): return ("\\", 2)
    case UInt8(ascii: "/"): return ("/", 2)
    case UInt8(ascii: "b"): return ("\u{08}", 2)
    case UInt8(ascii: "f"): return ("\u{0C}", 2)
    case UInt8(ascii: "n"): return ("\n", 2)
    case UInt8(ascii: "r"): return ("\r", 2)
    case UInt8(ascii: "t"): return ("\t", 2)
    case UInt8(ascii: "u"): break
    default: throw error(.badEscape, at: index)
    }
    guard let first = codeUnit(at: index, end: end, in: bytes) else {
      throw error(.badEscape, at: index)
    }
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    // Of all code units only the surrogates 0xD800...0xDFFF are not scalars. A pair is a high one
    // (below 0xDC00) and then a low one.
    guard
      first < 0xDC00,
      let second = codeUnit(at: index + 6, end: end, in: bytes),
      (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF))
    else { throw error(.loneSurrogate, at: index) }
    return (scalar, 12)
  }

  /// The UTF-16 code unit of the `\u` escape at `index`, or nil if there is no such escape.
  private func codeUnit(at index: Int, end: Int, in bytes: Span<UInt8>) -> UInt32? {
    guard
      index + 6 <= end,
      bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt32 = 0
    for place in index + 2..<index + 6 {
      switch bytes[place] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        unit = unit << 4 | UInt32(bytes[place] - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"):
        unit = unit << 4 | UInt32(bytes[place] - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"):
        unit = unit << 4 | UInt32(bytes[place] - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return unit
  }
}
