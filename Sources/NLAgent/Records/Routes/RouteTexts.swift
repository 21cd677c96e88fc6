internal import Netlink
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// The texts of routes that differ only in their destination. A table of half a million routes has
/// a few kinds of them, one for each next hop, and most of a record's text is the same for all
/// routes of a kind.
struct RouteTexts {
  // One slot per hash. A new kind replaces the old one.
  private static let slotCount = 256
  // Routes with many next hops are rare, and too long to compare.
  private static let longest = 256

  private struct Text {
    /// One message of the kind.
    var message: [UInt8] = []
    /// The range of the destination in the messages.
    var destination = 0..<0
    /// The generation of the names of links in the text.
    var generation = 0
    /// Whether a route of the kind was written before.
    var isSeen = false
    /// The record's text before and after the destination.
    var before: [UInt8] = []
    var after: [UInt8] = []
  }

  private var texts: [Text] = []

  /// The slot of a message's kind; nil if the message is too long or its destination is not found.
  /// - Parameter generation: a number that changes when a link's name changes.
  mutating func slot(of payload: RawSpan, generation: Int) -> Int? {
    guard let destination = RouteTexts.destination(of: payload) else { return nil }
    if texts.isEmpty { texts = Array(repeating: Text(), count: RouteTexts.slotCount) }
    let slot = RouteTexts.hash(payload, without: destination) % texts.count
    if texts[slot].generation != generation || texts[slot].destination != destination
      || !RouteTexts.isSame(payload, texts[slot].message, without: destination)
    {
      texts[slot] = Text(
        message: payload.copied, destination: destination, generation: generation)
    }
    return slot
  }

  /// Writes the record of a message.
  /// - Returns: false if the text of its kind is not known.
  func write(_ payload: RawSpan, _ slot: Int, to json: inout JSONWriter) -> Bool {
    guard !texts[slot].before.isEmpty else { return false }
    json.value(texts[slot].before)
    let destination = texts[slot].destination
    if destination.count == 4 {
      json.dotted(payload.loadBigEndian(UInt32.self, at: destination.lowerBound) ?? 0)
    } else if let address = InetAddress(payload, at: destination.lowerBound) {
      json.v6Text(address)
    }
    json.raw(texts[slot].after)
    return true
  }

  /// Stores the text of a kind, taken from a record. It starts with the second record, because many
  /// kinds have only one route.
  /// - Parameters:
  ///   - record: the text of the record, with or without a comma before it.
  ///   - destination: the range of the destination in that text, without quotes.
  mutating func store(_ slot: Int, _ record: RawSpan, _ destination: Range<Int>) {
    guard texts[slot].isSeen else {
      texts[slot].isSeen = true
      return
    }
    let start = record.load(UInt8.self, at: 0) == UInt8(ascii: ",") ? 1 : 0
    texts[slot].before = record.extracting(start..<destination.lowerBound).copied
    texts[slot].after = record.extracting(destination.upperBound..<record.byteCount).copied
  }

  /// The range of the IPv4 or IPv6 address in RTA_DST; nil if the message is too long or has none.
  private static func destination(of payload: RawSpan) -> Range<Int>? {
    guard payload.byteCount <= longest, payload.byteCount % 4 == 0 else { return nil }
    let size: UInt16
    switch payload.load(UInt8.self, at: 0).flatMap({ RouteFamily(rawValue: $0) }) {
    case .v4?: size = 4
    case .v6?: size = 16
    case .mpls?, nil: return nil
    }
    var offset = RouteMessage.size
    // Every kernel puts RTA_TABLE first and RTA_DST second.
    for _ in 0..<2 {
      guard let length = payload.load(UInt16.self, at: offset),
        let type = payload.load(UInt16.self, at: offset + 2), length >= 4
      else { return nil }
      let end = offset + Int(length)
      if type == RouteAttribute.destination {
        guard end <= payload.byteCount, length == 4 + size else { return nil }
        return offset + 4..<end
      }
      offset = (end + 3) & ~3  // RTA_ALIGN
    }
    return nil
  }

  /// A hash like FNV over the words outside `destination`.
  private static func hash(_ payload: RawSpan, without destination: Range<Int>) -> Int {
    var hash: UInt32 = 0x811c_9dc5
    var offset = 0
    while let word = payload.load(UInt32.self, at: offset) {
      if !destination.contains(offset) { hash = (hash ^ word) &* 0x0100_0193 }
      offset += 4
    }
    return Int(hash >> 8)
  }

  private static func isSame(
    _ one: RawSpan, _ other: [UInt8], without destination: Range<Int>
  ) -> Bool {
    let other = other.rawBytes
    guard one.byteCount == other.byteCount else { return false }
    var offset = 0
    while let word = one.load(UInt32.self, at: offset) {
      if word != other.load(UInt32.self, at: offset), !destination.contains(offset) {
        return false
      }
      offset += 4
    }
    return true
  }
}
