/// All cookies of a dump, for the second pass over a moving table: it sends only what the first
/// one missed, so nothing may be forgotten. Some 16 bytes a socket.
struct CookieSet {
  // Open addressing; 0 marks a free place, and no socket has that cookie.
  private var places: [UInt64]
  private(set) var count = 0

  init() {
    places = [UInt64](repeating: 0, count: 1 << 10)
  }

  /// - Returns: false when the cookie was there already.
  mutating func insert(_ cookie: UInt64) -> Bool {
    guard cookie != 0 else { return true }
    if count * 4 >= places.count * 3 { grow() }
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

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: places.count * 2)
    for cookie in places where cookie != 0 { _ = CookieSet.put(cookie, &larger) }
    places = larger
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

/// The rows of a dump that were sent already.
struct SentRows {
  private var recent = RecentCookies()
  // Only where there is a second pass.
  private var all: CookieSet?

  /// - Parameter passes: how often the table is dumped.
  init(passes: Int) {
    if passes > 1 { all = CookieSet() }
  }

  /// - Returns: false when a row with this cookie was sent already.
  mutating func insert(_ cookie: UInt64) -> Bool {
    all == nil ? recent.insert(cookie) : all?.insert(cookie) ?? true
  }
}
