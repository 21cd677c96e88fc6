internal import Limits
internal import Netlink
internal import Protocol

/// The address records of all links as JSON text, indexed by link. The kernel dumps addresses apart
/// from links, so they are read first. All of them share one buffer and one index.
struct AddressStore: ~Copyable {
  private struct Place {
    let link: UInt32
    let start: Int
    let end: Int
  }

  private var text = JSONWriter(capacity: 4096)
  private var places: [Place] = []
  /// The number of addresses that were left out because the store was full.
  private(set) var leftOut = 0
  private let limit: Int
  private let mayTake: (Int) -> Bool
  // The bytes of text for which memory was taken.
  private var room = 0

  /// - Parameters:
  ///   - limit: the number of bytes after which no more text is stored.
  ///   - mayTake: takes bytes of memory, or returns false.
  init(limit: Int = Limits.addressBytes, mayTake: @escaping (Int) -> Bool = { _ in true }) {
    self.limit = limit
    self.mayTake = mayTake
  }

  /// Stores one address.
  mutating func add(_ address: AddressMessage, _ payload: RawSpan) throws(NetlinkError) {
    guard text.count < limit, makeRoom() else {
      leftOut += 1
      return
    }
    let attributes = try AttributeTable(payload, from: AddressMessage.size)
    // Ends the record before, so that no comma is written between the two.
    text.newline()
    let start = text.count
    text.beginObject()
    AddressRecord.writeMembers(address, attributes, to: &text)
    text.endObject()
    places.append(Place(link: address.index, start: start, end: text.count))
  }

  private mutating func makeRoom() -> Bool {
    guard text.count >= room else { return true }
    // The buffers of text and places may have twice the room that they need.
    guard mayTake(AddressStore.step * 3) else { return false }
    room = text.count + AddressStore.step
    return true
  }

  private static let step = 64 * 1024

  /// Must be called once, after the last `add` and before the first `write`.
  mutating func sort() {
    places.sort { ($0.link, $0.start) < ($1.link, $1.start) }
  }

  /// Writes the addresses of one link as elements of an array.
  borrowing func write(_ link: UInt32, to json: inout JSONWriter) {
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle].link < link { low = middle + 1 } else { high = middle }
    }
    while low < places.count, places[low].link == link {
      json.value(text.bytes.extracting(places[low].start..<places[low].end))
      low += 1
    }
  }
}
