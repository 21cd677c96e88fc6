public import Protocol
internal import Syscalls

/// A bit and its word.
public struct FlagWord: Sendable {
  public let bit: UInt32
  public let word: StaticString

  public init(_ bit: UInt32, _ word: StaticString) {
    self.bit = bit
    self.word = word
  }
}

extension JSONWriter {
  /// Writes a set of bits as an array of words in the order of `words`. Bits that newer
  /// kernels added follow as hex, for instance `0x1000`.
  public mutating func member(_ name: StaticString, _ bits: UInt32, words: [FlagWord]) {
    key(name)
    beginArray()
    guard bits != 0 else { return endArray() }
    var rest = bits
    for flag in words where bits & flag.bit != 0 {
      token(flag.word)
      rest &= ~flag.bit
    }
    while rest != 0 {
      let lowest = rest & (0 &- rest)
      string("0x" + String(lowest, radix: 16))
      rest &= ~lowest
    }
    endArray()
  }
}

/// Writes sets of bits that are mostly the same from one record to the next.
public struct RecentWords {
  private let name: StaticString
  private let words: [FlagWord]
  private var bits: UInt32?
  private var text: [UInt8] = []

  public init(_ name: StaticString, _ words: [FlagWord]) {
    self.name = name
    self.words = words
  }

  public mutating func write(_ bits: UInt32, to json: inout JSONWriter) {
    if bits != self.bits {
      var own = JSONWriter(capacity: 256)
      own.member(name, bits, words: words)
      text = own.bytes.copied
      self.bits = bits
    }
    json.value(text)
  }
}
