internal import Netlink

/// The seven numbers of `/proc/PID/io`, in the order of that file and of `struct taskstats`; see
/// proc(5). They are exact, where taskstats cuts to multiples of 1024.
struct TaskIO: Equatable {
  private(set) var numbers: [UInt64]

  /// Reads the file's text.
  /// - Returns: nil when it is not as proc(5) says.
  init?(_ text: ArraySlice<UInt8>) {
    var numbers: [UInt64] = []
    for line in text.split(separator: 0x0a) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
        let value = UInt64(decimal: line[(colon + 1)...])
      else { return nil }
      numbers.append(value)
    }
    guard numbers.count == TaskStatsField.io.count else { return nil }
    self.numbers = numbers
  }

  mutating func add(_ other: TaskIO) {
    for (index, number) in other.numbers.enumerated() { numbers[index] &+= number }
  }
}

extension UInt64 {
  /// Reads digits with blanks before them, and nothing else.
  init?(decimal text: ArraySlice<UInt8>) {
    var value: UInt64 = 0
    var digits = 0
    for byte in text {
      if digits == 0, byte == 0x20 || byte == 0x09 { continue }
      guard byte >= 0x30, byte <= 0x39, digits < 20 else { return nil }
      value = value &* 10 &+ UInt64(byte - 0x30)
      digits += 1
    }
    guard digits > 0 else { return nil }
    self = value
  }
}
