extension JSONWriter {
  /// Writes `bytes` as a quoted and escaped string. Bytes that are not UTF-8 become U+FFFD.
  /// - Returns: false if bytes were replaced.
  mutating func escaped(_ bytes: RawSpan) -> Bool {
    // A byte becomes six at most (\u001f); U+FFFD has three.
    reserve(bytes.byteCount * 6 + 2)
    put(UInt8(ascii: "\""))
    var exact = true
    var offset = 0
    while offset < bytes.byteCount {
      let byte = JSONWriter.byte(bytes, offset)
      if byte < 0x80 {
        if byte >= UInt8(ascii: " "), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
          put(byte)
        } else {
          putEscaped(byte)
        }
        offset &+= 1
        continue
      }
      let length = JSONWriter.sequenceLength(bytes, at: offset)
      if length == 0 {
        put(0xef)
        put(0xbf)
        put(0xbd)
        exact = false
        offset += 1
      } else {
        for index in offset..<offset + length { put(JSONWriter.byte(bytes, index)) }
        offset += length
      }
    }
    put(UInt8(ascii: "\""))
    return exact
  }

  /// Writes an ASCII character, escaped if JSON requires it.
  private mutating func putEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): putEscape(byte)
    case UInt8(ascii: "\n"): putEscape(UInt8(ascii: "n"))
    case UInt8(ascii: "\r"): putEscape(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): putEscape(UInt8(ascii: "t"))
    case 0..<UInt8(ascii: " "):
      putEscape(UInt8(ascii: "u"))
      hexDigits(UInt64(byte), count: 4)
    default: put(byte)
    }
  }

  private mutating func putEscape(_ letter: UInt8) {
    put(UInt8(ascii: "\\"))
    put(letter)
  }

  /// The length of the well-formed UTF-8 sequence of two to four bytes at `offset`, or 0 if there
  /// is none (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
  private static func sequenceLength(_ bytes: RawSpan, at offset: Int) -> Int {
    let lead = byte(bytes, offset)
    let length: Int
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xbf
    switch lead {
    case 0xc2...0xdf: length = 2
    case 0xe0...0xef:
      length = 3
      if lead == 0xe0 { lowest = 0xa0 }
      if lead == 0xed { highest = 0x9f }
    case 0xf0...0xf4:
      length = 4
      if lead == 0xf0 { lowest = 0x90 }
      if lead == 0xf4 { highest = 0x8f }
    default: return 0
    }
    guard offset + length <= bytes.byteCount else { return 0 }
    guard (lowest...highest).contains(byte(bytes, offset + 1)) else { return 0 }
    for index in offset + 2..<max(offset + 2, offset + length)
    where byte(bytes, index) & 0xc0 != 0x80 {
      return 0
    }
    return length
  }

  @inline(__always)
  static func byte(_ bytes: RawSpan, _ offset: Int) -> UInt8 {
    unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}
