/// Looks at many bytes at once: eight in a `UInt64`.
///
/// This file holds what the compiler cannot check; each load checks its place first.
///
/// A mark is the top bit of a byte. Only the lowest mark of a word is exact: a borrow or carry
/// out of a byte that was found may mark those above it.
public enum ByteScan {
  // Computed, as constants are not seen through by other modules.
  @inlinable static var ones: UInt64 { @inline(__always) get { 0x0101_0101_0101_0101 } }
  @inlinable static var tops: UInt64 { @inline(__always) get { 0x8080_8080_8080_8080 } }

  // MARK: Words

  /// The eight bytes from `offset` on, the first in the lowest bits, with zeros behind the end.
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

  /// All bits of the first `count` bytes of a word.
  @inlinable @inline(__always)
  public static func mask(_ count: Int) -> UInt64 {
    count >= 8 ? .max : count <= 0 ? 0 : (1 &<< UInt64(count &* 8)) &- 1
  }

  /// Marks bytes that are `byte`.
  @inlinable @inline(__always)
  static func equal(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let difference = word ^ (ones &* UInt64(byte))
    return (difference &- ones) & ~difference & tops
  }

  /// Marks bytes below `bound`, which is at most 0x80.
  @inlinable @inline(__always)
  static func below(_ word: UInt64, _ bound: UInt8) -> UInt64 {
    (word &- ones &* UInt64(bound)) & ~word & tops
  }

  // MARK: Searches

  /// The next place from `start` on with a quote or a backslash, or the end.
  @inlinable @inline(__always)
  public static func quoteOrBackslash(_ bytes: Span<UInt8>, from start: Int) -> Int {
    search(bytes, from: start) { equal($0, 0x22) | equal($0, 0x5c) }
  }

  /// The next place from `start` on with a quote, or with what is not printable ASCII or begins
  /// an escape; or the end.
  @inlinable @inline(__always)
  public static func plainEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    search(bytes, from: start) { word in
      // From 0x7f on a byte has its top bit, or gets it from one more.
      let high = (word | (word &+ ones)) & tops
      return high | equal(word, 0x22) | equal(word, 0x5c) | below(word, 0x20)
    }
  }

  /// The next place from `start` on with a comma, a closing bracket or brace, white space or a
  /// control; or the end.
  @inlinable @inline(__always)
  public static func scalarEnd(_ bytes: Span<UInt8>, from start: Int) -> Int {
    search(bytes, from: start) { word in
      equal(word, 0x2c) | below(word, 0x21) | equal(word | (ones &* 0x20), 0x7d)
    }
  }

  /// The next place from `start` on with a line feed, or the end: made for long lines.
  @inline(__always)
  static func lineFeed(_ bytes: Span<UInt8>, from start: Int) -> Int {
    let offset = unsafe bytes.withUnsafeBytes { raw in
      let pattern = SIMD4(repeating: ones &* UInt64(ASCII.lineFeed))
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
    return search(bytes, from: offset) { equal($0, ASCII.lineFeed) }
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

  /// Steps over blocks of sixteen bytes that have no bracket, brace or backslash.
  /// - Returns: where the first other block begins, or what is too short for one, and whether
  ///   an odd number of quotes was met.
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
    // Blocks have an even number of bytes, so what are no quotes are odd in number as well.
    return (offset, (others & tops).nonzeroBitCount & 1 == 1)
  }

  /// Marks brackets, braces, backslashes and bars, each exactly.
  @inlinable @inline(__always)
  static func brackets(_ word: UInt64) -> UInt64 {
    // With this bit set only "{", "|" and "}" are left of them all, which are neighbours.
    let folded = (word | ones &* 0x20) & ~tops
    return (folded &+ ones &* (0x80 - 0x7b)) & ~(folded &+ ones &* (0x80 - 0x7e)) & ~word & tops
  }

  /// Marks all but quotes, each exactly; the other bits are of no meaning.
  @inlinable @inline(__always)
  static func notQuotes(_ word: UInt64) -> UInt64 {
    let difference = word ^ (ones &* 0x22)
    return ((difference & ~tops) &+ ~tops) | difference
  }

  // MARK: Comparisons

  /// Whether the bytes from `start` on are those of `text`.
  @inlinable @inline(__always)
  static func isText(_ bytes: Span<UInt8>, at start: Int, _ text: Span<UInt8>) -> Bool {
    guard start >= 0, text.count <= bytes.count &- start else { return false }
    for index in 0..<text.count where text[index] != bytes[start &+ index] { return false }
    return true
  }

  /// Whether the bytes from `start` on are those of `text`.
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
