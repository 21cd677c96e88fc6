/// Writes JSON text into one growing buffer, without any allocation of its own per value: the
/// records of a long dump go from the kernel's bytes to text here. Commas are put by itself.
///
/// This file holds the buffer's pointer; every write checks the room first.
@safe
public struct JSONWriter: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  /// The bytes written since the last `removeAll`.
  public internal(set) var count: Int {
    @inlinable get { filled }
    set { filled = newValue }
  }
  @usableFromInline var filled = 0
  @usableFromInline var needsComma = false

  /// - Parameter capacity: the room to begin with, in bytes; it doubles as needed.
  public init(capacity: Int = 4096) {
    let room = max(64, capacity)
    unsafe base = .allocate(capacity: room)
    self.capacity = room
  }

  deinit {
    unsafe base.deallocate()
  }

  /// The bytes written so far.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: filled)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Forgets the bytes, and keeps the room and the place in the document.
  public mutating func removeAll() {
    filled = 0
  }

  /// Forgets the bytes, and gives back the room beyond `limit` bytes, which a rare long text
  /// took, so that it is not kept for as long as the writer lives.
  public mutating func removeAll(keepingAtMost limit: Int) {
    filled = 0
    let room = max(64, limit)
    guard capacity > room else { return }
    unsafe base.deallocate()
    unsafe base = .allocate(capacity: room)
    capacity = room
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

  /// Makes sure that `extra` bytes fit.
  @inlinable @inline(__always)
  mutating func reserve(_ extra: Int) {
    if extra > capacity &- filled { grow(extra) }
  }

  @usableFromInline @inline(never)
  mutating func grow(_ extra: Int) {
    let room = max(capacity * 2, filled + extra)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    unsafe larger.update(from: base, count: filled)
    unsafe base.deallocate()
    unsafe base = larger
    capacity = room
  }

  /// Appends one byte; the room must have been reserved.
  @inlinable @inline(__always)
  mutating func put(_ byte: UInt8) {
    unsafe base[filled] = byte
    filled &+= 1
  }

  /// Appends text that is JSON already, commas included.
  @inlinable @inline(__always)
  public mutating func raw(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    unsafe (base + filled).update(from: text.utf8Start, count: length)
    filled &+= length
  }

  /// Appends bytes that are JSON already, commas included.
  public mutating func raw(_ bytes: RawSpan) {
    let length = bytes.byteCount
    guard length > 0 else { return }
    reserve(length)
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(base + filled).copyMemory(from: start, byteCount: length)
    }
    filled &+= length
  }

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
