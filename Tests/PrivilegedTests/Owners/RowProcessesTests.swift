import Syscalls
import Testing

@testable import Privileged

/// Rows of the iterator, while processes end and their numbers are given away.
@Suite struct RowProcessesTests {
  private func row(
    _ inode: UInt64, process: UInt32, thread: UInt32? = nil, start: UInt64 = 100, table: UInt64
  ) throws -> SocketRow {
    var bytes: [UInt8] = []
    func put(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value) { bytes += $0 } }
    put(inode)
    put(UInt32(3))
    put(process)
    put(thread ?? process)
    put(UInt32(0))
    put(start)
    put(table)
    let row = SocketRow(bytes.rawBytes, at: 0)
    return try #require(row)
  }

  /// Which process, by its start, and which thread holds each inode.
  private func holders(_ rows: [SocketRow]) -> [String] {
    var processes = RowProcesses()
    var builder = OwnerIndexBuilder()
    for row in rows { processes.add(row, to: &builder) }
    let holders = builder.holders
    return builder.holdings.map { holding in
      let holder = holders[Int(holding.holder)]
      let start = processes.found.first { $0.place == holder.process }?.start ?? 0
      return "\(holding.inode): \(start)" + (holder.thread.map { "/\($0)" } ?? "")
    }
  }

  @Test func aNumberUsedAgainIsAnotherProcess() throws {
    // The tables may even have the same place.
    for table: UInt64 in [1, 2] {
      let rows = [
        try row(10, process: 5, table: 1), try row(11, process: 5, start: 200, table: table),
        try row(12, process: 5, start: 200, table: table),
      ]
      #expect(holders(rows) == ["10: 100", "11: 200", "12: 200"])
    }
  }

  @Test func aNumberUsedAgainLaterIsAnotherProcess() throws {
    let rows = [
      try row(10, process: 5, table: 1), try row(20, process: 6, start: 150, table: 2),
      try row(11, process: 5, start: 200, table: 3),
    ]
    #expect(holders(rows) == ["10: 100", "20: 150", "11: 200"])
  }

  @Test func aTableIsTakenFromOneThreadOnly() throws {
    let rows = [
      try row(10, process: 5, thread: 6, table: 1), try row(11, process: 5, thread: 6, table: 1),
      try row(10, process: 5, thread: 7, table: 1), try row(11, process: 5, thread: 7, table: 1),
      try row(12, process: 5, thread: 8, table: 2), try row(13, process: 5, thread: 6, table: 1),
    ]
    #expect(holders(rows) == ["10: 100/6", "11: 100/6", "12: 100/8", "13: 100/6"])
  }

  /// A thread that got a table of its own in the middle of the walk was met with the first one.
  @Test func aThreadIsTakenWithOneTableOnly() throws {
    let rows = [
      try row(10, process: 5, table: 1), try row(12, process: 5, thread: 8, table: 2),
      try row(13, process: 5, table: 3),
    ]
    #expect(holders(rows) == ["10: 100", "12: 100/8"])
  }
}
