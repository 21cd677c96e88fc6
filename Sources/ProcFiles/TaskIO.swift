/// The seven numbers of `/proc/PID/io`, in the order of that file and of `struct taskstats`; see
/// proc(5). They are exact, where taskstats cuts to multiples of 1024.
public struct TaskIO: Equatable, Sendable {
  private static let count = 7

  public private(set) var numbers: [UInt64]

  /// Reads the file's text.
  /// - Returns: nil when it is not as proc(5) says.
  public init?(_ text: ArraySlice<UInt8>) {
    var numbers: [UInt64] = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
        let value = UInt64(decimal: line[(colon + 1)...])
      else { return nil }
      numbers.append(value)
    }
    guard numbers.count == TaskIO.count else { return nil }
    self.numbers = numbers
  }

  public mutating func add(_ other: TaskIO) {
    for (index, number) in other.numbers.enumerated() { numbers[index] &+= number }
  }
}
