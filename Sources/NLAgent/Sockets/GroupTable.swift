/// Counts rows by a key of a few words. Its memory grows only with the number of groups.
struct GroupTable {
  /// How many words a key has.
  let stride: Int
  /// The most groups. Rows of further groups are counted together, in `leftOut`; so are those for
  /// which there is no memory.
  let limit: Int
  /// How many rows each group has, in the order of their first rows.
  private(set) var counts: [UInt64] = []
  /// How many rows belong to groups that were left out.
  private(set) var leftOut: UInt64 = 0
  // The keys, one behind the other, in the order of `counts`.
  private var keys: [UInt64] = []
  // Positions in `counts`, with open addressing; -1 marks a free place.
  private var places: [Int32]
  private let memory: MemoryShare?
  // For how many groups memory was taken.
  private var roomForGroups = 0

  /// - Parameter memory: what the groups' bytes are taken from; nil for no bound but `limit`.
  init(stride: Int, limit: Int, memory: MemoryShare? = nil) {
    self.stride = stride
    self.limit = limit
    self.memory = memory
    places = [Int32](repeating: -1, count: 256)
  }

  /// Counts one row.
  /// - Parameter key: `stride` words.
  mutating func count(_ key: [UInt64]) {
    let place = place(of: key)
    let known = Int(places[place])
    if known >= 0 {
      counts[known] += 1
      return
    }
    guard counts.count < limit, makeRoom() else {
      leftOut += 1
      return
    }
    places[place] = Int32(counts.count)
    counts.append(1)
    keys.append(contentsOf: key)
    if counts.count * 2 > places.count { grow() }
  }

  /// Takes memory for one more group.
  private mutating func makeRoom() -> Bool {
    guard counts.count == roomForGroups, let memory else { return true }
    // An array may have twice the room that it needs; the table of places has, too. Sorting and
    // writing the groups needs 8 bytes more for each.
    let bytes = (stride + 1) * 16 + 16 + 8
    guard memory.add(GroupTable.groupsAtOnce * bytes) else { return false }
    roomForGroups += GroupTable.groupsAtOnce
    return true
  }

  private static let groupsAtOnce = 1024

  /// A word of a group's key.
  func word(_ index: Int, of group: Int) -> UInt64 { keys[group * stride + index] }

  /// The groups, those with the most rows first; groups of equal size in the order of their first
  /// rows.
  var largestFirst: [Int] {
    counts.indices.sorted { counts[$0] == counts[$1] ? $0 < $1 : counts[$0] > counts[$1] }
  }

  /// The place of the key, or the free place where it belongs.
  private func place(of key: [UInt64]) -> Int {
    let mask = places.count - 1
    var hash: UInt64 = 0
    for index in 0..<stride {
      hash = (hash ^ key[index]) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    var place = Int(truncatingIfNeeded: hash >> 20) & mask
    while places[place] >= 0, !isKey(key, of: Int(places[place])) { place = (place + 1) & mask }
    return place
  }

  private func isKey(_ key: [UInt64], of group: Int) -> Bool {
    for index in 0..<stride where keys[group * stride + index] != key[index] { return false }
    return true
  }

  private mutating func grow() {
    places = [Int32](repeating: -1, count: places.count * 2)
    for group in counts.indices {
      let key = Array(keys[group * stride..<(group + 1) * stride])
      places[place(of: key)] = Int32(group)
    }
  }
}
