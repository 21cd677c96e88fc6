internal import Syscalls

/// Text that cannot harm a terminal.
enum SafeText {
  /// One line: all control characters are escaped.
  static func line(_ text: String) -> String { escaped(text, except: []) }

  /// Text that may have several lines: line feeds are kept.
  static func lines(_ text: String) -> String {
    escaped(text, except: [UInt32(UInt8(ascii: "\n"))])
  }

  private static func escaped(_ text: String, except: [UInt32]) -> String {
    guard
      text.unicodeScalars.contains(where: {
        TextWidth.isHostile($0.value) && !except.contains($0.value)
      })
    else { return text }
    var out = OutputBuffer(nil)
    for scalar in text.unicodeScalars {
      if except.contains(scalar.value) {
        out.append(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        _ = out.safe(scalar.value)
      }
    }
    return out.text
  }
}

/// How characters that could harm a terminal are escaped.
enum Escaping {
  /// `\x1b`, for people.
  case hex
  /// `\u001b`, as JSON writes it.
  case json
}

extension OutputBuffer {
  /// Appends a character, escaped if it could harm a terminal.
  /// - Returns: the columns that it takes on a terminal.
  mutating func safe(_ scalar: UInt32, _ escaping: Escaping = .hex) -> Int {
    if TextWidth.isHostile(scalar) { return escape(scalar, escaping) }
    utf8(scalar)
    return TextWidth.columns(scalar)
  }

  private mutating func escape(_ scalar: UInt32, _ escaping: Escaping) -> Int {
    append(UInt8(ascii: "\\"))
    if escaping == .hex, scalar < 0x100 {
      append(UInt8(ascii: "x"))
      hex(scalar, digits: 2)
      return 4
    }
    guard scalar > 0xffff else {
      append(UInt8(ascii: "u"))
      hex(scalar, digits: 4)
      return 6
    }
    // JSON escapes are UTF-16 code units: a surrogate pair.
    let offset = scalar - 0x10000
    append(UInt8(ascii: "u"))
    hex(0xd800 + offset >> 10, digits: 4)
    append(literal: "\\u")
    hex(0xdc00 + offset & 0x3ff, digits: 4)
    return 12
  }

  private mutating func hex(_ value: UInt32, digits: Int) {
    var shift = UInt32(digits * 4)
    while shift > 0 {
      shift -= 4
      let nibble = UInt8(value >> shift & 15)
      append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
    }
  }

  /// Appends a character as UTF-8.
  mutating func utf8(_ scalar: UInt32) {
    switch scalar {
    case 0..<0x80: append(UInt8(scalar))
    case 0x80..<0x800:
      append(UInt8(0xc0 | scalar >> 6))
      append(UInt8(0x80 | scalar & 0x3f))
    case 0x800..<0x10000:
      append(UInt8(0xe0 | scalar >> 12))
      append(UInt8(0x80 | scalar >> 6 & 0x3f))
      append(UInt8(0x80 | scalar & 0x3f))
    default:
      append(UInt8(0xf0 | scalar >> 18 & 7))
      append(UInt8(0x80 | scalar >> 12 & 0x3f))
      append(UInt8(0x80 | scalar >> 6 & 0x3f))
      append(UInt8(0x80 | scalar & 0x3f))
    }
  }
}
