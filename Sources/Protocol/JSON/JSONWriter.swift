public import Bytes

/// Writes JSON text into one growing buffer and inserts the commas.
///
/// Writing a value allocates nothing unless the buffer must grow, because the records of a long
/// dump are formatted here, straight from the kernel's bytes. Every write reserves its room first.
@safe
public struct JSONWriter: ~Copyable {
  @usableFromInline var buffer: ByteBuffer
  @usableFromInline var needsComma = false

  /// Makes an empty writer.
  /// - Parameter capacity: the initial capacity in bytes; it doubles when needed.
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

  /// The capacity in bytes.
  public var capacity: Int { buffer.capacity }

  /// Discards the bytes. Keeps the capacity and the position in the document's structure, so that
  /// writing continues where it stopped.
  public mutating func removeAll() {
    buffer.count = 0
  }

  /// Discards the bytes like `removeAll()`, and releases the capacity beyond `limit` bytes, so that
  /// one long text does not keep its memory for the lifetime of the writer.
  public mutating func removeAll(keepingAtMost limit: Int) {
    buffer.removeAll(keepingAtMost: max(64, limit))
  }

  /// A position that `rewind(to:)` can return to.
  public struct Mark: Equatable, Sendable {
    let filled: Int
    let needsComma: Bool
  }

  /// The current position.
  public var mark: Mark { Mark(filled: filled, needsComma: needsComma) }

  /// Discards everything written since the mark. The bytes must still be in the buffer: a mark is
  /// not valid after `removeAll`.
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

  /// Makes room for `extra` more bytes.
  @inlinable @inline(__always)
  mutating func reserve(_ extra: Int) { buffer.reserve(extra) }

  /// Appends one byte. The caller must have reserved room for it.
  @inlinable @inline(__always)
  mutating func put(_ byte: UInt8) { buffer.put(byte) }

  /// Appends JSON text as it is, without inserting a comma.
  @inlinable @inline(__always)
  public mutating func raw(_ text: StaticString) { buffer.append(text) }

  /// Appends JSON text as it is, without inserting a comma.
  public mutating func raw(_ bytes: RawSpan) { buffer.append(bytes) }

  /// Appends JSON text as it is, without inserting a comma.
  public mutating func raw(_ bytes: [UInt8]) {
    unsafe raw(bytes.span.bytes)
  }
}

extension JSONWriter {
  // MARK: Structure

  /// Writes a value that is JSON text already, with a comma before it if needed.
  public mutating func value(_ text: [UInt8]) {
    separate()
    raw(text)
  }

  /// Writes a value that is JSON text already, with a comma before it if needed.
  public mutating func value(_ text: RawSpan) {
    separate()
    raw(text)
  }

  /// Ends a document with a line feed. The next value begins another document.
  public mutating func newline() {
    raw("\n")
    needsComma = false
  }

  /// Writes a comma if a value precedes.
  @inlinable @inline(__always)
  mutating func separate() {
    if needsComma {
      reserve(1)
      put(UInt8(ascii: ","))
    }
    needsComma = true
  }

  /// Begins an object as the next value.
  @inlinable
  public mutating func beginObject() {
    separate()
    raw("{")
    needsComma = false
  }

  /// Ends the innermost object.
  @inlinable
  public mutating func endObject() {
    raw("}")
    needsComma = true
  }

  /// Begins an array as the next value.
  @inlinable
  public mutating func beginArray() {
    separate()
    raw("[")
    needsComma = false
  }

  /// Ends the innermost array.
  @inlinable
  public mutating func endArray() {
    raw("]")
    needsComma = true
  }

  /// Writes the name of a member, which must need no escape. The value must follow.
  @inlinable @inline(__always)
  public mutating func key(_ name: StaticString) {
    let length = name.utf8CodeUnitCount
    reserve(length &+ 4)
    if needsComma { put(UInt8(ascii: ",")) }
    put(UInt8(ascii: "\""))
    unsafe (base + filled).update(from: name.utf8Start, count: length)
    filled &+= length
    put(UInt8(ascii: "\""))
    put(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes the name of a member that is not known at compile time. The value must follow.
  public mutating func key(dynamic name: String) {
    string(name)
    raw(":")
    needsComma = false
  }
}
