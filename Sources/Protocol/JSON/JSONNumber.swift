/// A JSON number, kept as its text (RFC 8259 section 6).
///
/// A `Double` would silently round integers above 2^53, and kernel counters and cookies are
/// 64 bits wide.
public struct JSONNumber: Sendable {
  /// The number exactly as sent, for example `1e2`.
  public let text: String

  /// The value if it is an integer from 0 to 2^64 - 1, otherwise nil.
  ///
  /// The value counts, not the notation: `100`, `100.0` and `1e2` are all 100, and `-0` is 0.
  public var uint64: UInt64? {
    guard let magnitude, !isNegative || magnitude == 0 else { return nil }
    return magnitude
  }

  /// The value if it is an integer from -2^63 to 2^63 - 1, otherwise nil.
  ///
  /// The value counts, not the notation: `-100`, `-100.0` and `-1e2` are all -100.
  public var int64: Int64? {
    guard let magnitude else { return nil }
    if isNegative {
      guard magnitude <= Int64.min.magnitude else { return nil }
      return Int64(truncatingIfNeeded: 0 &- magnitude)
    }
    return Int64(exactly: magnitude)
  }

  /// Whether the value is an integer of any size: true for `1.0` and `1e400`, false for `1e-1`.
  public var isInteger: Bool {
    let decimal = decimal
    return decimal.digits.isEmpty || decimal.exponent >= 0
  }

  private var isNegative: Bool { text.utf8.first == UInt8(ascii: "-") }

  /// The absolute value, or nil if it is not an integer or does not fit.
  private var magnitude: UInt64? {
    let decimal = decimal
    if decimal.digits.isEmpty { return 0 }
    // 2^64 - 1 has 20 digits. The exponent comes from the sender, so it is checked before the
    // loop below.
    guard (0..<20).contains(decimal.exponent), decimal.digits.count <= 20 else { return nil }
    var result: UInt64 = 0
    let zeros = repeatElement(UInt8(ascii: "0"), count: decimal.exponent)
    for digit in [decimal.digits[...], ArraySlice(zeros)].joined() {
      let (product, productOverflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflow) = product.addingReportingOverflow(UInt64(digit &- UInt8(ascii: "0")))
      guard !productOverflow, !sumOverflow else { return nil }
      result = sum
    }
    return result
  }

  /// The absolute value as `digits` times ten to the power of `exponent`. The digits neither begin
  /// nor end with a zero, and zero itself has no digits. In this form a value is an integer exactly
  /// if its exponent is not negative.
  private var decimal: (digits: [UInt8], exponent: Int) {
    let parts = text.utf8.split(maxSplits: 1, omittingEmptySubsequences: false) {
      $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E")
    }
    var exponent = parts.count > 1 ? Self.exponent(parts[1]) : 0
    var digits: [UInt8] = []
    var isFraction = false
    for byte in parts.first ?? text.utf8[...] {
      switch byte {
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if isFraction { exponent -= 1 }
        if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte) }
      default: break
      }
    }
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    return (digits, exponent)
  }

  /// The exponent as written, clamped to ±`Int.max / 16` so that the increments and decrements in
  /// `decimal` cannot overflow. No text that fits into memory has enough digits to make up for an
  /// exponent of that size.
  private static func exponent(_ text: Substring.UTF8View) -> Int {
    var result = 0
    for byte in text where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      result = min(result * 10 + Int(byte &- UInt8(ascii: "0")), Int.max / 16)
    }
    return text.first == UInt8(ascii: "-") ? -result : result
  }
}
