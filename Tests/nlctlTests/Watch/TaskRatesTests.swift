import Foundation
import Testing

@testable import nlctl

@Suite struct TaskRatesTests {
  private func record(
    _ pid: Int, start: Int = 7, elapsed: Int, read: Int = 0, written: Int = 0, ran: Int = 0,
    waited: Int = 0, blkio: Int? = nil
  ) -> String {
    let delay = blkio.map { #"{"count":1,"total":\#($0)}"# } ?? "null"
    return #"{"pid":\#(pid),"command":"{\"pid\":9}","startTicks":\#(start),"#
      + #""elapsedMicroseconds":\#(elapsed),"cpu":{"cpu_run_virtual_total":\#(ran),"ac_utime":1},"#
      + #""io":{"source":"taskstats","read_bytes":\#(read),"write_bytes":\#(written)},"#
      + #""delays":{"cpu":{"count":3,"total":\#(waited)},"blkio":\#(delay),"swapin":\#(delay)}}"#
  }

  @Test func countersBecomeRatesByEachTasksOwnClock() throws {
    var rates = TaskRates()
    rates.begin(after: 0)
    let first = try rows(
      [record(1, elapsed: 1000), record(2, elapsed: 5_000_000, read: 4096)], &rates)
    #expect(first.allSatisfy { $0["readBytesPerSecond"] == nil })
    rates.begin(after: 1)
    let second = try rows(
      [
        record(1, elapsed: 2_001_000, ran: 1_000_000_000, waited: 500_000_000),
        record(2, elapsed: 5_500_000, read: 8192, written: 1024, blkio: 1), record(3, elapsed: 10),
      ], &rates)
    #expect(second.map { $0["pid"] as? Int } == [2, 1, 3])
    #expect(second[0]["readBytesPerSecond"] as? Int == 8192)
    #expect(second[0]["writtenBytesPerSecond"] as? Int == 2048)
    #expect(second[1]["cpuPercent"] as? Double == 50)
    #expect(second[1]["delayPercent"] as? Double == 25)
    // Not measured is no number, and neither is what was measured once only.
    #expect(second[1]["ioPercent"] is NSNull && second[0]["ioPercent"] is NSNull)
    // Met for the first time.
    #expect(second[2]["cpuPercent"] == nil)
    #expect(rates.read == 8192 && rates.written == 2048)
  }

  @Test func waitingIsPartOfTheTime() throws {
    var rates = TaskRates(by: .iowait)
    rates.begin(after: 0)
    _ = try rows([record(1, elapsed: 0, blkio: 0), record(2, elapsed: 0, blkio: 7)], &rates)
    rates.begin(after: 1)
    let second = try rows(
      [
        record(1, elapsed: 1_000_000, blkio: 12_340_000),
        record(2, elapsed: 1_000_000, blkio: 500_000_007),
      ], &rates)
    #expect(second.map { $0["ioPercent"] as? Double } == [50, 1.23])
    #expect(second[0]["swapinPercent"] as? Double == 50)
  }

  /// A number that is used again begins anew, and so does what fell.
  @Test func anotherStartIsAnotherTask() throws {
    var rates = TaskRates()
    rates.begin(after: 0)
    _ = try rows([record(1, elapsed: 5, read: 100), record(2, elapsed: 5, read: 900)], &rates)
    rates.begin(after: 1)
    let second = try rows(
      [
        record(1, start: 8, elapsed: 9, read: 100_000), record(2, elapsed: 1_000_005, read: 100),
      ], &rates)
    #expect(second.first { $0["pid"] as? Int == 1 }?["readBytesPerSecond"] == nil)
    #expect(second.first { $0["pid"] as? Int == 2 }?["readBytesPerSecond"] as? Int == 0)
  }

  @Test(arguments: TaskRates.Order.allCases) func ordersAreByTheirNumber(
    _ order: TaskRates.Order
  ) throws {
    var rates = TaskRates(by: order)
    let pids = 1...4
    rates.begin(after: 0)
    _ = try rows(pids.map { record($0, elapsed: 0, blkio: 0) }, &rates)
    rates.begin(after: 1)
    let second = try rows(
      [
        record(4, elapsed: 1_000_000, read: 1000, blkio: 0),
        record(3, elapsed: 1_000_000, written: 3000, blkio: 0),
        record(2, elapsed: 1_000_000, ran: 9_000_000, waited: 1_000_000, blkio: 0),
        record(1, elapsed: 1_000_000, waited: 5_000_000, blkio: 77_000_000),
      ], &rates)
    let expected = [
      TaskRates.Order.io: 3, .read: 4, .write: 3, .swapin: 1, .iowait: 1, .cpu: 2, .delay: 1,
      .pid: 1,
    ]
    #expect(second.first?["pid"] as? Int == expected[order])
  }

  /// What no agent would say passes through as it is.
  @Test(arguments: [
    "{}", #"{"pid":1}"#, #"{"pid":1,"elapsedMicroseconds":"x","io":null,"delays":[]}"#,
    #"{"pid":99999999999999999999,"startTicks":1,"elapsedMicroseconds":1}"#,
  ])
  func recordsWithoutCountersStay(_ text: String) throws {
    var rates = TaskRates()
    for step in 0..<2 {
      rates.begin(after: Int64(step))
      var batch = RecordBatch()
      batch.append(Array(text.utf8).span)
      let sorted = Watch.withRates(batch, &rates)
      let bytes = (0..<sorted.record(0).count).map { sorted.record(0)[$0] }
      #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
  }

  @Test func whoDoesNothingIsNotActive() {
    var index = RecordIndex(TaskRates.activity)
    for (text, isActive) in [
      (#"{"readBytesPerSecond":0,"writtenBytesPerSecond":0,"ioPercent":null}"#, false),
      (#"{"readBytesPerSecond":0,"writtenBytesPerSecond":0,"ioPercent":0.00}"#, false),
      (#"{"readBytesPerSecond":0,"writtenBytesPerSecond":0,"ioPercent":0.01}"#, true),
      (#"{"readBytesPerSecond":0,"writtenBytesPerSecond":1024,"swapinPercent":null}"#, true),
      (#"{"cpuPercent":99.00}"#, false),
    ] {
      #expect(TaskRates.isActive(Array(text.utf8).span, &index) == isActive, "\(text)")
    }
  }
}
