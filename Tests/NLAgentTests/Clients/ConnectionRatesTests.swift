import Testing

@testable import NLAgent

@Suite struct ConnectionRatesTests {
  private let second: Int64 = 1_000_000_000

  private func user(_ uid: UInt32) -> UserAccount { UserAccount(uid: uid, isRoot: false) }

  /// How many of `attempts` at one moment are admitted.
  private func admitted(
    _ attempts: Int, of user: UserAccount, at now: Int64, _ rates: inout ConnectionRates
  ) -> Int {
    (0..<attempts).count { _ in rates.admit(user, at: now) }
  }

  @Test func aBurstIsAdmittedAndThenTheRate() {
    var rates = ConnectionRates(perSecond: 10, burst: 20, room: 4)
    #expect(admitted(100, of: user(1), at: 5 * second, &rates) == 20)
    #expect(admitted(100, of: user(1), at: 5 * second + second / 10 - 1, &rates) == 0)
    #expect(admitted(100, of: user(1), at: 5 * second + second / 10, &rates) == 1)
    #expect(admitted(100, of: user(1), at: 6 * second, &rates) == 9)
    // A bucket holds no more than the burst, however long it is left alone.
    #expect(admitted(100, of: user(1), at: 1000 * second, &rates) == 20)
  }

  @Test func eachUserHasABucket() {
    var rates = ConnectionRates(perSecond: 10, burst: 20, room: 4)
    #expect(admitted(100, of: user(1), at: 0, &rates) == 20)
    #expect(admitted(100, of: user(2), at: 0, &rates) == 20)
    // The user 0 of a container cannot use up the tokens of root.
    #expect(admitted(100, of: user(0), at: 0, &rates) == 20)
    #expect(admitted(100, of: UserAccount(uid: 0, isRoot: true), at: 0, &rates) == 20)
  }

  /// Users with full buckets go first, then those who have connected least.
  @Test func theTableIsBounded() {
    var rates = ConnectionRates(perSecond: 10, burst: 20, room: 3)
    #expect(admitted(10, of: user(1), at: 0, &rates) == 10)
    #expect(admitted(1, of: user(2), at: 0, &rates) == 1)
    #expect(admitted(20, of: user(3), at: 0, &rates) == 20)
    #expect(rates.count == 3)
    // The bucket of user 2 is full again.
    #expect(admitted(20, of: user(4), at: second / 5, &rates) == 20)
    #expect(rates.count == 3)
    // That of user 1 is the fullest.
    #expect(admitted(1, of: user(5), at: second / 5, &rates) == 1)
    #expect(rates.count == 3)
    #expect(admitted(20, of: user(3), at: second / 5, &rates) == 2)
    #expect(admitted(20, of: user(4), at: second / 5, &rates) == 0)
    for uid in 6..<200 {
      #expect(admitted(1, of: user(UInt32(uid)), at: second / 5, &rates) == 1)
      #expect(rates.count == 3)
    }
  }
}
