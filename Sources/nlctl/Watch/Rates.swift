import Protocol

/// What the counters of a list's records came to since the last answer, a second.
protocol Rates {
  /// The members that are added to a record, in this order.
  static var members: [Schema.Member] { get }

  /// To be called before the records of an answer.
  /// - Parameter milliseconds: since the answer before; 0 for the first one.
  mutating func begin(after milliseconds: Int64)

  /// Appends the record with its rates to `text`: none for what has no counters, and for what is
  /// seen for the first time.
  /// - Returns: what to sort by, the most first.
  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64
}

/// The arithmetic of rates.
enum Rate {
  /// What a counter came to a second; 0 where it began anew.
  static func perSecond(_ now: UInt64, _ before: UInt64, in milliseconds: Int64) -> UInt64 {
    guard now > before, milliseconds > 0 else { return 0 }
    let (product, isTooLarge) = (now - before).multipliedReportingOverflow(by: 1000)
    return isTooLarge ? .max : product / UInt64(milliseconds)
  }

  /// The value of a member that is a whole number; nil where it is none, or has over 19 digits.
  static func decimal(_ record: Span<UInt8>, _ field: Field) -> UInt64? {
    guard field.kind == .scalar, field.count > 0, field.count <= 19 else { return nil }
    var value: UInt64 = 0
    for index in field.start..<field.end {
      let digit = record[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + UInt64(digit)
    }
    return value
  }

  /// What tells records apart: the text of some members, each with a NUL, which no text has.
  static func key(_ record: Span<UInt8>, _ fields: ArraySlice<Field>) -> [UInt8] {
    var key: [UInt8] = []
    for field in fields {
      for index in field.start..<field.end { key.append(record[index]) }
      key.append(0)
    }
    return key
  }
}

extension [UInt8] {
  mutating func append(whole record: Span<UInt8>) {
    for index in record.indices { append(record[index]) }
  }

  /// Appends an object without the brace at its end, so that members can follow.
  mutating func append(unclosed record: Span<UInt8>) {
    for index in record.indices.dropLast() { append(record[index]) }
  }
}
