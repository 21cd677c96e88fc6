internal import Glibc

/// Bytes on their way out, gathered so that a system call carries many of them.
///
/// This file holds the buffer's pointer; every write checks the room first.
@safe
public struct OutputBuffer: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  /// The bytes that are not written yet.
  public private(set) var count: Int {
    @inlinable get { filled }
    set { filled = newValue }
  }
  @usableFromInline var filled = 0
  /// Why nothing can be written any more; what is appended then is dropped at the next flush.
  public private(set) var failure: SystemCallError?
  private let stream: StandardStream?

  /// How many bytes are worth a system call.
  public static let pieceBytes = 64 * 1024

  /// - Parameter stream: where the bytes go; nil keeps them all, for tests.
  public init(_ stream: StandardStream?) {
    self.stream = stream
    let room = OutputBuffer.pieceBytes + 4096
    unsafe base = .allocate(capacity: room)
    capacity = room
  }

  deinit {
    unsafe base.deallocate()
  }

  /// The bytes that are not written yet.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: UnsafePointer(base), count: filled)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  // MARK: Appending

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

  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe base[filled] = byte
    filled &+= 1
  }

  @inlinable
  public mutating func append(_ bytes: Span<UInt8>) {
    let length = bytes.count
    guard length > 0 else { return }
    reserve(length)
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      unsafe OutputBuffer.copy(start, to: base + filled, length)
    }
    filled &+= length
  }

  /// Cells are a few bytes long, for which a call of memmove(3) takes longer than the copy.
  @inlinable @inline(__always)
  static func copy(
    _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ length: Int
  ) {
    guard length <= 16 else { return unsafe target.update(from: source, count: length) }
    let from = unsafe UnsafeRawPointer(source)
    let to = UnsafeMutableRawPointer(target)
    // Two pieces that overlap in the middle make up any length between one and two of them.
    if length >= 8 {
      let first = unsafe from.loadUnaligned(as: UInt64.self)
      let last = unsafe (from + (length &- 8)).loadUnaligned(as: UInt64.self)
      unsafe to.storeBytes(of: first, as: UInt64.self)
      unsafe (to + (length &- 8)).storeBytes(of: last, as: UInt64.self)
    } else if length >= 4 {
      let first = unsafe from.loadUnaligned(as: UInt32.self)
      let last = unsafe (from + (length &- 4)).loadUnaligned(as: UInt32.self)
      unsafe to.storeBytes(of: first, as: UInt32.self)
      unsafe (to + (length &- 4)).storeBytes(of: last, as: UInt32.self)
    } else if length > 0 {
      unsafe target[0] = source[0]
      unsafe target[length >> 1] = source[length >> 1]
      unsafe target[length &- 1] = source[length &- 1]
    }
  }

  @inlinable @inline(__always)
  public mutating func append(literal text: StaticString) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    unsafe (base + filled).update(from: text.utf8Start, count: length)
    filled &+= length
  }

  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      guard let start = bytes.baseAddress else { return }
      reserve(bytes.count)
      unsafe (base + filled).update(from: start, count: bytes.count)
      filled &+= bytes.count
    }
  }

  /// Appends `byte` so many times.
  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8, times: Int) {
    guard times > 0 else { return }
    // Padding is short: one store of more than it needs is cheaper than memset(3).
    reserve(max(times, 32))
    if times <= 32 {
      unsafe UnsafeMutableRawPointer(base + filled).storeBytes(
        of: SIMD32(repeating: byte), as: SIMD32<UInt8>.self)
    } else {
      unsafe (base + filled).update(repeating: byte, count: times)
    }
    filled &+= times
  }

  // MARK: Editing what is not written yet

  /// Moves the bytes from `position` on to the right and fills the gap with `byte`.
  public mutating func insert(_ byte: UInt8, times: Int, at position: Int) {
    guard times > 0, position >= 0, position <= filled else { return }
    reserve(times)
    unsafe (base + position + times).update(from: base + position, count: filled - position)
    unsafe (base + position).update(repeating: byte, count: times)
    filled &+= times
  }

  /// Takes back the bytes from `position` on.
  public mutating func truncate(to position: Int) {
    filled = max(0, min(filled, position))
  }

  // MARK: Writing

  /// To be called between records: writes when there is enough for a system call.
  @inlinable @inline(__always)
  public mutating func recordEnded() {
    if filled >= OutputBuffer.pieceBytes { flush() }
  }

  /// Writes all that was gathered.
  @usableFromInline
  mutating func writeOut() {
    guard let stream, filled > 0 else { return }
    if failure == nil {
      do throws(SystemCallError) {
        try stream.write(unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: filled))
      } catch {
        failure = error
      }
    }
    filled = 0
  }

  /// Writes all that was gathered.
  @inlinable
  public mutating func flush() { writeOut() }
}
