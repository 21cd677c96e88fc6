import Protocol

/// What control groups used of processors since the last answer. A group is told apart by mount and
/// path; one whose counter is lower than it was is another of that name.
struct LoadRates: Rates {
  static let members: [Schema.Member] = [
    .maybe(
      "cpuPercent", .number,
      "Of usage_usec or cpuacctUsage: percent of one processor, with tenths.")
  ]

  private let areSorted: Bool
  // Microseconds that each group has used.
  private var seen = LastSeen<[UInt8], UInt64>()
  private var index = RecordIndex(["mount", "path", "cpuStat.usage_usec", "cpuacctUsage"])

  /// - Parameter areSorted: whether the busiest are to come first.
  init(areSorted: Bool) {
    self.areSorted = areSorted
  }

  mutating func begin(after milliseconds: Int64) {
    seen.begin(after: milliseconds)
  }

  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64 {
    index.read(record)
    let used =
      Rate.decimal(record, index.fields[2])
      ?? Rate.decimal(record, index.fields[3]).map { $0 / 1000 }
    let key = Rate.key(record, index.fields.prefix(2))
    let last = used.flatMap { seen.note($0, of: key) }
    guard let used, let last, used >= last else {
      text.append(whole: record)
      return 0
    }
    // Microseconds a millisecond are tenths of a percent.
    let tenths = (used - last) / UInt64(seen.milliseconds)
    text.append(unclosed: record)
    text += Array(",\"cpuPercent\":\(tenths / 10).\(tenths % 10)}".utf8)
    return areSorted ? tenths : 0
  }
}
