/// All cookies of a dump. A second pass over a table that changes sends only the sockets that the
/// first one missed, so no cookie may be forgotten. A socket takes about 16 bytes, and twice that
/// while the set grows.
struct CookieSet {
  // Open addressing. 0 marks a free place; no socket has that cookie.
  private var places: [UInt64]
  private(set) var count = 0
  /// Whether a cookie was left out for want of memory.
  private(set) var isFull = false
  private let memory: MemoryShare?

  /// - Parameter memory: what the set's bytes are taken from as it grows; nil for no bound.
  init(memory: MemoryShare? = nil) {
    self.memory = memory
    places = [UInt64](repeating: 0, count: CookieSet.leastPlaces)
  }

  // Their memory is part of what every call takes.
  private static let leastPlaces = 1 << 10

  /// - Returns: false if the set has the cookie already.
  mutating func insert(_ cookie: UInt64) -> Bool {
    guard cookie != 0 else { return true }
    if count * 4 >= places.count * 3, !grow() {
      isFull = true
      return !contains(cookie)
    }
    guard CookieSet.put(cookie, &places) else { return false }
    count += 1
    return true
  }

  func contains(_ cookie: UInt64) -> Bool {
    let mask = places.count - 1
    var place = CookieSet.hash(cookie) & mask
    while places[place] != 0 {
      if places[place] == cookie { return true }
      place = (place + 1) & mask
    }
    return false
  }

  private mutating func grow() -> Bool {
    let bytes = places.count * MemoryLayout<UInt64>.stride
    // Both tables exist for a moment.
    guard memory?.add(bytes * 2) ?? true else { return false }
    defer { memory?.remove(bytes) }
    var larger = [UInt64](repeating: 0, count: places.count * 2)
    for cookie in places where cookie != 0 { _ = CookieSet.put(cookie, &larger) }
    places = larger
    return true
  }

  private static func put(_ cookie: UInt64, _ places: inout [UInt64]) -> Bool {
    let mask = places.count - 1
    var place = hash(cookie) & mask
    while places[place] != 0 {
      if places[place] == cookie { return false }
      place = (place + 1) & mask
    }
    places[place] = cookie
    return true
  }

  private static func hash(_ cookie: UInt64) -> Int {
    Int(truncatingIfNeeded: (cookie &* 0x9e37_79b9_7f4a_7c15) >> 32)
  }
}

/// The rows of a dump that have been sent.
struct SentRows {
  private var recent = RecentCookies()
  // nil without a second pass.
  private var all: CookieSet?

  /// - Parameters:
  ///   - passes: how many times the table is dumped.
  ///   - memory: what the memory for all rows is taken from.
  init(passes: Int, memory: MemoryShare? = nil) {
    if passes > 1 { all = CookieSet(memory: memory) }
  }

  /// Whether a row was not remembered for want of memory. It can be sent again.
  var isFull: Bool { all?.isFull ?? false }

  /// - Returns: false if a row with this cookie has been sent.
  mutating func insert(_ cookie: UInt64) -> Bool {
    all == nil ? recent.insert(cookie) : all?.insert(cookie) ?? true
  }
}
