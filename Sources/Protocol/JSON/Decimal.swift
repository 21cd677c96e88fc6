/// Makes decimal digits eight at a time, in one `UInt64` with the first digit in the lowest byte.
@usableFromInline
enum Decimal {
  /// The eight digits of a number below 100,000,000, leading zeros included. Each byte is the
  /// digit's value, 0 to 9, not its ASCII character.
  ///
  /// Each step splits all pieces in two at once. The divisions are replaced by multiplications
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

  /// Eight times the character `0`. OR-ing it with eight digit values makes them ASCII.
  @inlinable static var ascii: UInt64 {
    @inline(__always) get { 0x0101_0101_0101_0101 &* UInt64(UInt8(ascii: "0")) }
  }

  /// The number of bits that the leading zeros of eight digits take. The last digit does not
  /// count as a leading zero.
  @inlinable @inline(__always)
  static func zeroBits(_ digits: UInt64) -> UInt64 {
    UInt64(truncatingIfNeeded: (digits | 1 &<< 63).trailingZeroBitCount) & ~7
  }
}
