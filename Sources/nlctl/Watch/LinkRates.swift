import Protocol

/// What a link's counters came to since the last answer, a second. Links are told apart by
/// network namespace, index and name, so that an index which is used again begins anew.
struct LinkRates: Rates {
  static let members: [Schema.Member] = [
    .maybe("rxBitsPerSecond", .unsigned, "Of statistics.rxBytes."),
    .maybe("txBitsPerSecond", .unsigned, "Of statistics.txBytes."),
    .maybe("rxPacketsPerSecond", .unsigned, "Of statistics.rxPackets."),
    .maybe("txPacketsPerSecond", .unsigned, "Of statistics.txPackets."),
    .maybe("droppedPerSecond", .number, "Of rxDropped and txDropped together, with tenths."),
    .maybe("errorsPerSecond", .number, "Of rxErrors and txErrors together, with tenths."),
  ]

  private static let counters = [
    "rxBytes", "txBytes", "rxPackets", "txPackets", "rxDropped", "txDropped", "rxErrors",
    "txErrors",
  ].map { Array($0.utf8) }

  // Of each link its counters in that order.
  private var before: [[UInt8]: [UInt64]] = [:]
  private var now: [[UInt8]: [UInt64]] = [:]
  private var index = RecordIndex(["netns", "index", "name", "statistics"])
  private var milliseconds: Int64 = 0

  mutating func begin(after milliseconds: Int64) {
    swap(&before, &now)
    now.removeAll(keepingCapacity: true)
    self.milliseconds = milliseconds
  }

  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64 {
    index.read(record)
    let end = record.count
    let key = LinkRates.key(record, index.fields)
    let counters = LinkRates.counters(record, index.fields[3])
    now[key] = counters
    guard milliseconds > 0, let counters, let last = before[key] else {
      for index in 0..<end { text.append(record[index]) }
      return 0
    }
    var rates: [UInt64] = []
    for index in counters.indices {
      let scale: UInt64 = index < 2 ? 8 : index < 4 ? 1 : 10
      rates.append(
        Rate.perSecond(
          scaled(counters[index], scale), scaled(last[index], scale), in: milliseconds))
    }
    for index in 0..<max(0, end - 1) { text.append(record[index]) }
    for (member, rate) in zip(LinkRates.members, rates.prefix(4)) {
      text += Array(",\"\(member.name)\":\(rate)".utf8)
    }
    for (member, first) in [(4, 4), (5, 6)] {
      let (sum, isTooLarge) = rates[first].addingReportingOverflow(rates[first + 1])
      let tenths = isTooLarge ? .max : sum
      text += Array(",\"\(LinkRates.members[member].name)\":\(tenths / 10).\(tenths % 10)".utf8)
    }
    text.append(UInt8(ascii: "}"))
    return rates[0] &+ rates[1]
  }

  private func scaled(_ value: UInt64, _ scale: UInt64) -> UInt64 {
    let (product, isTooLarge) = value.multipliedReportingOverflow(by: scale)
    return isTooLarge ? .max : product
  }

  private static func key(_ record: Span<UInt8>, _ fields: [Field]) -> [UInt8] {
    var key: [UInt8] = []
    for field in fields.prefix(3) {
      for index in field.start..<field.end { key.append(record[index]) }
      key.append(0)
    }
    return key
  }

  private static func counters(_ record: Span<UInt8>, _ statistics: Field) -> [UInt64]? {
    guard statistics.kind == .object else { return nil }
    var values: [UInt64] = []
    for name in counters {
      guard let value = Rate.decimal(record, FieldScanner.member(name, of: statistics, record))
      else { return nil }
      values.append(value)
    }
    return values
  }
}
