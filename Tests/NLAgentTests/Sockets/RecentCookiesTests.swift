import Testing

@testable import NLAgent

@Suite struct RecentCookiesTests {
  /// How many of these the memory takes for new.
  private func new(_ values: some Sequence<UInt64>, _ cookies: inout RecentCookies) -> Int {
    values.reduce(0) { cookies.insert($1) ? $0 + 1 : $0 }
  }

  @Test func whatIsRepeatedSoonIsFound() {
    var cookies = RecentCookies()
    var found = 0
    for base in 1...UInt64(1000) {
      let bucket = (base * 100)..<(base * 100 + 100)
      found += new(bucket, &cookies)
      found += new(bucket, &cookies)
    }
    #expect(found == 100_000)
  }

  /// The last four cookies of each set are remembered, whichever order they came in.
  @Test func everyPlaceRemembers() {
    // One set: all cookies meet in its four places.
    for last in 1...UInt64(4) {
      var cookies = RecentCookies(count: 4)
      _ = new(100...103, &cookies)
      let repeated = cookies.insert(104 - last)
      #expect(!repeated, "the cookie \(last) insertions ago is forgotten")
    }
    var cookies = RecentCookies(count: 4)
    _ = new(100...104, &cookies)
    let forgotten = cookies.insert(100)
    #expect(forgotten)
  }

  /// As many as a full memory holds, where few sets have more than four.
  @Test func aFullMemoryRemembersMost() {
    var cookies = RecentCookies(count: 1 << 12)
    let values = (0..<UInt64(1 << 11)).map { $0 &* 0x1_0001 &+ 1 }
    _ = new(values, &cookies)
    let forgotten = new(values, &cookies)
    #expect(forgotten < values.count / 5)
  }

  /// What is forgotten is sent again; what is new is never dropped.
  @Test func nothingNewIsEverDropped() {
    var cookies = RecentCookies(count: 64)
    let taken = new((1...UInt64(300_000)).lazy.map { $0 &* 0x1_0001 }, &cookies)
    #expect(taken == 300_000)
  }

  @Test func extremeCookies() {
    var cookies = RecentCookies()
    let extremes: [UInt64] = [.max, 1, 1 << 63, .max - 1]
    let first = new(extremes, &cookies)
    let second = new(extremes, &cookies)
    #expect(first == 4 && second == 0)
  }
}
