/// The names of numeric members that are written one after the other, as prepared JSON text.
public struct MemberNames: Sendable {
  // For each name `,"name":`, and then 32 bytes of padding, because a name is copied in pieces of
  // 16 bytes, at least two of them.
  @usableFromInline let text: [UInt8]
  // The offset of each name in `text`, and last the end of the last name.
  @usableFromInline let places: [Int]

  /// Prepares the text of the names.
  /// - Parameter names: the member names; they must need no escape.
  public init(_ names: [StaticString]) {
    var text: [UInt8] = []
    var places = [0]
    for name in names {
      text += Array(",\"\(name)\":".utf8)
      places.append(text.count)
    }
    self.text = text + [UInt8](repeating: 0, count: 32)
    self.places = places
  }
}

/// This file uses pointers into the writer's buffer. The room is reserved before they are made.
extension JSONWriter {
  /// Writes members whose values are numbers. The loop only copies and stores, because a socket
  /// with all details has a hundred of them.
  /// - Parameter value: returns the value for the name at an index; `.some(nil)` writes null, and
  ///   nil leaves the member out.
  @inlinable @inline(__always)
  public mutating func members(_ names: MemberNames, value: (Int) -> UInt64??) {
    let count = names.places.count &- 1
    reserve(names.text.count &+ count &* JSONWriter.digitRoom)
    var place = unsafe base + filled
    var isFirst = !needsComma
    unsafe names.text.withUnsafeBytes { text in
      guard let text = text.baseAddress else { return }
      for index in 0..<count {
        guard let value = value(index) else { continue }
        let start = names.places[index] &+ (isFirst ? 1 : 0)
        isFirst = false
        let length = names.places[index &+ 1] &- start
        unsafe JSONWriter.copyPiece(text + start, to: place)
        unsafe JSONWriter.copyPiece(text + (start &+ 16), to: place + 16)
        // Few names are longer than 32 bytes.
        var copied = 32
        while copied < length {
          unsafe JSONWriter.copyPiece(text + (start &+ copied), to: place + copied)
          copied &+= 16
        }
        unsafe place += length
        if let value {
          unsafe place += JSONWriter.putDigits(value, place)
        } else {
          unsafe UnsafeMutableRawPointer(place).storeBytes(of: JSONWriter.nullText, as: UInt32.self)
          unsafe place += 4
        }
      }
    }
    filled = unsafe place - base
    needsComma = !isFirst
  }

  @inlinable @inline(__always)
  static func copyPiece(_ source: UnsafeRawPointer, to place: UnsafeMutablePointer<UInt8>) {
    unsafe UnsafeMutableRawPointer(place).storeBytes(
      of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
  }

  /// The text `null` as one word, the first character in the lowest byte.
  @usableFromInline static var nullText: UInt32 { 0x6c6c_756e }

  /// The room that `putDigits` needs, in bytes: it may store more than the twenty digits that a
  /// number can have.
  @usableFromInline static var digitRoom: Int { 32 }

  /// Stores a number's decimal digits.
  /// - Parameter place: must have room for `digitRoom` bytes.
  /// - Returns: the number of digits.
  @inlinable @inline(__always)
  static func putDigits(_ value: UInt64, _ place: UnsafeMutablePointer<UInt8>) -> Int {
    if value < 10 {
      unsafe place.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value)
      return 1
    }
    if value < 100_000_000 { return unsafe putFewDigits(value, place) }
    return unsafe putManyDigits(value, place)
  }

  /// Like `putDigits`, for a number below 100,000,000.
  @inlinable @inline(__always)
  static func putFewDigits(_ value: UInt64, _ place: UnsafeMutablePointer<UInt8>) -> Int {
    let digits = Decimal.eight(value)
    let zeros = Decimal.zeroBits(digits)
    let text = (digits | Decimal.ascii) &>> zeros
    unsafe UnsafeMutableRawPointer(place).storeBytes(of: text.littleEndian, as: UInt64.self)
    return 8 &- Int(truncatingIfNeeded: zeros &>> 3)
  }

  /// Like `putDigits`, for a number from 100,000,000 on.
  @usableFromInline @inline(never)
  static func putManyDigits(_ value: UInt64, _ place: UnsafeMutablePointer<UInt8>) -> Int {
    let (high, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
    let count = unsafe high < 100_000_000 ? putFewDigits(high, place) : putManyDigits(high, place)
    let text = Decimal.eight(low) | Decimal.ascii
    unsafe UnsafeMutableRawPointer(place + count).storeBytes(
      of: text.littleEndian, as: UInt64.self)
    return count &+ 8
  }
}
