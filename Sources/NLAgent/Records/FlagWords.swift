internal import Protocol

/// A bit and its word.
struct FlagWord: Sendable {
  let bit: UInt32
  let word: StaticString

  init(_ bit: UInt32, _ word: StaticString) {
    self.bit = bit
    self.word = word
  }
}

extension JSONWriter {
  /// Writes a set of bits as an array of words in the order of `words`. Bits that newer
  /// kernels added follow as hex, for instance `0x1000`.
  mutating func member(_ name: StaticString, _ bits: UInt32, words: [FlagWord]) {
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
