import Testing

@testable import NLAgent

@Suite struct GroupTableTests {
  @Test func countsAsADictionaryDoes() {
    var random = SystemRandomNumberGenerator()
    for stride in 1...3 {
      var table = GroupTable(stride: stride, limit: 100_000)
      var expected: [[UInt64]: UInt64] = [:]
      for _ in 0..<20_000 {
        let key = (0..<stride).map { _ in UInt64.random(in: 0..<30, using: &random) << 60 }
        table.count(key)
        expected[key, default: 0] += 1
      }
      #expect(table.counts.count == expected.count)
      for group in table.counts.indices {
        let key = (0..<stride).map { table.word($0, of: group) }
        #expect(table.counts[group] == expected[key])
      }
    }
  }

  @Test func manyGroupsStayApart() {
    var table = GroupTable(stride: 1, limit: 100_000)
    for _ in 0..<2 { for key in 0..<UInt64(10_000) { table.count([key]) } }
    #expect(table.counts.count == 10_000)
    #expect(table.counts.allSatisfy { $0 == 2 })
    #expect(table.leftOut == 0)
  }

  @Test func whatIsOverTheLimitIsCounted() {
    var table = GroupTable(stride: 1, limit: 3)
    for key in [1, 2, 3, 4, 5, 1, 4] as [UInt64] { table.count([key]) }
    #expect(table.counts == [2, 1, 1])
    #expect(table.leftOut == 3)
  }

  @Test func theLargestGroupIsFirst() {
    var table = GroupTable(stride: 1, limit: 10)
    for key in [7, 8, 9, 8, 9, 9, 6] as [UInt64] { table.count([key]) }
    #expect(table.largestFirst.map { table.word(0, of: $0) } == [9, 8, 7, 6])
  }

  /// Without a key all rows are one group.
  @Test func aKeyMayBeEmpty() {
    var table = GroupTable(stride: 0, limit: 10)
    for _ in 0..<5 { table.count([]) }
    #expect(table.counts == [5])
  }
}
