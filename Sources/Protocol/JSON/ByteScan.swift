/// Searches bytes eight at a time, in a `UInt64` ("SIMD within a register").
///
/// The loads in this file are unsafe; each checks its offset first.
///
/// A search marks a byte by setting its top bit. Unless a function says otherwise, only the
/// lowest mark of a word is exact: a borrow or carry out of a byte that was found may mark the
/// bytes above it.
public enum ByteScan {
  // Computed properties, because other modules cannot inline the value of a stored constant.
  @inlinable static var ones: UInt64 { @inline(__always) get { 0x0101_0101_0101_0101 } }
  @inlinable static var tops: UInt64 { @inline(__always) get { 0x8080_8080_8080_8080 } }

  // MARK: Words

  /// The eight bytes from `offset` on, the first in the lowest bits; bytes after the end are 0.
  @inlinable @inline(__always)
  public static func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
    guard offset >= 0, offset <= bytes.count &- 8 else { return shortWord(bytes, at: offset) }
    return unsafe bytes.withUnsafeBytes { raw in
      UInt64(littleEndian: unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  @usableFromInline @inline(never)
  static func shortWord(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<8 where offset >= 0 && offset < bytes.count &- index {
      word |= UInt64(bytes[offset &+ index]) << UInt64(index &* 8)
    }
    return word
  }

  /// A mask with all bits of the first `count` bytes of a word set.
  @inlinable @inline(__always)
  public static func mask(_ count: Int) -> UInt64 {
    count >= 8 ? .max : count <= 0 ? 0 : (1 &<< UInt64(count &* 8)) &- 1
  }

  /// Marks the bytes that equal `byte`.
  @inlinable @inline(__always)
  static func equal(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let difference = word ^ (ones &* UInt64(byte))
    return (difference &- ones) & ~difference & tops
  }

  /// Marks the bytes below `bound`, which is at most 0x80.
  @inlinable @inline(__always)
  static func below(_ word: UInt64, _ bound: UInt8) -> UInt64 {
    (word &- ones &* UInt64(bound)) & ~word & tops
  }

  // MARK: Searches

  /// The offset of the first quote or backslash from `start` on, or the end.
  @inlinable @inline(__always)
  public static func quoteOrBackslash(_ bytes: Span<UInt8>, from start: Int) -> Int {
    search(bytes, from: start) { equal($0, UInt8(ascii: "\"")) | equal($0, UInt8(ascii: "\\")) }
  }

  /// The offset of the first byte from `start` on that is a quote, a backslash, or not printable
  /// ASCII; or the end.
  @inlinable @inline(__always)
  public static func plainEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    search(bytes, from: start) { word in
      // A byte from 0x80 on has its top bit set; 0x7f gets it when 1 is added.
      let high = (word | (word &+ ones)) & tops
      let ends = equal(word, UInt8(ascii: "\"")) | equal(word, UInt8(ascii: "\\"))
      return high | ends | below(word, UInt8(ascii: " "))
    }
  }

  /// Whether all bytes are printable ASCII.
  public static func isPrintable(_ bytes: Span<UInt8>) -> Bool {
    search(bytes, from: 0) { word in
      ((word | (word &+ ones)) & tops) | below(word, UInt8(ascii: " "))
    } == bytes.count
  }

  /// The offset of the first comma, closing bracket or brace, white space or control character
  /// from `start` on; or the end.
  @inlinable @inline(__always)
  public static func scalarEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    search(bytes, from: start) { word in
      // "]" and "}" differ in the bit 0x20 alone.
      equal(word, UInt8(ascii: ",")) | below(word, UInt8(ascii: " ") &+ 1)
        | equal(word | (ones &* 0x20), UInt8(ascii: "}"))
    }
  }

