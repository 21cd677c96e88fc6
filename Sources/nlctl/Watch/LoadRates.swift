import Protocol

/// The processor time that control groups used since the previous answer. A group is identified by
/// mount and path. A group whose counter decreased is a new one of that name and has no rate.
struct LoadRates: Rates {
  static let members: [Schema.Member] = [
    .maybe(
      "cpuPercent", .number,
      "Of usage_usec or cpuacctUsage: percent of one processor, with tenths.")
  ]

  private let areSorted: Bool
  // Microseconds of processor time of each group.
  private var seen = LastSeen<[UInt8], UInt64>()
  private var index = RecordIndex(["mount", "path", "cpuStat.usage_usec", "cpuacctUsage"])

  /// - Parameter areSorted: whether the busiest groups come first.
  init(areSorted: Bool) {
    self.areSorted = areSorted
  }

  mutating func begin(after milliseconds: Int64) {
    seen.begin(after: milliseconds)
  }

  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64 {
    index.read(record)
    let used =
      index.fields[2].unsigned(record)
      ?? index.fields[3].unsigned(record).map { $0 / 1000 }
    let key = Rate.key(record, index.fields.prefix(2))
    let last = used.flatMap { seen.exchange($0, for: key) }
    guard let used, let last, used >= last else {
      text.append(copying: record)
      return 0
    }
    // Microseconds per millisecond are tenths of a percent.
    let tenths = (used - last) / UInt64(seen.milliseconds)
    text.append(unclosed: record)
    text += Array(",\"cpuPercent\":\(tenths / 10).\(tenths % 10)}".utf8)
    return areSorted ? tenths : 0
  }
}
