internal import Netlink
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// Texts of routes that differ in their destination alone. A table of half a million has a few
/// kinds of routes, one for each next hop, and most of a record's text is that of its kind.
struct RouteTexts {
  // One slot a hash; the later kind takes it.
  private static let slotCount = 256
  // Routes of many legs are few, and longer than it pays to compare.
  private static let longest = 256

  private struct Text {
    /// A message of the kind.
    var message: [UInt8] = []
    /// Where in messages the destination is.
    var destination = 0..<0
    /// Of the links' names that the text tells.
    var generation = 0
    var isSeen = false
    /// The record's text up to the destination and after it.
    var before: [UInt8] = []
    var after: [UInt8] = []
  }

  private var texts: [Text] = []

  /// The slot of a message's kind; nil where its destination cannot be passed over.
  /// - Parameter generation: changes with the names of links.
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
  /// - Returns: false where its kind's text is not known.
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

  /// Takes the text of a kind from a record; from the second, for many kinds have one route.
  /// - Parameters:
  ///   - record: what was written for it, a comma before it or not.
  ///   - destination: where in it the text of the destination is, without quotes.
  mutating func learn(_ slot: Int, _ record: RawSpan, _ destination: Range<Int>) {
    guard texts[slot].isSeen else {
      texts[slot].isSeen = true
      return
    }
    let start = record.load(UInt8.self, at: 0) == UInt8(ascii: ",") ? 1 : 0
    texts[slot].before = record.extracting(start..<destination.lowerBound).copied
    texts[slot].after = record.extracting(destination.upperBound..<record.byteCount).copied
  }

  /// Where RTA_DST has an address of IPv4 or IPv6; nil where it cannot be passed over.
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

  /// A hash of FNV's kind over the words outside of `destination`.
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
