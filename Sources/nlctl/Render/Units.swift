internal import Syscalls

/// Numbers with units and times, as tables show them. Each function returns the columns that the
/// text takes on a terminal.
extension OutputBuffer {
  /// Appends a decimal number.
  @discardableResult
  mutating func decimal(_ value: Int) -> Int {
    if value < 0 {
      append(UInt8(ascii: "-"))
      return 1 + decimal(value == .min ? .max : -value)
    }
    let length = value < 10 ? 1 : 1 + decimal(value / 10)
    append(UInt8(ascii: "0") + UInt8(value % 10))
    return length
  }

  /// Appends a decimal number with zeros before it.
  /// - Parameter value: from 0 to the largest number of so many digits.
  @discardableResult
  mutating func padded(_ value: Int, digits: Int) -> Int {
    var limit = 10
    for _ in 1..<digits {
      if value < limit { append(UInt8(ascii: "0")) }
      limit *= 10
    }
    decimal(value)
    return digits
  }

  /// Appends a number in three or four characters: 0, 999, 1.2K, 34K, 5.0M.
  /// - Parameter unit: how many of one unit are one of the next: 1000, or 1024 for bytes.
  mutating func shortened(_ number: Int, unit: Int = 1000) -> Int {
    var units = 0
    var tenths = number >= 0 && number < Int.max / 10 ? number * 10 : Int.max - 9
    while tenths >= 10_000 {
      tenths /= unit
      units += 1
    }
    var width = decimal(tenths / 10)
    if units > 0, tenths < 100 {
      append(UInt8(ascii: "."))
      width += 1 + decimal(tenths % 10)
    }
    guard units > 0 else { return width }
    append(Array("KMGTPE".utf8)[min(units, 6) - 1])
    return width + 1
  }

  /// Appends a time in milliseconds, seconds or minutes: in the largest unit that loses little.
  mutating func duration(_ milliseconds: Int) -> Int {
    switch milliseconds {
    case ..<1000:
      let width = decimal(milliseconds)
      append(literal: "ms")
      return width + 2
    case ..<100_000:
      let width = decimal(milliseconds / 1000)
      append(UInt8(ascii: "s"))
      return width + 1
    default:
      let width = decimal(milliseconds / 60_000)
      append(literal: "min")
      return width + 3
    }
  }

  /// Appends microseconds as seconds with three decimals.
  mutating func seconds(_ microseconds: Int) -> Int {
    let width = decimal(microseconds / 1_000_000)
    append(UInt8(ascii: "."))
    padded(microseconds / 1000 % 1000, digits: 3)
    append(UInt8(ascii: "s"))
    return width + 5
  }

  /// Appends the local time of day with milliseconds.
  mutating func timeOfDay() -> Int {
    let time = KernelClock.timeOfDay()
    for (value, end) in [(time.hour, ":"), (time.minute, ":"), (time.second, ".")] {
      padded(value, digits: 2)
      append(end)
    }
    padded(time.millisecond, digits: 3)
    return 12
  }
}
