internal import Netlink
internal import Syscalls

/// A pattern as in fnmatch(3) without flags: `*` matches any bytes including `/`, `?` one byte,
/// `[a-z]` and `[!a-z]` one byte in or not in a set, and `\` makes the next byte literal.
public struct Glob: Equatable, Sendable {
  private let pattern: [UInt8]

  /// A pattern. Every text is a valid one.
  public init(_ pattern: String) {
    self.pattern = Array(pattern.utf8)
  }

  /// Whether a name matches.
  public func matches(_ name: [UInt8]) -> Bool { matches(name.rawBytes) }

  /// Whether a name matches. The time is at most proportional to the product of both lengths.
  /// - Parameter first: a byte to put before the name; nil for none.
  public func matches(_ name: RawSpan, after first: UInt8? = nil) -> Bool {
    var place = 0
    var offset = first == nil ? 0 : -1
    // Where to continue if the text after the last `*` does not match: one byte later.
    var star: (place: Int, offset: Int)?
    while offset < name.byteCount {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        place += 1
        star = (place, offset)
      } else if let byte = offset < 0 ? first : name.load(at: offset),
        let next = step(at: place, byte)
      {
        place = next
        offset += 1
      } else if let last = star {
        place = last.place
        offset = last.offset + 1
        star = (last.place, offset)
      } else {
        return false
      }
    }
    while place < pattern.count, pattern[place] == UInt8(ascii: "*") { place += 1 }
    return place == pattern.count
  }

  /// The index after the pattern element at `place`, if that element matches the byte.
  private func step(at place: Int, _ byte: UInt8) -> Int? {
    guard place < pattern.count else { return nil }
    switch pattern[place] {
    case UInt8(ascii: "?"): return place + 1
    case UInt8(ascii: "\\") where place + 1 < pattern.count:
      return pattern[place + 1] == byte ? place + 2 : nil
    case UInt8(ascii: "["):
      if let set = set(at: place, byte) { return set.holds ? set.end : nil }
      return byte == UInt8(ascii: "[") ? place + 1 : nil
    case let literal: return literal == byte ? place + 1 : nil
    }
  }

  /// Parses a set; nil if it is not closed and therefore not a set.
  private func set(at start: Int, _ byte: UInt8) -> (holds: Bool, end: Int)? {
    var place = start + 1
    var isNegated = false
    if place < pattern.count,
      pattern[place] == UInt8(ascii: "!") || pattern[place] == UInt8(ascii: "^")
    {
      isNegated = true
      place += 1
    }
    var holds = false
    var isFirst = true
    while place < pattern.count {
      if pattern[place] == UInt8(ascii: "]"), !isFirst { return (holds != isNegated, place + 1) }
      isFirst = false
      guard let low = element(&place) else { return nil }
      var high = low
      if place + 1 < pattern.count, pattern[place] == UInt8(ascii: "-"),
        pattern[place + 1] != UInt8(ascii: "]")
      {
        place += 1
        guard let end = element(&place) else { return nil }
        high = end
      }
      if low <= byte, byte <= high { holds = true }
    }
    return nil
  }

  private func element(_ place: inout Int) -> UInt8? {
    if pattern[place] == UInt8(ascii: "\\"), place + 1 < pattern.count { place += 1 }
    guard place < pattern.count else { return nil }
    place += 1
    return pattern[place - 1]
  }
}
