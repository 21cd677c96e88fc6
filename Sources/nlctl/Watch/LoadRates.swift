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
  private var before: [[UInt8]: UInt64] = [:]
  private var now: [[UInt8]: UInt64] = [:]
  private var index = RecordIndex(["mount", "path", "cpuStat.usage_usec", "cpuacctUsage"])
  private var milliseconds: Int64 = 0

  /// - Parameter areSorted: whether the busiest are to come first.
  init(areSorted: Bool) {
    self.areSorted = areSorted
  }

  mutating func begin(after milliseconds: Int64) {
    swap(&before, &now)
    now.removeAll(keepingCapacity: true)
    self.milliseconds = milliseconds
  }

  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64 {
    index.read(record)
    var key: [UInt8] = []
    for field in index.fields.prefix(2) {
      for index in field.start..<field.end { key.append(record[index]) }
      key.append(0)
    }
    let used =
      Rate.decimal(record, index.fields[2])
      ?? Rate.decimal(record, index.fields[3]).map { $0 / 1000 }
    now[key] = used
    let end = record.count
    guard milliseconds > 0, let used, let last = before[key], used >= last else {
      for index in 0..<end { text.append(record[index]) }
      return 0
    }
    // Microseconds a millisecond are tenths of a percent.
    let tenths = (used - last) / UInt64(milliseconds)
    for index in 0..<max(0, end - 1) { text.append(record[index]) }
    text += Array(",\"cpuPercent\":\(tenths / 10).\(tenths % 10)}".utf8)
    return areSorted ? tenths : 0
  }
}
