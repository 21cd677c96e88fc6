/// Reads the fields of a line of /proc one after the other. Spaces separate them.
struct ProcFields {
  /// The part of the line that is not read yet, including the spaces before the next field.
  private(set) var remainder: ArraySlice<UInt8>

  init(_ line: ArraySlice<UInt8>) {
    remainder = line
  }

  /// The next field; nil at the end of the line.
  mutating func word() -> ArraySlice<UInt8>? {
    let space = UInt8(ascii: " ")
    remainder = remainder.drop { $0 == space }
    guard !remainder.isEmpty else { return nil }
    let word = remainder.prefix { $0 != space }
    remainder = remainder[word.endIndex...]
    return word
  }

  /// The next field as a hexadecimal number of at most 16 digits; nil if it is none.
  mutating func hex() -> UInt64? { word().flatMap { ProcFields.hex($0) } }

  /// The next field as a decimal number; nil if it is none.
  mutating func decimal() -> UInt64? {
    guard let word = word() else { return nil }
    var value: UInt64 = 0
    for byte in word {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isLarger) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
      guard !isLarge, !isLarger else { return nil }
      value = sum
    }
    return value
  }

  /// The next field as two hexadecimal numbers with a colon between them; nil if it is something
  /// else.
  mutating func hexPair() -> (UInt64, UInt64)? {
    guard let word = word(), let colon = word.firstIndex(of: UInt8(ascii: ":")),
      let first = ProcFields.hex(word[..<colon]), let second = ProcFields.hex(word[(colon + 1)...])
    else { return nil }
    return (first, second)
  }

  static func hex(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard !digits.isEmpty, digits.count <= 16 else { return nil }
    var value: UInt64 = 0
    for byte in digits {
      guard let digit = digit(byte) else { return nil }
      value = value << 4 | digit
    }
    return value
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    default: nil
    }
  }
}
