internal import Limits

/// How often users connect: a token bucket for each. A bucket holds `burst` tokens; a connection
/// takes one, and `perSecond` tokens come back in a second.
struct ConnectionRates {
  private let interval: Int64
  private let burst: Int64
  private let room: Int
  // When the bucket of a user will be full, in nanoseconds. A user without a row has a full one.
  private var fullAt: [UserAccount: Int64] = [:]

  /// - Parameter room: for how many users the table has rows.
  init(
    perSecond: Int = Limits.connectionsPerSecond, burst: Int = Limits.connectionBurst,
    room: Int = Limits.connectionRates
  ) {
    interval = 1_000_000_000 / Int64(perSecond)
    self.burst = Int64(burst)
    self.room = room
  }

  /// Counts a connection.
  /// - Parameter now: nanoseconds of a clock that does not go back.
  /// - Returns: whether the user had a token.
  mutating func admit(_ user: UserAccount, at now: Int64) -> Bool {
    let full = max(fullAt[user] ?? now, now) + interval
    guard full - now <= burst * interval else { return false }
    if fullAt[user] == nil { makeRoom(at: now) }
    fullAt[user] = full
    return true
  }

  /// Makes room for a row: users with full buckets need none, and of the others the one with the
  /// fullest bucket has connected least.
  private mutating func makeRoom(at now: Int64) {
    guard fullAt.count >= room else { return }
    fullAt = fullAt.filter { $0.value > now }
    guard fullAt.count >= room, let fullest = fullAt.min(by: { $0.value < $1.value }) else {
      return
    }
    fullAt[fullest.key] = nil
  }

  /// How many rows the table has, for tests.
  var count: Int { fullAt.count }
}
