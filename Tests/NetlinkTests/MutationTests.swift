import Netlink
import Syscalls
import TestSupport
import Testing

/// The same numbers each run: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

/// Whatever arrives, nothing traps: each datagram is walked by a dump, and each message by
/// every decoder there is.
@Suite("Hostile datagrams")
struct MutationTests {
  private static let wellFormed: [[UInt8]] = [
    message(16, LinkTests.answer) + message(20, AddressTests.answer) + done(),
    message(24, RouteTests.answer) + message(24, RouteTests.answer) + done(),
    message(28, NeighborTests.answer) + message(32, RuleTests.answer) + done(),
    message(16, FamilyTests.answer) + error(0),
    message(28, TaskStatsTests.answer) + error(0),
    message(20, InetDiagTests.answer) + message(20, InetDiagTests.answer) + done(-2),
    done(-22, attribute(1, Array("words".utf8)) + attribute(2, le32(4)), flags: 0x200),
    error(-22, flags: 0x300, attribute(1, Array("words".utf8))),
  ]

  @Test func mutatedOnesDoNotTrap() {
    var random = SeededGenerator(seed: 1)
    for round in 0..<150_000 {
      var bytes = MutationTests.wellFormed[round % MutationTests.wellFormed.count]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch UInt8.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes[place] = [0, 1, 3, 4, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
        default: if place > 0 { bytes.removeSubrange(place...) }
        }
      }
      MutationTests.decode(bytes)
    }
  }

  @Test func randomOnesDoNotTrap() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<50_000 {
      let count = Int.random(in: 0..<160, using: &random)
      var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      // A header that lets half of them in; the rest is up to chance.
      if count >= 16, Bool.random(using: &random) {
        bytes.replaceSubrange(
          0..<16,
          with: le32(UInt32(count)) + le16(UInt16.random(in: 0..<24, using: &random))
            + bytes[6..<8] + le32(1) + le32(ScriptedTransport.port))
      }
      MutationTests.decode(bytes)
    }
  }

  private static func decode(_ bytes: [UInt8]) {
    LinkNames.each(in: bytes.rawBytes) { _, _ in }
    var conversation = Conversation(
      ScriptedTransport([.datagram(bytes), .datagram(done())]), bufferBytes: 512)
    _ = try? conversation.dump(Request(type: 18, flags: MessageFlag.dump)) {
      message throws(NetlinkError) in
      decode(message.payload)
      return .next
    }
  }

  private static func decode(_ payload: RawSpan) {
    _ = try? FamilyDescription(payload)
    if let message = try? TaskStatsMessage(payload) { decode(message) }
    if InetDiagMessage(payload) != nil { walk(payload, from: InetDiagMessage.size) }
    if AddressMessage(payload) != nil { walk(payload, from: AddressMessage.size) }
    if RouteMessage(payload) != nil { walk(payload, from: RouteMessage.size) }
    if NeighborMessage(payload) != nil { walk(payload, from: NeighborMessage.size) }
    if RuleMessage(payload) != nil { walk(payload, from: RuleMessage.size) }
    if LinkMessage(payload) != nil { walk(payload, from: LinkMessage.size) }
  }

  private static func decode(_ message: borrowing TaskStatsMessage) {
    guard let stats = message.task else { return }
    _ = stats.command?.copied
    _ = stats[.processID]
    let layout = stats.layout
    for field in layout.cpu + layout.delays.flatMap(\.fields) { _ = field.value(in: stats.bytes) }
  }

  private static func walk(_ payload: RawSpan, from offset: Int) {
    _ = (try? AttributeTable(payload, from: offset))?.text(3)
    var cursor = AttributeCursor(payload, from: offset)
    while let attribute = try? cursor.next() {
      let found = cursor.payload(attribute)
      _ = found.untilNUL
      _ = AddressCacheInfo(found)
      for field in LinkStatistics.fields { _ = field.value(in: found) }
      _ = RouteCacheInfo(found)
      _ = NeighborCacheInfo(found)
      var legs = NextHopCursor(found)
      while let leg = try? legs.next() { _ = try? AttributeTable(legs.payload(leg)) }
      _ = (try? AttributeTable(found))?.text(1)
      _ = (try? found.attribute(1))?.byteCount
    }
  }
}
