public import Bytes

/// Writes JSON text into one growing buffer, without any allocation of its own per value: the
/// records of a long dump go from the kernel's bytes to text here. It places the commas itself.
@safe
public struct JSONWriter: ~Copyable {
  @usableFromInline var buffer: ByteBuffer
  @usableFromInline var needsComma = false

  /// - Parameter capacity: the initial room in bytes; it doubles as needed.
  public init(capacity: Int = 4096) {
    buffer = ByteBuffer(capacity: max(64, capacity))
  }

  /// The bytes written since the last `removeAll`.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    get { buffer.bytes }
  }

  /// How many bytes were written since the last `removeAll`.
  @inlinable
  public var count: Int { buffer.count }

  /// The room in bytes, for tests.
  var capacity: Int { buffer.capacity }

  /// Forgets the bytes, and keeps the room and the place in the document.
  public mutating func removeAll() {
    buffer.count = 0
  }

  /// Forgets the bytes, and frees the room beyond `limit` bytes, which a rare long text took, so
  /// that it does not occupy memory for as long as the writer lives.
  public mutating func removeAll(keepingAtMost limit: Int) {
    buffer.removeAll(keepingAtMost: max(64, limit))
  }

  /// A place to come back to with `rewind(to:)`.
  public struct Mark: Equatable, Sendable {
    let filled: Int
    let needsComma: Bool
  }

  public var mark: Mark { Mark(filled: filled, needsComma: needsComma) }

  /// Takes back everything written since the mark; the bytes must still be in the buffer.
  public mutating func rewind(to mark: Mark) {
    filled = min(filled, mark.filled)
    needsComma = mark.needsComma
  }

  // MARK: Raw bytes

  @inlinable @inline(__always)
  var base: UnsafeMutablePointer<UInt8> { unsafe buffer.start }

  @inlinable @inline(__always)
  var filled: Int {
    get { buffer.count }
    set { buffer.count = newValue }
  }

  /// Makes sure that `extra` bytes fit.
  @inlinable @inline(__always)
  mutating func reserve(_ extra: Int) { buffer.reserve(extra) }

  /// Appends one byte; the room must have been reserved.
  @inlinable @inline(__always)
  mutating func put(_ byte: UInt8) { buffer.put(byte) }

  /// Appends text that is JSON already, commas included.
  @inlinable @inline(__always)
  public mutating func raw(_ text: StaticString) { buffer.append(text) }

  /// Appends bytes that are JSON already, commas included.
  public mutating func raw(_ bytes: RawSpan) { buffer.append(bytes) }

  /// Appends bytes that are JSON already, commas included.
  public mutating func raw(_ bytes: [UInt8]) {
    unsafe raw(bytes.span.bytes)
  }
}

extension JSONWriter {
  // MARK: Structure

  /// Writes a value whose text is JSON already.
  public mutating func value(_ text: [UInt8]) {
    separate()
    raw(text)
  }

  /// Writes a value whose text is JSON already.
  public mutating func value(_ text: RawSpan) {
    separate()
    raw(text)
  }

  /// Ends a document with a line feed; the next value begins another.
  public mutating func newline() {
    raw("\n")
    needsComma = false
  }

  @inlinable @inline(__always)
  mutating func separate() {
    if needsComma {
      reserve(1)
      put(0x2c)
    }
    needsComma = true
  }

  @inlinable
  public mutating func beginObject() {
    separate()
    raw("{")
    needsComma = false
  }

  @inlinable
  public mutating func endObject() {
    raw("}")
    needsComma = true
  }

  @inlinable
  public mutating func beginArray() {
    separate()
    raw("[")
    needsComma = false
  }

  @inlinable
  public mutating func endArray() {
    raw("]")
    needsComma = true
  }

  /// Writes a member's name; its value must follow.
  @inlinable @inline(__always)
  public mutating func key(_ name: StaticString) {
    let length = name.utf8CodeUnitCount
    reserve(length &+ 4)
    if needsComma { put(0x2c) }
    put(0x22)
    unsafe (base + filled).update(from: name.utf8Start, count: length)
    filled &+= length
    put(0x22)
    put(0x3a)
    needsComma = false
  }

  /// Writes a member's name that is not known at compile time.
  public mutating func key(dynamic name: String) {
    string(name)
    raw(":")
    needsComma = false
  }
}
