extension UInt64 {
  /// Parses decimal digits with optional blanks before them.
  /// - Returns: nil for any other text, and for more than 20 digits. A number beyond 64 bits wraps.
  public init?(decimal text: ArraySlice<UInt8>) {
    var value: UInt64 = 0
    var digits = 0
    for byte in text {
      if digits == 0, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { continue }
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), digits < 20 else { return nil }
      value = value &* 10 &+ UInt64(byte & 15)
      digits += 1
    }
    guard digits > 0 else { return nil }
    self = value
  }
}
