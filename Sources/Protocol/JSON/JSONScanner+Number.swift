extension JSONScanner {
  /// Reads a number (RFC 8259 section 6) whose first byte is a minus sign or a digit.
  mutating func number(in bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
    let start = offset
    _ = step(over: UInt8(ascii: "-"), in: bytes)
    if step(over: UInt8(ascii: "0"), in: bytes) {
      guard !isDigit(in: bytes) else { throw error(.badNumber) }
    } else {
      try digits(in: bytes)
    }
    if step(over: UInt8(ascii: "."), in: bytes) {
      try digits(in: bytes)
    }
    if step(over: UInt8(ascii: "e"), in: bytes) || step(over: UInt8(ascii: "E"), in: bytes) {
      _ = step(over: UInt8(ascii: "+"), in: bytes) || step(over: UInt8(ascii: "-"), in: bytes)
      try digits(in: bytes)
    }
    guard offset - start <= limits.numberBytes else {
      throw error(.numberTooLong(limit: limits.numberBytes), at: start)
    }
    return JSONNumber(text: try text(of: start..<offset, in: bytes))
  }

  /// Steps over one or more digits.
  private mutating func digits(in bytes: Span<UInt8>) throws(JSONError) {
    guard offset < bytes.count else { throw error(.unexpectedEnd) }
    guard isDigit(in: bytes) else { throw error(.badNumber) }
    while isDigit(in: bytes) { offset += 1 }
  }

  private func isDigit(in bytes: Span<UInt8>) -> Bool {
    offset < bytes.count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset])
  }

  private mutating func step(over byte: UInt8, in bytes: Span<UInt8>) -> Bool {
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }
}
