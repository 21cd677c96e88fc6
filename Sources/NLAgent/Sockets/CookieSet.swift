/// All cookies of a dump. A second pass over a table that changes sends only the sockets that the
/// first one missed, so no cookie may be forgotten. A socket takes about 16 bytes.
struct CookieSet {
  // Open addressing. 0 marks a free place; no socket has that cookie.
  private var places: [UInt64]
  private(set) var count = 0

  init() {
    places = [UInt64](repeating: 0, count: 1 << 10)
  }

  /// - Returns: false if the set has the cookie already.
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

/// The rows of a dump that have been sent.
struct SentRows {
  private var recent = RecentCookies()
  // nil without a second pass.
  private var all: CookieSet?

  /// - Parameter passes: how many times the table is dumped.
  init(passes: Int) {
    if passes > 1 { all = CookieSet() }
  }

  /// - Returns: false if a row with this cookie has been sent.
  mutating func insert(_ cookie: UInt64) -> Bool {
    all == nil ? recent.insert(cookie) : all?.insert(cookie) ?? true
  }
}
