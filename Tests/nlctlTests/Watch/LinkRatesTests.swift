import Foundation
import Protocol
import Testing

@testable import nlctl

@Suite struct LinkRatesTests {
  private func record(
    _ index: Int, _ name: String, bytes: UInt64, packets: UInt64, dropped: UInt64 = 0,
    errors: UInt64 = 0
  ) -> String {
    #"{"index":\#(index),"name":"\#(name)","statistics":{"rxPackets":\#(packets),"#
      + #""txPackets":0,"rxBytes":\#(bytes),"txBytes":1,"rxErrors":\#(errors),"txErrors":2,"#
      + #""rxDropped":\#(dropped),"txDropped":\#(dropped)},"addresses":[]}"#
  }

  @Test func countersBecomeRatesAndTheBusiestIsFirst() throws {
    var rates = LinkRates()
    rates.begin(after: 0)
    let first = try rows(
      [record(1, "lo", bytes: 0, packets: 0), record(2, "e", bytes: 0, packets: 0)], &rates)
    #expect(first.allSatisfy { $0["rxBitsPerSecond"] == nil })
    rates.begin(after: 500)
    let second = try rows(
      [
        record(1, "lo", bytes: 100, packets: 3),
        record(2, "e", bytes: 1000, packets: 10, dropped: 3, errors: 1),
        record(3, "new", bytes: 9, packets: 9),
      ], &rates)
    #expect(second.map { $0["name"] as? String } == ["e", "lo", "new"])
    #expect(second[0]["rxBitsPerSecond"] as? Int == 16_000)
    #expect(second[0]["txBitsPerSecond"] as? Int == 0)
    #expect(second[0]["rxPacketsPerSecond"] as? Int == 20)
    #expect(second[0]["droppedPerSecond"] as? Double == 12)
    #expect(second[0]["errorsPerSecond"] as? Double == 2)
    #expect(second[1]["rxBitsPerSecond"] as? Int == 1600)
    #expect(second[2]["rxBitsPerSecond"] == nil)
    #expect(Set(LinkRates.members.map(\.name)).isSubset(of: second[0].keys))
  }

  /// An index is given out again as soon as its link is gone.
  @Test func anIndexWithAnotherNameBeginsAnew() throws {
    var rates = LinkRates()
    rates.begin(after: 0)
    _ = try rows([record(7, "old", bytes: 5, packets: 5)], &rates)
    rates.begin(after: 1000)
    let other = try rows([record(7, "other", bytes: 900, packets: 9)], &rates)
    #expect(other[0]["rxBitsPerSecond"] == nil)
    // The same name, made anew: its counters are lower.
    rates.begin(after: 1000)
    let anew = try rows([record(7, "other", bytes: 3, packets: 1)], &rates)
    #expect(anew[0]["rxBitsPerSecond"] as? Int == 0)
  }

  @Test func theLargestCountersDoNotTrap() throws {
    var rates = LinkRates()
    for (step, value) in [UInt64(0), 9_999_999_999_999_999_999].enumerated() {
      rates.begin(after: Int64(step))
      let rows = try rows(
        [record(1, "x", bytes: value, packets: value, dropped: value, errors: value)], &rates)
      #expect(rows.count == 1)
      // No more than fits is reported, and not less either.
      guard step == 1 else { continue }
      #expect(rows[0]["rxBitsPerSecond"] as? UInt64 == .max)
      #expect(rows[0]["rxPacketsPerSecond"] as? UInt64 == .max)
      #expect(rows[0]["txBitsPerSecond"] as? UInt64 == 0)
      for name in ["droppedPerSecond", "errorsPerSecond"] {
        #expect(rows[0][name] as? Double == Double(UInt64.max) / 10, "\(name)")
      }
    }
  }

  @Test(arguments: [
    #"{"index":1,"name":"x"}"#, #"{"index":1,"statistics":{"rxBytes":1}}"#, #"{}"#,
    #"{"index":1,"statistics":{"rxBytes":"1"}}"#,
  ])
  func recordsWithoutCountersStay(_ text: String) throws {
    var rates = LinkRates()
    for step in 0..<2 {
      rates.begin(after: step == 0 ? 0 : 1000)
      var bytes: [UInt8] = []
      _ = rates.append(Array(text.utf8).span, to: &bytes)
      #expect(bytes == Array(text.utf8))
    }
  }
}
