import Foundation
import Protocol
import Testing

@testable import nlctl

@Suite struct LoadRatesTests {
  private func record(_ path: String, _ microseconds: UInt64?, nanoseconds: UInt64? = nil) -> String
  {
    let usage = microseconds.map { #"{"usage_usec":\#($0),"user_usec":1}"# } ?? "null"
    let old = nanoseconds.map { #","cpuacctUsage":\#($0)"# } ?? ""
    return #"{"path":"\#(path)","mount":"/m","cpuStat":\#(usage)\#(old),"complete":true}"#
  }

  @Test func usageBecomesPercentAndTheBusiestIsFirst() throws {
    var rates = LoadRates(areSorted: true)
    rates.begin(after: 0)
    let first = try rows([record("/a", 5), record("/b", 0), record("/c", nil)], &rates)
    #expect(first.allSatisfy { $0["cpuPercent"] == nil })
    rates.begin(after: 2000)
    let second = try rows(
      [
        record("/a", 5), record("/b", 3_000_000), record("/c", nil), record("/new", 7),
      ], &rates)
    #expect(second.map { $0["path"] as? String } == ["/b", "/a", "/c", "/new"])
    #expect(second[0]["cpuPercent"] as? Double == 150)
    #expect(second[1]["cpuPercent"] as? Double == 0)
    #expect(second[2]["cpuPercent"] == nil && second[3]["cpuPercent"] == nil)
  }

  @Test func aTreeKeepsItsOrder() throws {
    var rates = LoadRates(areSorted: false)
    rates.begin(after: 0)
    _ = try rows([record("/", 0), record("/z", 0)], &rates)
    rates.begin(after: 1000)
    let second = try rows([record("/", 1), record("/z", 333_333)], &rates)
    #expect(second.map { $0["path"] as? String } == ["/", "/z"])
    #expect(second[1]["cpuPercent"] as? Double == 33.3)
  }

  /// Version 1 counts nanoseconds; a group made anew begins anew.
  @Test func nanosecondsAndNewGroups() throws {
    var rates = LoadRates(areSorted: true)
    rates.begin(after: 0)
    _ = try rows([record("/a", nil, nanoseconds: 0), record("/b", 900)], &rates)
    rates.begin(after: 1000)
    let second = try rows([record("/a", nil, nanoseconds: 123_456_789), record("/b", 7)], &rates)
    #expect(second[0]["cpuPercent"] as? Double == 12.3)
    #expect(second[1]["cpuPercent"] == nil)
  }
}
