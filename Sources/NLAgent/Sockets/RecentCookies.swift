internal import Limits

/// Remembers the cookies of the last rows of a dump, in bounded memory, so that repeated rows are
/// dropped. When a datagram is full, the kernel may later repeat rows of the hash bucket that it was
/// in, so a repeated row is a recent one. No row is dropped by mistake: a row whose cookie was
/// forgotten is sent twice.
struct RecentCookies {
  // Sets of four places; a new cookie takes the place of the oldest in its set.
  private var places: [UInt64]
  private let setMask: Int

  /// - Parameter count: how many cookies to remember; a power of two, at least 4.
  init(count: Int = Limits.cookiesRemembered) {
    places = [UInt64](repeating: 0, count: count)
    setMask = count / 4 - 1
  }

  /// - Returns: false if the cookie is remembered already.
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
