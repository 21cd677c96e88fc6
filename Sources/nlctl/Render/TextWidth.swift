/// How a terminal shows characters.
enum TextWidth {
  /// Whether a character could move the cursor, change the terminal's state, or make text look
  /// like other text: control characters and invisible format characters.
  static func isHostile(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x00..<0x20, 0x7f...0x9f, 0xad, 0x61c, 0x180e, 0x200b...0x200f, 0x2028...0x202e,
      0x2060...0x206f, 0xfeff, 0xfff9...0xfffb, 0xe0000...0xe007f:
      true
    default: false
    }
  }

  /// How many columns a character takes (Unicode's East Asian Width, in coarse blocks).
  static func columns(_ scalar: UInt32) -> Int {
    switch scalar {
    case 0x300...0x36f, 0x20d0...0x20ff, 0xfe00...0xfe0f: 0
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf, 0xac00...0xd7a3,
      0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f,
      0x1f900...0x1f9ff, 0x20000...0x3fffd:
      2
    default: 1
    }
  }
}
