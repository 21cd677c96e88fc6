import Netlink
import Protocol

/// The attributes of a link that are numbers. They make up most of a record, so they are written in
/// one pass.
struct LinkNumbers: Sendable {
  fileprivate struct Number: Sendable {
    let type: UInt16
    /// Whether 0 means "no limit"; then the member is omitted.
    let zeroMeansNone: Bool
  }

  fileprivate let names: MemberNames
  fileprivate let numbers: [Number]

  private init(_ rows: [(name: StaticString, type: UInt16, zeroMeansNone: Bool)]) {
    names = MemberNames(rows.map(\.name))
    numbers = rows.map { Number(type: $0.type, zeroMeansNone: $0.zeroMeansNone) }
  }

  static let counts = LinkNumbers([
    ("carrierChanges", LinkAttribute.carrierChanges, false),
    ("carrierUpCount", LinkAttribute.carrierUpCount, false),
    ("carrierDownCount", LinkAttribute.carrierDownCount, false),
    ("promiscuity", LinkAttribute.promiscuity, false),
    ("allMulticast", LinkAttribute.allMulticast, false),
  ])

  static let sizes = LinkNumbers([
    ("mtu", LinkAttribute.mtu, false),
    ("minMtu", LinkAttribute.minMtu, true),
    ("maxMtu", LinkAttribute.maxMtu, true),
    ("txQueueLength", LinkAttribute.txQueueLength, false),
    ("numTxQueues", LinkAttribute.txQueues, false),
    ("numRxQueues", LinkAttribute.rxQueues, false),
    ("gsoMaxSize", LinkAttribute.gsoMaxSize, false),
    ("gsoMaxSegments", LinkAttribute.gsoMaxSegments, false),
    ("groMaxSize", LinkAttribute.groMaxSize, false),
    ("tsoMaxSize", LinkAttribute.tsoMaxSize, false),
    ("tsoMaxSegments", LinkAttribute.tsoMaxSegments, false),
    ("gsoIPv4MaxSize", LinkAttribute.gsoIPv4MaxSize, false),
    ("groIPv4MaxSize", LinkAttribute.groIPv4MaxSize, false),
    ("maxPacingOffloadHorizon", LinkAttribute.pacingHorizon, false),
    ("headroom", LinkAttribute.headroom, false),
    ("tailroom", LinkAttribute.tailroom, false),
  ])
}

extension JSONWriter {
  /// Writes each number that is present. Its width is the length of its attribute.
  mutating func members(_ row: LinkNumbers, of attributes: borrowing AttributeTable) {
    let numbers = row.numbers.span
    members(row.names) { index in
      guard let value = attributes[numbers[index].type]?.integerByLength,
        value != 0 || !numbers[index].zeroMeansNone
      else { return nil }
      return .some(value)
    }
  }
}
