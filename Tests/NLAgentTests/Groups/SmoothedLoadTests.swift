import Testing

@testable import NLAgent

@Suite struct SmoothedLoadUnitTests {
  /// A minute of a known load at cAdvisor's interval, by its own recurrence with its decay.
  @Test func aMinuteAtOneSecondIsCAdvisors() {
    var load = SmoothedLoad()
    var expected = 0.0
    for second in 0..<60 {
      let count = UInt64(second / 10 % 3 * 2)
      load.add(
        running: count, uninterruptible: 1, at: 5_000_000_000 + Int64(second) * 1_000_000_000)
      // exp(-1 / 10) as cAdvisor has it at its usual interval.
      let decay = 0.904_837_418_035_959_6
      expected = second == 0 ? Double(count) : expected * decay + Double(count) * (1 - decay)
      #expect(load.running == UInt64((expected * 1000).rounded()), "\(second)")
      #expect(load.uninterruptible == 1000)
      #expect(load.samples == UInt64(second) + 1)
      #expect(load.interval == (second == 0 ? nil : 1000))
    }
  }

  /// The same load sampled at other times gives the same average, for its weight is the real time.
  @Test func irregularSamplesWeighTheirTime() {
    var often = SmoothedLoad()
    var seldom = SmoothedLoad()
    often.add(running: 0, uninterruptible: 0, at: 0)
    seldom.add(running: 0, uninterruptible: 0, at: 0)
    for step in 1...100 { often.add(running: 3, uninterruptible: 0, at: Int64(step) * 70_000_000) }
    seldom.add(running: 3, uninterruptible: 0, at: 7_000_000_000)
    // 3 (1 - exp(-0.7))
    #expect(often.running == 1510)
    #expect(seldom.running == 1510)
    #expect(seldom.interval == 7000)
  }

  @Test func aClockThatStandsChangesNothing() {
    var load = SmoothedLoad()
    load.add(running: 2, uninterruptible: 0, at: 100)
    load.add(running: 9, uninterruptible: 9, at: 100)
    load.add(running: 9, uninterruptible: 9, at: 50)
    #expect(load.running == 2000)
    #expect(load.uninterruptible == 0)
  }
}
