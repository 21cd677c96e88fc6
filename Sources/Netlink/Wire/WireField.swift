/// One number of a struct of the kernel's: its name there and where it lies. A struct that grows
/// with every release is a list of these, and is read as far as its bytes reach.
public struct WireField: Sendable {
  /// The member's name in the kernel's header.
  public let name: StaticString
  /// The first byte of the integer that holds it.
  public let offset: Int
  /// That integer's bytes: 1, 2, 4 or 8, in host byte order.
  public let width: Int
  /// Whether all bits set is no number but "none" or "no limit".
  public let hasNone: Bool
  @usableFromInline let shift: UInt64
  @usableFromInline let mask: UInt64

  /// - Parameters:
  ///   - bits: how many bits of the integer it has, where it is a bit field; nil is all.
  ///   - shift: the lowest of them, counted from the integer's lowest.
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

  /// The number; nil where the bytes do not reach it.
  @inlinable @inline(__always)
  public func value(in bytes: RawSpan) -> UInt64? {
    #if _endian(little)
      // Read with what follows it: no question of the width, for all but the last ones.
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

  /// Whether this value of the field stands for "none" or "no limit".
  @inlinable
  public func isNone(_ value: UInt64) -> Bool { hasNone && value == mask }
}
