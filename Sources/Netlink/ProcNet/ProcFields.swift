/// Steps through the fields of a line of /proc: words between spaces.
struct ProcFields {
  private var rest: ArraySlice<UInt8>

  init(_ line: ArraySlice<UInt8>) {
    rest = line
  }

  /// The next word; nil at the end of the line.
  mutating func word() -> ArraySlice<UInt8>? {
    rest = rest.drop { $0 == 0x20 }
    guard !rest.isEmpty else { return nil }
    let word = rest.prefix { $0 != 0x20 }
    rest = rest[word.endIndex...]
    return word
  }

  /// A word that is one hexadecimal number of at most 16 digits.
  mutating func hex() -> UInt64? { word().flatMap { ProcFields.hex($0) } }

  /// A word that is one decimal number.
  mutating func decimal() -> UInt64? {
    guard let word = word() else { return nil }
    var value: UInt64 = 0
    for byte in word {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isLarger) = product.addingReportingOverflow(UInt64(byte - 0x30))
      guard !isLarge, !isLarger else { return nil }
      value = sum
    }
    return value
  }

  /// A word of two hexadecimal numbers with a colon between them.
  mutating func hexPair() -> (UInt64, UInt64)? {
    guard let word = word(), let colon = word.firstIndex(of: UInt8(ascii: ":")),
      let first = ProcFields.hex(word[..<colon]), let second = ProcFields.hex(word[(colon + 1)...])
    else { return nil }
    return (first, second)
  }

  /// What is left, the spaces before it included.
  var remainder: ArraySlice<UInt8> { rest }

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
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x41...0x46: UInt64(byte - 0x41 + 10)
    case 0x61...0x66: UInt64(byte - 0x61 + 10)
    default: nil
    }
  }
}
