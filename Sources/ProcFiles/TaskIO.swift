/// The seven numbers of `/proc/PID/io`. See proc(5). They are exact; taskstats rounds them down to
/// multiples of 1024.
public struct TaskIO: Equatable, Sendable {
  private static let count = 7

  /// The numbers in the order of the file, which is also that of `struct taskstats`: rchar, wchar,
  /// syscr, syscw, read_bytes, write_bytes, cancelled_write_bytes. The second pair counts system
  /// calls, the others bytes.
  public private(set) var numbers: [UInt64]

  /// Parses the file's text.
  /// - Returns: nil if the text does not have the form of proc(5).
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

  /// Adds another task's numbers. Sums wrap at 64 bits.
  public mutating func add(_ other: TaskIO) {
    for (index, number) in other.numbers.enumerated() { numbers[index] &+= number }
  }
}
