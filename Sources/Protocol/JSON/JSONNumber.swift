/// A JSON number, kept as the text that was sent (RFC 8259 section 6).
///
/// A `Double` would silently round integers above 2^53, and kernel counters and cookies are
/// 64 bits wide.
public struct JSONNumber: Sendable {
  /// The number exactly as sent, for example `1e2`.
  public let text: String

  /// The value when it is a whole number from 0 to 2^64 - 1, otherwise nil.
  ///
  /// The value counts, not the spelling: `100`, `100.0` and `1e2` are all 100, and `-0` is 0.
  public var uint64: UInt64? {
    guard let magnitude, !isNegative || magnitude == 0 else { return nil }
    return magnitude
  }

  /// The value when it is a whole number from -2^63 to 2^63 - 1, otherwise nil.
  ///
  /// The value counts, not the spelling: `-100`, `-100.0` and `-1e2` are all -100.
  public var int64: Int64? {
    guard let magnitude else { return nil }
    if isNegative {
      guard magnitude <= Int64.min.magnitude else { return nil }
      return Int64(truncatingIfNeeded: 0 &- magnitude)
    }
    return Int64(exactly: magnitude)
  }

  /// Whether the value is a whole number of any size: true for `1.0` and `1e400`, not for `1e-1`.
  public var isInteger: Bool {
    let decimal = decimal
    return decimal.digits.isEmpty || decimal.exponent >= 0
  }

  private var isNegative: Bool { text.utf8.first == ASCII.minus }

  /// The value without its sign, or nil when it is not whole or does not fit.
  private var magnitude: UInt64? {
    let decimal = decimal
    if decimal.digits.isEmpty { return 0 }
    // 2^64 - 1 has 20 digits. Checked before the loop below, because the exponent is hostile.
    guard (0..<20).contains(decimal.exponent), decimal.digits.count <= 20 else { return nil }
    var result: UInt64 = 0
    let zeros = repeatElement(ASCII.zero, count: decimal.exponent)
    for digit in [decimal.digits[...], ArraySlice(zeros)].joined() {
      let (product, productOverflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(digit &- ASCII.zero))
      guard !productOverflow, !sumOverflow else { return nil }
      result = sum
    }
    return result
  }

  /// The size of the value as `digits` times ten to the power of `exponent`, with no zero at
  /// either end of the digits, and no digits for zero. In this form a value is whole exactly when
  /// its exponent is not negative.
  private var decimal: (digits: [UInt8], exponent: Int) {
    let parts = text.utf8.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == ASCII.lowerE || $0 == ASCII.upperE
    }
    var exponent = parts.count > 1 ? Self.exponent(parts[1]) : 0
    var digits: [UInt8] = []
    var isFraction = false
    for byte in parts.first ?? text.utf8[...] {
      switch byte {
      case ASCII.dot: isFraction = true
      case ASCII.digits:
        if isFraction { exponent -= 1 }
        if !digits.isEmpty || byte != ASCII.zero { digits.append(byte) }
      default: break
      }
    }
    while digits.last == ASCII.zero {
      digits.removeLast()
      exponent += 1
    }
    return (digits, exponent)
  }

  /// The exponent, cut off far outside of what any number of digits in memory could make up for,
  /// so that the steps of one above cannot overflow.
  private static func exponent(_ text: Substring.UTF8View) -> Int {
    var result = 0
    for byte in text where ASCII.digits.contains(byte) {
      result = min(result * 10 + Int(byte &- ASCII.zero), Int.max / 16)
    }
    return text.first == ASCII.minus ? -result : result
  }
}
