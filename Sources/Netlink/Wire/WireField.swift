/// One number in a struct of the kernel: its name and its place. A struct that grows with kernel
/// releases is described by a list of these, and is read as far as the received bytes reach.
public struct WireField: Sendable {
  /// The member's name in the kernel's header.
  public let name: StaticString
  /// The byte offset of the integer that contains it.
  public let offset: Int
  /// The size of that integer in bytes: 1, 2, 4 or 8. The integer is in host byte order.
  public let width: Int
  /// Whether all bits set means "none" or "no limit" instead of a number.
  public let hasNone: Bool
  @usableFromInline let shift: UInt64
  @usableFromInline let mask: UInt64

  /// - Parameters:
  ///   - name: the member's name in the kernel's header.
  ///   - offset: the byte offset of the integer that contains it.
  ///   - width: the size of that integer in bytes.
  ///   - bits: the number of bits of a bit field; nil means all bits of the integer.
  ///   - shift: the position of a bit field's lowest bit; 0 is the integer's lowest bit.
  ///   - hasNone: whether all bits set means "none" or "no limit".
  public init(
    _ name: StaticString, at offset: Int, bytes width: Int, bits: Int? = nil, shift: Int = 0,
    hasNone: Bool = false
  ) {
    self.name = name
    self.offset = offset
    self.width = width
    self.shift = UInt64(truncatingIfNeeded: shift)
    self.hasNone = hasNone
    mask = UInt64.max >> UInt64(64 - (bits ?? width * 8))
  }

  /// Reads the number; nil if the bytes end before it does.
  @inlinable @inline(__always)
  public func value(in bytes: RawSpan) -> UInt64? {
    #if _endian(little)
      // Eight bytes are read whatever the width is, which saves a branch for all but the last
      // fields.
      if let word = bytes.load(UInt64.self, at: offset) { return (word &>> shift) & mask }
    #endif
    guard let word = WireField.word(bytes, at: offset, width) else { return nil }
    return (word &>> shift) & mask
  }

  @usableFromInline @inline(never)
  static func word(_ bytes: RawSpan, at offset: Int, _ width: Int) -> UInt64? {
    switch width {
    case 1: bytes.load(UInt8.self, at: offset).map { UInt64($0) }
    case 2: bytes.load(UInt16.self, at: offset).map { UInt64($0) }
    case 4: bytes.load(UInt32.self, at: offset).map { UInt64($0) }
    default: bytes.load(UInt64.self, at: offset)
    }
  }

  /// Whether this value of the field means "none" or "no limit".
  @inlinable
  public func isNone(_ value: UInt64) -> Bool { hasNone && value == mask }
}
