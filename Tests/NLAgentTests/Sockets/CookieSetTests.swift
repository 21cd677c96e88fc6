import Testing

@testable import NLAgent

@Suite struct CookieSetTests {
  @Test func forgetsNothing() {
    var set = CookieSet()
    let cookies = (0..<50_000).map { UInt64($0) &* 0x1_0000_0001 &+ 1 }
    let first = cookies.filter { set.insert($0) }
    let second = cookies.filter { set.insert($0) }
    #expect(first == cookies)
    #expect(second.isEmpty)
    #expect(set.count == cookies.count)
  }

  @Test func containsWhatWasInserted() {
    var set = CookieSet()
    for cookie in 1...5000 as ClosedRange<UInt64> { _ = set.insert(cookie &* 3) }
    let wrong = (1...15_000 as ClosedRange<UInt64>).filter {
      set.contains($0) != ($0 % 3 == 0)
    }
    #expect(wrong.isEmpty)
    #expect(!set.contains(0))
  }

  /// It would be a free place; the kernel gives no socket that cookie.
  @Test func zeroIsNeverThere() {
    var set = CookieSet()
    let isNew = [set.insert(0), set.insert(0)]
    #expect(isNew == [true, true])
    #expect(set.count == 0)
  }

  @Test func onePassRemembersTheLast() {
    var rows = SentRows(passes: 1)
    let isNew = [rows.insert(5), rows.insert(5)]
    #expect(isNew == [true, false])
  }

  @Test func twoPassesRememberAll() {
    var one = SentRows(passes: 1)
    var two = SentRows(passes: 2)
    for cookie in 1...200_000 as ClosedRange<UInt64> {
      _ = one.insert(cookie)
      _ = two.insert(cookie)
    }
    // One pass has long forgotten it.
    let isNew = (one.insert(1), two.insert(1))
    #expect(isNew == (true, false))
  }
}