  /// The offset of the first line feed from `start` on, or the end. It is fast on long lines.
  @inline(__always)
  static func lineFeed(_ bytes: Span<UInt8>, from start: Int) -> Int {
    let offset = unsafe bytes.withUnsafeBytes { raw in
      let pattern = SIMD4(repeating: ones &* UInt64(UInt8(ascii: "\n")))
      let ones = SIMD4(repeating: ones)
      var offset = start
      while offset >= 0, offset <= raw.count &- 64 {
        let first =
          unsafe raw.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self) ^ pattern
        let second =
          unsafe raw.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD4<UInt64>.self) ^ pattern
        let marks = ((first &- ones) & ~first) | ((second &- ones) & ~second)
        if (marks[0] | marks[1] | marks[2] | marks[3]) & tops != 0 { break }
        offset &+= 64
      }
      return offset
    }
    return search(bytes, from: offset) { equal($0, UInt8(ascii: "\n")) }
  }

  /// Whether one of the bytes in `range` is `byte`.
  @inlinable @inline(__always)
  public static func contains(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ byte: UInt8
  ) -> Bool {
    search(bytes.extracting(range), from: 0) { equal($0, byte) } < range.count
  }

  @inlinable @inline(__always)
  static func search(
    _ bytes: Span<UInt8>, from start: Int, _ marks: (UInt64) -> UInt64
  ) -> Int {
    let count = bytes.count
    var offset = max(start, 0)
    while offset < count {
      let found = marks(word(bytes, at: offset))
      if found != 0 { return min(offset &+ found.trailingZeroBitCount >> 3, count) }
      offset &+= 8
    }
    return count
  }

  // MARK: Blocks

  /// Steps over blocks of sixteen bytes without a bracket, brace or backslash.
  /// - Returns: the offset of the first block that has one, or of the remainder that is shorter
  ///   than a block; and whether the number of quotes stepped over is odd.
  @inlinable @inline(__always)
  static func plainBlocks(
    _ bytes: Span<UInt8>, from start: Int
  ) -> (end: Int, isOdd: Bool) {
    let last = bytes.count &- 16
    var offset = start
    var others: UInt64 = 0
    while offset <= last {
      let first = word(bytes, at: offset)
      let second = word(bytes, at: offset &+ 8)
      if brackets(first) | brackets(second) != 0 { break }
      others ^= notQuotes(first) ^ notQuotes(second)
      offset &+= 16
    }
    // A block has an even number of bytes. So if the number of quotes is odd, the number of other
    // bytes is, too.
    return (offset, (others & tops).nonzeroBitCount & 1 == 1)
  }

  /// Marks brackets, braces, backslashes and vertical bars; every mark is exact.
  @inlinable @inline(__always)
  static func brackets(_ word: UInt64) -> UInt64 {
    // The bit 0x20 turns "[", "\" and "]" into "{", "|" and "}", which follow each other.
    let folded = (word | ones &* 0x20) & ~tops
    let fromFirst = folded &+ ones &* UInt64(0x80 &- UInt8(ascii: "{"))
    let afterLast = folded &+ ones &* UInt64(0x80 &- UInt8(ascii: "}") &- 1)
    return fromFirst & ~afterLast & ~word & tops
  }

  /// Marks the bytes that are not quotes; every mark is exact. The other bits have no meaning.
  @inlinable @inline(__always)
  static func notQuotes(_ word: UInt64) -> UInt64 {
    let difference = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    return ((difference & ~tops) &+ ~tops) | difference
  }

  // MARK: Comparisons

  /// Whether the bytes from `start` on begin with `text`.
  @inlinable @inline(__always)
  static func isText(_ bytes: Span<UInt8>, at start: Int, _ text: Span<UInt8>) -> Bool {
    guard start >= 0, text.count <= bytes.count &- start else { return false }
    for index in 0..<text.count where text[index] != bytes[start &+ index] { return false }
    return true
  }

  /// Whether the bytes from `start` on begin with `text`.
  @inlinable @inline(__always)
  public static func isText(
    _ bytes: Span<UInt8>, at start: Int, _ text: StaticString
  ) -> Bool {
    let count = text.utf8CodeUnitCount
    guard start >= 0, count <= bytes.count &- start else { return false }
    for index in 0..<count where unsafe text.utf8Start[index] != bytes[start &+ index] {
      return false
    }
    return true
  }
}
