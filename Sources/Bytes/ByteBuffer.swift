/// A growable run of bytes with one owner: the storage of `JSONWriter` and of `OutputBuffer`.
///
/// This file holds the pointer. `append` makes room by itself; `put`, and stores through `end`,
/// need room that `reserve` has made.
@safe
public struct ByteBuffer: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  /// The room in bytes.
  public private(set) var capacity: Int
  /// How many bytes are filled. Whoever stores through `end` adds what was stored, and lowering
  /// the count removes bytes from the end.
  public var count = 0

  /// - Parameter capacity: the initial room in bytes, at least 1; it doubles as needed.
  public init(capacity: Int) {
    unsafe base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit {
    unsafe base.deallocate()
  }

  /// The filled bytes.
  public var bytes: RawSpan {
    @_lifetime(borrow self)
    get {
      let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The first filled byte, or where it will be.
  @inlinable @inline(__always)
  public var start: UnsafeMutablePointer<UInt8> { unsafe base }

  /// The place behind the last filled byte.
  @inlinable @inline(__always)
  public var end: UnsafeMutablePointer<UInt8> { unsafe base + count }

  /// Makes room for `extra` more bytes.
  @inlinable @inline(__always)
  public mutating func reserve(_ extra: Int) {
    if extra > capacity &- count { grow(extra) }
  }

  @usableFromInline @inline(never)
  mutating func grow(_ extra: Int) {
    let room = max(capacity * 2, count + extra)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
    unsafe larger.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = larger
    capacity = room
  }

  /// Removes all bytes, and frees the room if it is more than `limit` bytes, so that one rare long
  /// text does not occupy memory for as long as the buffer lives.
  /// - Parameter limit: at least 1.
  public mutating func removeAll(keepingAtMost limit: Int) {
    count = 0
    guard capacity > limit else { return }
    unsafe base.deallocate()
    unsafe base = .allocate(capacity: limit)
    capacity = limit
  }

  /// Appends one byte. The room must have been reserved.
  @inlinable @inline(__always)
  public mutating func put(_ byte: UInt8) {
    unsafe base[count] = byte
    count &+= 1
  }

  /// Appends one byte.
  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    put(byte)
  }

  /// Appends text that is known at compile time.
  @inlinable @inline(__always)
  public mutating func append(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    unsafe end.update(from: text.utf8Start, count: length)
    count &+= length
  }

  /// Appends bytes.
  public mutating func append(_ bytes: RawSpan) {
    let length = bytes.byteCount
    guard length > 0 else { return }
    reserve(length)
    unsafe bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(end).copyMemory(from: start, byteCount: length)
    }
    count &+= length
  }
}
