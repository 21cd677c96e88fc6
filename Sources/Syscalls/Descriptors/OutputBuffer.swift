public import Bytes
internal import Glibc

/// Output gathered so that one system call writes many records.
@safe
public struct OutputBuffer: ~Copyable {
  @usableFromInline var buffer: ByteBuffer
  /// The error of the first write that failed. From then on every flush drops what was appended.
  public private(set) var failure: SystemCallError?
  private let stream: StandardStream?

  /// How many bytes are worth a system call.
  public static let pieceBytes = 64 * 1024

  /// - Parameter stream: where the bytes are written; nil keeps them all, for tests.
  public init(_ stream: StandardStream?) {
    self.stream = stream
    buffer = ByteBuffer(capacity: OutputBuffer.pieceBytes + 4096)
  }

  /// How many bytes are not written yet.
  @inlinable
  public var count: Int { buffer.count }

  /// The bytes that are not written yet.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(
        _unsafeStart: UnsafePointer(buffer.start), count: buffer.count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  // MARK: Appending

  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) { buffer.append(byte) }

  @inlinable
  public mutating func append(_ bytes: Span<UInt8>) {
    let length = bytes.count
    guard length > 0 else { return }
    buffer.reserve(length)
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      unsafe OutputBuffer.copy(start, to: buffer.end, length)
    }
    buffer.count &+= length
  }

  /// Most cells are a few bytes long: for these a call of memmove(3) takes longer than the copy.
  @inlinable @inline(__always)
  static func copy(
    _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ length: Int
  ) {
    guard length <= 16 else { return unsafe target.update(from: source, count: length) }
    let from = unsafe UnsafeRawPointer(source)
    let to = UnsafeMutableRawPointer(target)
    // Two words that overlap in the middle cover any length between one and two words.
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
  public mutating func append(literal text: StaticString) { buffer.append(text) }

  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { buffer.append(unsafe RawSpan(_unsafeElements: $0)) }
  }

  /// Appends `byte` `times` times.
  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8, times: Int) {
    guard times > 0 else { return }
    // Padding is short: one store of 32 bytes is cheaper than memset(3).
    buffer.reserve(max(times, 32))
    if times <= 32 {
      unsafe UnsafeMutableRawPointer(buffer.end).storeBytes(
        of: SIMD32(repeating: byte), as: SIMD32<UInt8>.self)
    } else {
      unsafe buffer.end.update(repeating: byte, count: times)
    }
    buffer.count &+= times
  }

  // MARK: Editing what is not written yet

  /// Moves the bytes from `position` on to the right and fills the gap with `byte`.
  public mutating func insert(_ byte: UInt8, times: Int, at position: Int) {
    guard times > 0, position >= 0, position <= buffer.count else { return }
    buffer.reserve(times)
    let gap = unsafe buffer.start + position
    unsafe (gap + times).update(from: gap, count: buffer.count - position)
    unsafe gap.update(repeating: byte, count: times)
    buffer.count &+= times
  }

  /// Removes the bytes from `position` on.
  public mutating func truncate(to position: Int) {
    buffer.count = max(0, min(buffer.count, position))
  }

  // MARK: Writing

  /// Writes the bytes if they are worth a system call. To be called between records.
  @inlinable @inline(__always)
  public mutating func recordEnded() {
    if buffer.count >= OutputBuffer.pieceBytes { flush() }
  }

  /// Writes all bytes.
  public mutating func flush() {
    guard let stream, buffer.count > 0 else { return }
    if failure == nil {
      do throws(SystemCallError) {
        try stream.write(buffer.bytes)
      } catch {
        failure = error
      }
    }
    buffer.count = 0
  }
}
