import Netlink
import Protocol

/// Attributes of a link that are numbers, written in a row: most of a record is made of them.
struct LinkNumbers: Sendable {
  fileprivate struct Number: Sendable {
    let type: UInt16
    /// Whether 0 is no number but "no limit", which goes unsaid.
    let hasNone: Bool
  }

  fileprivate let names: MemberNames
  fileprivate let numbers: [Number]

  private init(_ rows: [(name: StaticString, type: UInt16, hasNone: Bool)]) {
    names = MemberNames(rows.map(\.name))
    numbers = rows.map { Number(type: $0.type, hasNone: $0.hasNone) }
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
  /// Writes each number that is there, of the width its attribute's length says.
  mutating func members(_ row: LinkNumbers, of attributes: borrowing AttributeTable) {
    let numbers = row.numbers.span
    members(row.names) { index in
      guard let value = attributes[numbers[index].type]?.integerByLength,
        value != 0 || !numbers[index].hasNone
      else { return nil }
      return .some(value)
    }
  }
}
