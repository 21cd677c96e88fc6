internal import Limits

/// Remembers the cookies of the last rows of a dump, in bounded memory, to drop those that a
/// moving dump repeats. The kernel repeats rows of the hash bucket it was in when a datagram
/// was full, so a repeated row is a recent one. A row is never dropped by mistake: what is
/// forgotten is only sent again.
struct RecentCookies {
  // Sets of four places; a new cookie takes the place of the oldest in its set.
  private var places: [UInt64]
  private let setMask: Int

  /// - Parameter count: how many cookies to remember; a power of two.
  init(count: Int = Limits.cookiesRemembered) {
    places = [UInt64](repeating: 0, count: count)
    setMask = count / 4 - 1
  }

  /// - Returns: false when the cookie was there already.
  mutating func insert(_ cookie: UInt64) -> Bool {
    let hash = (cookie &* 0x9e37_79b9_7f4a_7c15) >> 32
    let first = (Int(truncatingIfNeeded: hash) & setMask) * 4
    let a = places[first]
    let b = places[first + 1]
    let c = places[first + 2]
    if a == cookie || b == cookie || c == cookie || places[first + 3] == cookie { return false }
    places[first] = cookie
    places[first + 1] = a
    places[first + 2] = b
    places[first + 3] = c
    return true
  }
}
