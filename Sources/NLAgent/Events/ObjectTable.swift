internal import Limits
internal import Syscalls

/// What a subscription remembers of each object: its key, and a hash of the rest. Open addressing
/// beside one buffer of all keys, so that a table of many routes stays small.
struct ObjectTable {
  /// What an object was to the table.
  enum Change: Equatable {
    case added, changed, same
    /// There was no room to remember it.
    case noRoom
  }

  private struct Place {
    /// Where the key is in `keys`; its length is 0 in a free place.
    var start: UInt32 = 0
    var count: UInt32 = 0
    /// The reading that met it last.
    var reading: UInt32 = 0
    /// Taken once: a search must go on behind it.
    var isRemoved = false
    /// Whether that reading met it more than once.
    var isTwin = false
    var hash: UInt64 = 0
  }

  private(set) var count = 0
  /// Whether there once was no room.
  private(set) var isFull = false
  private var places = [Place](repeating: Place(), count: 16)
  // Places that are not free, those that were given up included.
  private var taken = 0
  private var keys: [UInt8] = []
  // Bytes of `keys` that belong to an object.
  private var living = 0
  private var reading: UInt32 = 0
  private var isReading = false
  private let seed = UInt64.random(in: .min ... .max)
  private let limit: Int

  /// - Parameter limit: how many bytes it may take.
  init(limit: Int = Limits.subscriptionBytes) {
    self.limit = limit
  }

  mutating func removeAll() {
    self = ObjectTable(limit: limit)
  }

  /// Remembers an object as it is now.
  mutating func put(_ key: [UInt8], _ hash: UInt64) -> Change {
    if let place = find(key) {
      let isSame = places[place].hash == hash
      places[place].isTwin = isReading && places[place].reading == reading
      places[place].hash = hash
      places[place].reading = reading
      return isSame ? .same : .changed
    }
    guard makeRoom(key.count) else {
      isFull = true
      return .noRoom
    }
    let start = UInt32(keys.count)
    keys += key
    insert(Place(start: start, count: UInt32(key.count), reading: reading, hash: hash))
    living += key.count
    count += 1
    return .added
  }

  /// Forgets an object.
  /// - Returns: whether it was there.
  mutating func remove(_ key: [UInt8]) -> Bool {
    guard let place = find(key) else { return false }
    giveUp(place)
    return true
  }

  /// Whether the kernel had several objects of this key when they were read last.
  func isTwin(_ key: [UInt8]) -> Bool {
    find(key).map { places[$0].isTwin } ?? false
  }

  /// To be called before all objects are put again.
  mutating func beginReading() {
    reading &+= 1
    isReading = true
  }

  /// Forgets the objects that were not put since `beginReading`.
  /// - Parameter each: gets each one's key.
  mutating func removeUnread(_ each: (RawSpan) -> Void) {
    isReading = false
    for index in places.indices where places[index].count > 0 {
      let place = places[index]
      guard place.reading != reading else { continue }
      each(keys.rawBytes.extracting(Int(place.start)..<Int(place.start + place.count)))
      giveUp(index)
    }
  }

  private mutating func giveUp(_ index: Int) {
    living -= Int(places[index].count)
    places[index] = Place(isRemoved: true)
    count -= 1
  }

  private func find(_ key: [UInt8]) -> Int? {
    let mask = places.count - 1
    var index = first(key.rawBytes)
    while places[index].count > 0 || places[index].isRemoved {
      if holds(places[index], key) { return index }
      index = (index + 1) & mask
    }
    return nil
  }

  private func holds(_ place: Place, _ key: [UInt8]) -> Bool {
    guard Int(place.count) == key.count else { return false }
    let start = Int(place.start)
    for index in key.indices where keys[start + index] != key[index] { return false }
    return true
  }

  private func first(_ key: RawSpan) -> Int {
    Int(truncatingIfNeeded: ObjectText.hash(key, from: seed) >> 16) & (places.count - 1)
  }

  private mutating func insert(_ place: Place) {
    let mask = places.count - 1
    var index = first(
      keys.rawBytes.extracting(Int(place.start)..<Int(place.start + place.count)))
    while places[index].count > 0 { index = (index + 1) & mask }
    if !places[index].isRemoved { taken += 1 }
    places[index] = place
  }

  /// Makes room for one more; what was given up is cleared away when it is a quarter of the rest.
  private mutating func makeRoom(_ bytes: Int) -> Bool {
    let garbage = keys.count - living
    if (taken + 1) * 4 > places.count * 3 || garbage > max(living / 4, ObjectTable.garbageBytes) {
      clearUp()
    }
    return keys.count + bytes + places.count * MemoryLayout<Place>.stride <= limit
  }

  private static let garbageBytes = 4096

  /// Keys move down where they are: a second copy of them would be the most there ever is.
  private mutating func clearUp() {
    var size = 16
    while size * 5 < (count + 1) * 8 { size *= 2 }
    var left: [Place] = []
    left.reserveCapacity(count)
    for place in places where place.count > 0 { left.append(place) }
    left.sort { $0.start < $1.start }
    places = []
    places = [Place](repeating: Place(), count: size)
    taken = 0
    var end = 0
    for var place in left {
      let start = Int(place.start)
      place.start = UInt32(end)
      if start != end {
        for offset in 0..<Int(place.count) { keys[end + offset] = keys[start + offset] }
      }
      end += Int(place.count)
      insert(place)
    }
    keys.removeLast(keys.count - end)
  }
}
