extension JSONWriter {
  // MARK: Numbers

  /// Writes an unsigned integer of any width, in full.
  @inlinable
  public mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(_ value: Value) {
    separate()
    digits(UInt64(truncatingIfNeeded: value))
  }

  /// Writes a signed integer of any width, in full.
  public mutating func integer<Value: FixedWidthInteger & SignedInteger>(_ value: Value) {
    separate()
    if value < 0 { raw("-") }
    digits(UInt64(value.magnitude))
  }

  /// Writes decimal digits without a comma before them.
  @inlinable
  mutating func digits(_ value: UInt64) {
    reserve(JSONWriter.digitRoom)
    filled &+= unsafe JSONWriter.putDigits(value, base + filled)
  }

  /// Writes a number of thousandths with its three decimals.
  public mutating func thousandths(_ value: UInt64) {
    separate()
    digits(value / 1000)
    reserve(4)
    put(0x2e)
    for place in [100, 10, 1] as [UInt64] { put(0x30 + UInt8(value / place % 10)) }
  }

  public mutating func bool(_ value: Bool) {
    separate()
    if value { raw("true") } else { raw("false") }
  }

  public mutating func null() {
    separate()
    raw("null")
  }

  /// Writes a 64-bit identifier as a string of 16 lower-case hex digits, most significant
  /// first: many JSON readers lose the low bits of such a number.
  @inlinable
  public mutating func hexString(_ value: UInt64) {
    separate()
    reserve(18)
    put(0x22)
    hexDigits(value, count: 16)
    put(0x22)
  }

  /// Writes bytes as a string of lower-case hex digits, two a byte.
  public mutating func hexString(_ bytes: RawSpan) {
    separate()
    reserve(bytes.byteCount * 2 + 2)
    put(0x22)
    for offset in 0..<bytes.byteCount {
      hexDigits(UInt64(JSONWriter.byte(bytes, offset)), count: 2)
    }
    put(0x22)
  }

  @inlinable
  mutating func hexDigits(_ value: UInt64, count: Int) {
    reserve(count)
    var shift = UInt64(truncatingIfNeeded: count &* 4)
    while shift > 0 {
      shift &-= 4
      let nibble = UInt8(truncatingIfNeeded: (value &>> shift) & 15)
      put(nibble < 10 ? 0x30 &+ nibble : 0x57 &+ nibble)
    }
  }

  // MARK: Strings in pieces

  /// Begins a string whose text follows in pieces that need no escape.
  @inlinable
  public mutating func beginString() {
    separate()
    reserve(1)
    put(0x22)
  }

  @inlinable
  public mutating func endString() {
    reserve(1)
    put(0x22)
  }

  /// Appends one ASCII character inside a string; it must need no escape.
  @inlinable
  public mutating func text(_ character: UInt8) {
    reserve(1)
    put(character)
  }

  /// Appends a decimal number inside a string.
  @inlinable
  public mutating func decimal(_ value: UInt32) {
    digits(UInt64(value))
  }

  /// Appends an IPv4 address in dotted form inside a string.
  /// - Parameter address: host byte order.
  @inlinable
  public mutating func dotted(_ address: UInt32) {
    reserve(16)
    putOctet(address &>> 24)
    put(0x2e)
    putOctet(address &>> 16 & 0xff)
    put(0x2e)
    putOctet(address &>> 8 & 0xff)
    put(0x2e)
    putOctet(address & 0xff)
  }

  @inlinable @inline(__always)
  mutating func putOctet(_ value: UInt32) {
    let hundreds = (value &* 41) &>> 12
    let rest = value &- hundreds &* 100
    let tens = (rest &* 103) &>> 10
    if value >= 100 { put(0x30 &+ UInt8(truncatingIfNeeded: hundreds)) }
    if value >= 10 { put(0x30 &+ UInt8(truncatingIfNeeded: tens)) }
    put(0x30 &+ UInt8(truncatingIfNeeded: rest &- tens &* 10))
  }

  /// Appends a number in hex without leading zeros inside a string.
  @inlinable
  public mutating func hexWithoutZeros(_ value: UInt16) {
    hexDigits(UInt64(value), count: value > 0xfff ? 4 : value > 0xff ? 3 : value > 0xf ? 2 : 1)
  }

  // MARK: Strings

  /// Writes a string whose text needs no escape and is known at compile time.
  @inlinable @inline(__always)
  public mutating func token(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    separate()
    reserve(length &+ 2)
    put(0x22)
    unsafe (base + filled).update(from: text.utf8Start, count: length)
    filled &+= length
    put(0x22)
  }

  /// Writes any text as a JSON string.
  public mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      _ = unsafe string(RawSpan(_unsafeElements: bytes))
    }
  }

  /// Writes bytes that should be UTF-8 as a JSON string; what is not becomes U+FFFD.
  /// - Returns: whether the text stands for the bytes exactly.
  @discardableResult
  public mutating func string(_ bytes: RawSpan) -> Bool {
    separate()
    return escaped(bytes)
  }

  /// Writes a member whose value is text from the kernel: any bytes. Bytes that are not UTF-8
  /// become U+FFFD, and a second member with the suffix `Hex` then carries them exactly.
  public mutating func member(_ name: StaticString, bytes: RawSpan) {
    key(name)
    if !string(bytes) {
      key(dynamic: "\(name)Hex")
      hexString(bytes)
    }
  }

  /// As `member(_:bytes:)` for bytes in an array.
  public mutating func member(_ name: StaticString, bytes: [UInt8]) {
    unsafe member(name, bytes: bytes.span.bytes)
  }

  @inlinable
  public mutating func member<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: Value
  ) {
    key(name)
    integer(value)
  }

  public mutating func member(_ name: StaticString, _ value: Int) {
    key(name)
    integer(value)
  }

  public mutating func member(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }

  /// Writes a member whose value is a word known at compile time.
  @inlinable
  public mutating func member(_ name: StaticString, token: StaticString) {
    key(name)
    self.token(token)
  }

  public mutating func member(_ name: StaticString, _ value: Bool) {
    key(name)
    bool(value)
  }

  public mutating func memberNull(_ name: StaticString) {
    key(name)
    null()
  }
}
