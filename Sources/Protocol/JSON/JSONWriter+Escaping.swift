extension JSONWriter {
  /// Writes the quoted and escaped text of `bytes`.
  /// - Returns: false when bytes that are not UTF-8 were replaced.
  mutating func escaped(_ bytes: RawSpan) -> Bool {
    // Six bytes at most for each: \u001f, or three of U+FFFD.
    reserve(bytes.byteCount * 6 + 2)
    put(0x22)
    var exact = true
    var offset = 0
    while offset < bytes.byteCount {
      let byte = JSONWriter.byte(bytes, offset)
      if byte < 0x80 {
        if byte >= 0x20, byte != 0x22, byte != 0x5c { put(byte) } else { putASCII(byte) }
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
    put(0x22)
    return exact
  }

  private mutating func putASCII(_ byte: UInt8) {
    switch byte {
    case 0x22, 0x5c:
      put(0x5c)
      put(byte)
    case 0x0a: putEscape(0x6e)
    case 0x0d: putEscape(0x72)
    case 0x09: putEscape(0x74)
    case 0x00..<0x20:
      putEscape(0x75)
      hexDigits(UInt64(byte), count: 4)
    default: put(byte)
    }
  }

  private mutating func putEscape(_ letter: UInt8) {
    put(0x5c)
    put(letter)
  }

  /// The length of the well-formed UTF-8 sequence of two to four bytes that begins here, or 0
  /// (Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF).
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
