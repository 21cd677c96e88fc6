extension JSONScanner {
  /// Reads a number (RFC 8259 section 6) whose first byte is a minus sign or a digit.
  mutating func number(in bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
    let start = offset
    _ = step(over: ASCII.minus, in: bytes)
    if step(over: ASCII.zero, in: bytes) {
      guard !isDigit(in: bytes) else { throw error(.badNumber) }
    } else {
      try digits(in: bytes)
    }
    if step(over: ASCII.dot, in: bytes) {
      try digits(in: bytes)
    }
    if step(over: ASCII.lowerE, in: bytes) || step(over: ASCII.upperE, in: bytes) {
      _ = step(over: ASCII.plus, in: bytes) || step(over: ASCII.minus, in: bytes)
      try digits(in: bytes)
    }
    guard offset - start <= limits.numberBytes else {
      throw error(.numberTooLong(limit: limits.numberBytes), at: start)
    }
    return JSONNumber(text: try text(of: start..<offset, in: bytes))
  }

  /// Steps over one digit or more.
  private mutating func digits(in bytes: Span<UInt8>) throws(JSONError) {
    guard offset < bytes.count else { throw error(.unexpectedEnd) }
    guard isDigit(in: bytes) else { throw error(.badNumber) }
    while isDigit(in: bytes) { offset += 1 }
  }

  private func isDigit(in bytes: Span<UInt8>) -> Bool {
    offset < bytes.count && ASCII.digits.contains(bytes[offset])
  }

  private mutating func step(over byte: UInt8, in bytes: Span<UInt8>) -> Bool {
    guard offset < bytes.count, bytes[offset] == byte else { return false }
    offset += 1
    return true
  }
}
