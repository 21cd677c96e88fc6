/// Reads the characters of JSON text one by one, as Unicode scalar values.
struct ScalarDecoder {
  private var offset: Int
  private let end: Int

  /// - Parameter range: the bytes of a string without its quotes, or any JSON text.
  init(_ range: Range<Int>) {
    offset = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { offset >= end }

  /// The next character, with its escape decoded. Bytes that are not UTF-8 become U+FFFD.
  mutating func nextInString(_ bytes: Span<UInt8>) -> UInt32 {
    guard bytes[offset] == UInt8(ascii: "\\"), offset + 1 < end else { return next(bytes) }
    let letter = bytes[offset + 1]
    offset += 2
    switch letter {
    case UInt8(ascii: "b"): return UInt32(UInt8(ascii: "\u{8}"))
    case UInt8(ascii: "f"): return UInt32(UInt8(ascii: "\u{c}"))
    case UInt8(ascii: "n"): return UInt32(UInt8(ascii: "\n"))
    case UInt8(ascii: "r"): return UInt32(UInt8(ascii: "\r"))
    case UInt8(ascii: "t"): return UInt32(UInt8(ascii: "\t"))
    case UInt8(ascii: "u"): return escapedUnits(bytes)
    default: return UInt32(letter)
    }
  }

  /// The next character without decoding escapes.
  mutating func next(_ bytes: Span<UInt8>) -> UInt32 {
    let lead = bytes[offset]
    offset += 1
    let length: Int
    var scalar: UInt32
    switch lead {
    case 0x00..<0x80: return UInt32(lead)
    case 0xc2...0xdf: (length, scalar) = (1, UInt32(lead & 0x1f))
    case 0xe0...0xef: (length, scalar) = (2, UInt32(lead & 0x0f))
    case 0xf0...0xf4: (length, scalar) = (3, UInt32(lead & 0x07))
    default: return 0xfffd
    }
    guard offset + length <= end else { return 0xfffd }
    for index in offset..<offset + length {
      guard bytes[index] & 0xc0 == 0x80 else { return 0xfffd }
      scalar = scalar << 6 | UInt32(bytes[index] & 0x3f)
    }
    offset += length
    return scalar
  }

  private mutating func escapedUnits(_ bytes: Span<UInt8>) -> UInt32 {
    let first = unit(bytes)
    guard (0xd800..<0xdc00).contains(first) else {
      return (0xdc00..<0xe000).contains(first) ? 0xfffd : first
    }
    guard
      offset + 6 <= end, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u")
    else { return 0xfffd }
    offset += 2
    let second = unit(bytes)
    guard (0xdc00..<0xe000).contains(second) else { return 0xfffd }
    return 0x10000 + (first - 0xd800) << 10 + (second - 0xdc00)
  }

  private mutating func unit(_ bytes: Span<UInt8>) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard offset < end else { return 0xfffd }
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"):
        value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"):
        value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
      default: return 0xfffd
      }
    }
    return value
  }
}
