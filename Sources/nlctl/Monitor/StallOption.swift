internal import Protocol

/// The value of `--stall`, a threshold of the topic pressure: `memory:some:200ms/2s`.
struct StallOption: Equatable {
  let resource: String
  let kind: String
  let stallMicroseconds: UInt64
  let windowMicroseconds: UInt64

  /// The thresholds without `--stall`: a tenth of the time. The kernel lets unprivileged processes
  /// set thresholds whose window is a multiple of 2 s.
  static let defaults = ["cpu", "memory", "io"].map {
    StallOption(
      resource: $0, kind: "some", stallMicroseconds: 200_000, windowMicroseconds: 2_000_000)
  }

  private init(
    resource: String, kind: String, stallMicroseconds: UInt64, windowMicroseconds: UInt64
  ) {
    self.resource = resource
    self.kind = kind
    self.stallMicroseconds = stallMicroseconds
    self.windowMicroseconds = windowMicroseconds
  }

  /// - Returns: nil for text of another form.
  init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    let times = parts[2].split(separator: "/", omittingEmptySubsequences: false)
    guard times.count == 2, ["cpu", "memory", "io", "irq"].contains(parts[0]),
      ["some", "full"].contains(parts[1]), let stall = StallOption.microseconds(times[0]),
      let window = StallOption.microseconds(times[1])
    else { return nil }
    self.init(
      resource: String(parts[0]), kind: String(parts[1]), stallMicroseconds: stall,
      windowMicroseconds: window)
  }

  /// A whole number with the unit `us`, `ms` or `s`.
  private static func microseconds(_ text: Substring) -> UInt64? {
    for (unit, factor) in [("us", 1), ("ms", 1000), ("s", 1_000_000)] as [(String, UInt64)]
    where text.hasSuffix(unit) {
      guard let number = UInt64(text.dropLast(unit.count)), number <= 1_000_000_000 else {
        return nil
      }
      return number * factor
    }
    return nil
  }

  /// Writes an element of the parameter `pressure`.
  /// - Parameter group: the path of a control group; nil for the whole system.
  func write(_ group: String?, to json: inout JSONWriter) {
    json.beginObject()
    json.member("resource", resource)
    json.member("kind", kind)
    json.member("stallMicroseconds", stallMicroseconds)
    json.member("windowMicroseconds", windowMicroseconds)
    json.parameter("path", group)
    json.endObject()
  }
}
