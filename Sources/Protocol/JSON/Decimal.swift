/// Decimal digits eight at a time: in one `UInt64`, the first digit in its lowest byte.
@usableFromInline
enum Decimal {
  /// The eight digits of a number below 100,000,000, leading zeros included, as numbers and not
  /// as ASCII.
  ///
  /// Each step cuts every piece in two, all pieces at once. The divisions are multiplications
  /// that are exact for pieces of this size.
  @inlinable @inline(__always)
  static func eight(_ value: UInt64) -> UInt64 {
    let high = value / 10_000
    let fours = high | (value &- high &* 10_000) &<< 32
    let hundreds = (fours &* 10_486) &>> 20 & 0x0000_007f_0000_007f
    let pairs = hundreds | (fours &- hundreds &* 100) &<< 16
    let tens = (pairs &* 103) &>> 10 & 0x000f_000f_000f_000f
    return tens | (pairs &- tens &* 10) &<< 8
  }

  /// What makes eight digits ASCII.
  @inlinable static var ascii: UInt64 { @inline(__always) get { 0x3030_3030_3030_3030 } }

  /// How many of eight digits are leading zeros, in bits. The last digit is none of them.
  @inlinable @inline(__always)
  static func zeroBits(_ digits: UInt64) -> UInt64 {
    UInt64(truncatingIfNeeded: (digits | 1 &<< 63).trailingZeroBitCount) & ~7
  }
}
