import Protocol

/// The rates of a link's counters since the previous answer, per second. A link is identified by
/// network namespace, index and name, so that a reused index does not continue the counters of
/// another link.
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

  // The counters of each link in that order.
  private var seen = LastSeen<[UInt8], [UInt64]>()
  private var index = RecordIndex(["netns", "index", "name", "statistics"])

  mutating func begin(after milliseconds: Int64) {
    seen.begin(after: milliseconds)
  }

  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64 {
    index.read(record)
    let counters = LinkRates.counters(record, index.fields[3])
    let key = Rate.key(record, index.fields.prefix(3))
    let last = counters.flatMap { seen.exchange($0, for: key) }
    guard let counters, let last else {
      text.append(copying: record)
      return 0
    }
    var rates: [UInt64] = []
    for index in counters.indices {
      let scale: UInt64 = index < 2 ? 8 : index < 4 ? 1 : 10
      rates.append(
        Rate.perSecond(
          scaled(counters[index], scale), scaled(last[index], scale), in: seen.milliseconds))
    }
    text.append(unclosed: record)
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

  private static func counters(_ record: Span<UInt8>, _ statistics: Field) -> [UInt64]? {
    guard statistics.kind == .object else { return nil }
    var values: [UInt64] = []
    for name in counters {
      guard let value = FieldScanner.member(name, of: statistics, record).unsigned(record)
      else { return nil }
      values.append(value)
    }
    return values
  }
}
