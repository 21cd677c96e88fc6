import Foundation
import Testing

@testable import nlctl

@Suite struct SocketRatesTests {
  private func record(
    _ cookie: String, _ acked: UInt64, _ received: UInt64, _ retransmitted: UInt64
  ) -> String {
    #"{"state":"ESTABLISHED","cookie":"\#(cookie)","tcpInfo":{"tcpi_bytes_acked":\#(acked),"#
      + #""tcpi_bytes_received":\#(received),"tcpi_total_retrans":\#(retransmitted)}}"#
  }

  private func batch(_ records: [String]) -> RecordBatch {
    var batch = RecordBatch()
    for record in records { batch.append(Array(record.utf8).span) }
    return batch
  }

  private func read(_ batch: RecordBatch) throws -> [[String: Any]] {
    try (0..<batch.count).map { position in
      var bytes = Data()
      let record = batch.record(position)
      for index in 0..<record.count { bytes.append(record[index]) }
      return try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }
  }

  @Test func countersBecomeRatesAndTheBusiestIsFirst() throws {
    var rates = SocketRates()
    rates.begin(after: 0)
    let first = Watch.withRates(
      batch([record("0a", 1000, 10, 3), record("0b", 0, 0, 0)]), &rates)
    #expect(try read(first).allSatisfy { $0["sentBytesPerSecond"] == nil })

    rates.begin(after: 500)
    let second = try read(
      Watch.withRates(
        batch([
          record("0a", 1100, 10, 4), record("0b", 5000, 700, 0), record("0c", 9, 9, 9),
        ]), &rates))
    #expect(second.map { $0["cookie"] as? String } == ["0b", "0a", "0c"])
    #expect(second[0]["sentBytesPerSecond"] as? Int == 10_000)
    #expect(second[0]["receivedBytesPerSecond"] as? Int == 1400)
    #expect(second[1]["sentBytesPerSecond"] as? Int == 200)
    #expect(second[1]["retransmitsPerSecond"] as? Double == 2)
    // Met for the first time.
    #expect(second[2]["sentBytesPerSecond"] == nil)
  }

  @Test func aCookieThatCameBackBeginsAnew() throws {
    var rates = SocketRates()
    for (step, records) in [[record("0a", 1, 1, 0)], [], [record("0a", 900, 1, 0)]].enumerated() {
      rates.begin(after: step == 0 ? 0 : 1000)
      let rows = try read(Watch.withRates(batch(records), &rates))
      #expect(rows.allSatisfy { $0["sentBytesPerSecond"] == nil })
    }
  }

  @Test func retransmitsHaveTenths() throws {
    var rates = SocketRates()
    rates.begin(after: 0)
    _ = Watch.withRates(batch([record("0a", 0, 0, 0)]), &rates)
    rates.begin(after: 2000)
    let rows = try read(Watch.withRates(batch([record("0a", 0, 0, 1)]), &rates))
    #expect(rows[0]["retransmitsPerSecond"] as? Double == 0.5)
  }

  /// Other sockets, and what no agent would say, pass through as they are.
  @Test(arguments: [
    #"{"cookie":"0a"}"#, #"{"cookie":"0a","tcpInfo":null}"#, #"{"cookie":"xy","tcpInfo":{}}"#,
    #"{"cookie":7,"tcpInfo":{"tcpi_bytes_acked":"9"}}"#, #"{}"#,
    #"{"cookie":"00000000000000001","tcpInfo":{"tcpi_bytes_acked":1}}"#,
  ])
  func recordsWithoutCountersStay(_ text: String) throws {
    var rates = SocketRates()
    for step in 0..<2 {
      rates.begin(after: step == 0 ? 0 : 1000)
      let rows = Watch.withRates(batch([text]), &rates)
      let bytes = (0..<rows.record(0).count).map { rows.record(0)[$0] }
      #expect(bytes == Array(text.utf8))
    }
  }

  @Test func theLargestCountersDoNotTrap() throws {
    var rates = SocketRates()
    for (step, value) in [UInt64(0), 9_999_999_999_999_999_999].enumerated() {
      rates.begin(after: step == 0 ? 0 : 1)
      let rows = try read(
        Watch.withRates(batch([record("ffffffffffffffff", value, value, value)]), &rates))
      #expect(rows.count == 1)
      // No more than fits is reported, and not less either.
      guard step == 1 else { continue }
      #expect(rows[0]["sentBytesPerSecond"] as? UInt64 == .max)
      #expect(rows[0]["receivedBytesPerSecond"] as? UInt64 == .max)
      #expect(rows[0]["retransmitsPerSecond"] as? Double == Double(UInt64.max) / 10)
    }
  }
}
