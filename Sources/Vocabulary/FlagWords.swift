public import Protocol
internal import Syscalls

/// A flag bit and the word for it.
public struct FlagWord: Sendable {
  /// One bit, in host byte order.
  public let bit: UInt32
  /// The word, as iproute2 prints it.
  public let word: StaticString

  /// A bit and its word.
  public init(_ bit: UInt32, _ word: StaticString) {
    self.bit = bit
    self.word = word
  }
}

extension JSONWriter {
  /// Writes flags as an array of words in the order of `words`. Bits without a word, which newer
  /// kernels may set, follow in hexadecimal, for instance `0x1000`.
  public mutating func member(_ name: StaticString, _ bits: UInt32, words: [FlagWord]) {
    key(name)
    beginArray()
    guard bits != 0 else { return endArray() }
    var unnamed = bits
    for flag in words where bits & flag.bit != 0 {
      token(flag.word)
      unnamed &= ~flag.bit
    }
    while unnamed != 0 {
      let lowest = unnamed & (0 &- unnamed)
      string("0x" + String(lowest, radix: 16))
      unnamed &= ~lowest
    }
    endArray()
  }
}

/// Writes flags that mostly repeat those of the record before. It keeps the last text and writes
/// that again.
public struct RecentWords {
  private let name: StaticString
  private let words: [FlagWord]
  private var bits: UInt32?
  private var text: [UInt8] = []

  /// - Parameters:
  ///   - name: the member's name.
  ///   - words: the words for the bits, in the order of the output.
  public init(_ name: StaticString, _ words: [FlagWord]) {
    self.name = name
    self.words = words
  }

  /// Writes the member with its name.
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
