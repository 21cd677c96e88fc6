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

  /// Appends decimal digits without a comma before them.
  @inlinable
  mutating func digits(_ value: UInt64) {
    reserve(JSONWriter.digitRoom)
    filled &+= unsafe JSONWriter.putDigits(value, base + filled)
  }

  /// Writes a number given in thousandths, with three decimals: 1500 is `1.500`.
  public mutating func thousandths(_ value: UInt64) {
    separate()
    digits(value / 1000)
    reserve(4)
    put(UInt8(ascii: "."))
    for place in [100, 10, 1] as [UInt64] { put(UInt8(ascii: "0") + UInt8(value / place % 10)) }
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) {
    separate()
    if value { raw("true") } else { raw("false") }
  }

  /// Writes `null`.
  public mutating func null() {
    separate()
    raw("null")
  }

  /// Writes a 64-bit identifier as a string of 16 lower-case hex digits, the most significant
  /// first. It is not written as a number because many JSON readers would lose its low bits.
  @inlinable
  public mutating func hexString(_ value: UInt64) {
    separate()
    reserve(18)
    put(UInt8(ascii: "\""))
    hexDigits(value, count: 16)
    put(UInt8(ascii: "\""))
  }

  /// Writes bytes as a string of lower-case hex digits, two per byte.
  public mutating func hexString(_ bytes: RawSpan) {
    separate()
    reserve(bytes.byteCount * 2 + 2)
    put(UInt8(ascii: "\""))
    for offset in 0..<bytes.byteCount {
      hexDigits(UInt64(JSONWriter.byte(bytes, offset)), count: 2)
    }
    put(UInt8(ascii: "\""))
  }

  /// Appends the lowest `count` hex digits of a number, the most significant first.
  @inlinable
  mutating func hexDigits(_ value: UInt64, count: Int) {
    reserve(count)
    var shift = UInt64(truncatingIfNeeded: count &* 4)
    while shift > 0 {
      shift &-= 4
      let nibble = UInt8(truncatingIfNeeded: (value &>> shift) & 15)
      put(nibble < 10 ? UInt8(ascii: "0") &+ nibble : UInt8(ascii: "a") &- 10 &+ nibble)
    }
  }

  // MARK: Strings in pieces

  /// Begins a string. Its text follows in pieces that must need no escape.
  @inlinable
  public mutating func beginString() {
    separate()
    reserve(1)
    put(UInt8(ascii: "\""))
  }

  /// Ends a string that `beginString` began.
  @inlinable
  public mutating func endString() {
    reserve(1)
    put(UInt8(ascii: "\""))
  }

  /// Appends one ASCII character inside a string. It must need no escape.
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

  /// Appends an IPv4 address in dotted-decimal form inside a string.
  /// - Parameter address: the address in host byte order.
  @inlinable
  public mutating func dotted(_ address: UInt32) {
    reserve(16)
    putOctet(address &>> 24)
    put(UInt8(ascii: "."))
    putOctet(address &>> 16 & 0xff)
    put(UInt8(ascii: "."))
    putOctet(address &>> 8 & 0xff)
    put(UInt8(ascii: "."))
    putOctet(address & 0xff)
  }

  @inlinable @inline(__always)
  mutating func putOctet(_ value: UInt32) {
    let zero = UInt8(ascii: "0")
    let hundreds = (value &* 41) &>> 12
    let rest = value &- hundreds &* 100
    let tens = (rest &* 103) &>> 10
    if value >= 100 { put(zero &+ UInt8(truncatingIfNeeded: hundreds)) }
    if value >= 10 { put(zero &+ UInt8(truncatingIfNeeded: tens)) }
    put(zero &+ UInt8(truncatingIfNeeded: rest &- tens &* 10))
  }

  /// Appends a number in lower-case hex without leading zeros inside a string.
  @inlinable
  public mutating func hexWithoutZeros(_ value: UInt16) {
    hexDigits(UInt64(value), count: value > 0xfff ? 4 : value > 0xff ? 3 : value > 0xf ? 2 : 1)
  }

  // MARK: Strings

  /// Writes a string that is known at compile time and must need no escape.
  @inlinable @inline(__always)
  public mutating func token(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    separate()
    reserve(length &+ 2)
    put(UInt8(ascii: "\""))
    unsafe (base + filled).update(from: text.utf8Start, count: length)
    filled &+= length
    put(UInt8(ascii: "\""))
  }

  /// Writes any text as a string.
  public mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      _ = unsafe string(RawSpan(_unsafeElements: bytes))
    }
  }

  /// Writes bytes as a string. Bytes that are not UTF-8 become U+FFFD.
  /// - Returns: false if bytes were replaced.
  @discardableResult
  public mutating func string(_ bytes: RawSpan) -> Bool {
    separate()
    return escaped(bytes)
  }

  /// Writes a member whose value is text from the kernel, which can be any bytes. If some are not
  /// UTF-8, they become U+FFFD, and a second member with the suffix `Hex` has the exact bytes.
  public mutating func member(_ name: StaticString, bytes: RawSpan) {
    key(name)
    if !string(bytes) {
      key(dynamic: "\(name)Hex")
      hexString(bytes)
    }
  }

  /// Like `member(_:bytes:)`, for bytes in an array.
  public mutating func member(_ name: StaticString, bytes: [UInt8]) {
    unsafe member(name, bytes: bytes.span.bytes)
  }

  /// Writes a member whose value is an unsigned integer.
  @inlinable
  public mutating func member<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: StaticString, _ value: Value
  ) {
    key(name)
    integer(value)
  }

  /// Writes a member whose value is a signed integer.
  public mutating func member(_ name: StaticString, _ value: Int) {
    key(name)
    integer(value)
  }

  /// Writes a member whose value is a string.
  public mutating func member(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }

  /// Writes a member whose value is a string that is known at compile time and must need no
  /// escape.
  @inlinable
  public mutating func member(_ name: StaticString, token: StaticString) {
    key(name)
    self.token(token)
  }

  /// Writes a member whose value is a boolean.
  public mutating func member(_ name: StaticString, _ value: Bool) {
    key(name)
    bool(value)
  }

  /// Writes a member whose value is null.
  public mutating func memberNull(_ name: StaticString) {
    key(name)
    null()
  }
}
