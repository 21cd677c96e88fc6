import Protocol

/// The rates of counters in the records of a list since the previous answer, per second.
protocol Rates {
  /// The members that are added to each record, in this order.
  static var members: [Schema.Member] { get }

  /// Must be called before the records of an answer.
  /// - Parameter milliseconds: the time since the previous answer; 0 for the first one.
  mutating func begin(after milliseconds: Int64)

  /// Appends the record with its rates to `text`. A record without counters, and a record that the
  /// previous answer did not have, gets no rates.
  /// - Returns: the number to sort by, in descending order.
  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64
}

/// The arithmetic of rates.
enum Rate {
  /// The increase of a counter per second; 0 if the counter decreased.
  static func perSecond(_ now: UInt64, _ before: UInt64, in milliseconds: Int64) -> UInt64 {
    guard now > before, milliseconds > 0 else { return 0 }
    let (product, isTooLarge) = (now - before).multipliedReportingOverflow(by: 1000)
    return isTooLarge ? .max : product / UInt64(milliseconds)
  }

  /// The identity of a record: the text of some members, each followed by NUL, which JSON text never
  /// contains.
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
  /// Appends an object without its closing brace, so that further members can follow.
  mutating func append(unclosed record: Span<UInt8>) {
    for index in record.indices.dropLast() { append(record[index]) }
  }
}
