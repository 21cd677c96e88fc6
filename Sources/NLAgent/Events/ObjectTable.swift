internal import Limits
internal import Syscalls

/// What a subscription remembers of each object: its key and a hash of its members. The table uses
/// open addressing, and all keys are in one buffer, so that a table of many routes stays small.
struct ObjectTable {
  /// How an object differs from what the table had.
  enum Change: Equatable {
    case added, changed, same
    /// It is new, and the table has no room for it.
    case noRoom
  }

  private struct Slot {
    /// Where the key begins in `keys`.
    var start: UInt32 = 0
    /// How long the key is; 0 in a slot without an object.
    var count: UInt32 = 0
    /// The last reading that found the object.
    var reading: UInt32 = 0
    /// The slot had an object once, so that a search has to go on behind it.
    var isRemoved = false
    /// Whether the last reading found several objects of this key.
    var isDuplicate = false
    var hash: UInt64 = 0
  }

  /// How many objects there are.
  private(set) var count = 0
  /// Whether an object was left out for want of room.
  private(set) var isFull = false
  private var slots = [Slot](repeating: Slot(), count: 16)
  // Slots with an object and slots that had one.
  private var usedSlots = 0
  private var keys: [UInt8] = []
  // Bytes of `keys` that belong to an object.
  private var keyBytes = 0
  private var reading: UInt32 = 0
  private var isReading = false
  private let seed = UInt64.random(in: .min ... .max)
  private let limit: Int
  private let memory: MemoryShare?
  // What was taken of `memory`.
  private var takenBytes = 0

  /// - Parameters:
  ///   - limit: the most bytes that keys and slots may take.
  ///   - memory: what the table's bytes are taken from; nil for no bound but `limit`.
  init(limit: Int = Limits.subscriptionBytes, memory: MemoryShare? = nil) {
    self.limit = limit
    self.memory = memory
  }

  mutating func removeAll() {
    memory?.remove(takenBytes)
    self = ObjectTable(limit: limit, memory: memory)
  }

  /// Remembers an object's key and its present hash.
  mutating func put(_ key: [UInt8], _ hash: UInt64) -> Change {
    if let slot = find(key) {
      let isSame = slots[slot].hash == hash
      slots[slot].isDuplicate = isReading && slots[slot].reading == reading
      slots[slot].hash = hash
      slots[slot].reading = reading
      return isSame ? .same : .changed
    }
    guard makeRoom(key.count) else {
      isFull = true
      return .noRoom
    }
    let start = UInt32(keys.count)
    keys += key
    insert(Slot(start: start, count: UInt32(key.count), reading: reading, hash: hash))
    keyBytes += key.count
    count += 1
    return .added
  }

  /// Forgets an object.
  /// - Returns: whether the table had it.
  mutating func remove(_ key: [UInt8]) -> Bool {
    guard let slot = find(key) else { return false }
    free(slot)
    return true
  }

  /// Whether the kernel had several objects of this key at the last reading.
  func isDuplicate(_ key: [UInt8]) -> Bool {
    find(key).map { slots[$0].isDuplicate } ?? false
  }

  /// Must be called before a reading puts all objects again.
  mutating func beginReading() {
    reading &+= 1
    isReading = true
  }

  /// Ends a reading that cannot show which objects were removed.
  mutating func endReading() {
    isReading = false
  }

  /// Ends the reading and forgets the objects that were not put since `beginReading`.
  /// - Parameter each: gets the key of each of them.
  mutating func removeUnread(_ each: (RawSpan) -> Void) {
    isReading = false
    for index in slots.indices where slots[index].count > 0 {
      let slot = slots[index]
      guard slot.reading != reading else { continue }
      each(keys.rawBytes.extracting(Int(slot.start)..<Int(slot.start + slot.count)))
      free(index)
    }
  }

  private mutating func free(_ index: Int) {
    keyBytes -= Int(slots[index].count)
    slots[index] = Slot(isRemoved: true)
    count -= 1
  }

  private func find(_ key: [UInt8]) -> Int? {
    let mask = slots.count - 1
    var index = first(key.rawBytes)
    while slots[index].count > 0 || slots[index].isRemoved {
      if holds(slots[index], key) { return index }
      index = (index + 1) & mask
    }
    return nil
  }

  private func holds(_ slot: Slot, _ key: [UInt8]) -> Bool {
    guard Int(slot.count) == key.count else { return false }
    let start = Int(slot.start)
    for index in key.indices where keys[start + index] != key[index] { return false }
    return true
  }

  private func first(_ key: RawSpan) -> Int {
    Int(truncatingIfNeeded: ObjectText.hash(key, from: seed) >> 16) & (slots.count - 1)
  }

  private mutating func insert(_ slot: Slot) {
    let mask = slots.count - 1
    var index = first(
      keys.rawBytes.extracting(Int(slot.start)..<Int(slot.start + slot.count)))
    while slots[index].count > 0 { index = (index + 1) & mask }
    if !slots[index].isRemoved { usedSlots += 1 }
    slots[index] = slot
  }

  /// Makes room for one more object. Compacts the table if too many slots are used, or if the keys
  /// of removed objects take more than a quarter of the bytes of the others.
  private mutating func makeRoom(_ bytes: Int) -> Bool {
    let unusedBytes = keys.count - keyBytes
    if (usedSlots + 1) * 4 > slots.count * 3
      || unusedBytes > max(keyBytes / 4, ObjectTable.unusedBytes)
    {
      compact()
    }
    guard keys.count + bytes + slotBytes <= limit else { return false }
    guard keys.count + bytes > keys.capacity else { return take(keys.capacity + slotBytes) }
    // An array would double its room, more than the table may be allowed.
    let room = max(keys.count + bytes, keys.capacity + keys.capacity / 4, ObjectTable.leastRoom)
    guard take(room + slotBytes) else { return false }
    keys.reserveCapacity(room)
    return true
  }

  private var slotBytes: Int { slots.count * MemoryLayout<Slot>.stride }

  /// Takes what the table's memory grows by.
  private mutating func take(_ bytes: Int) -> Bool {
    guard bytes > takenBytes, let memory else { return true }
    guard memory.add(bytes - takenBytes) else { return false }
    takenBytes = bytes
    return true
  }

  private static let leastRoom = 1024

  private static let unusedBytes = 4096

  /// Removes what is left of removed objects. Keys are moved within their buffer: a copy of it
  /// would double the memory.
  private mutating func compact() {
    var size = 16
    while size * 5 < (count + 1) * 8 { size *= 2 }
    var left: [Slot] = []
    left.reserveCapacity(count)
    for slot in slots where slot.count > 0 { left.append(slot) }
    left.sort { $0.start < $1.start }
    slots = []
    slots = [Slot](repeating: Slot(), count: size)
    usedSlots = 0
    var end = 0
    for var slot in left {
      let start = Int(slot.start)
      slot.start = UInt32(end)
      if start != end {
        for offset in 0..<Int(slot.count) { keys[end + offset] = keys[start + offset] }
      }
      end += Int(slot.count)
      insert(slot)
    }
    keys.removeLast(keys.count - end)
  }
}
