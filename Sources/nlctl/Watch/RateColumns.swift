internal import Syscalls

/// The columns that `--watch` adds.
enum RateColumns {
  static let all = [
    Column("SENT/s", align: .right, of: "sentBytesPerSecond") { row, out in bytes(row, &out) },
    Column("RECV/s", align: .right, of: "receivedBytesPerSecond") { row, out in bytes(row, &out) },
    Column("RETR/s", align: .right, dispensability: 2, member: "retransmitsPerSecond"),
  ]

  private static func bytes(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    guard let bytes = row.number(row[0]) else { return out.cell(row.record, row[0]) }
    return out.byteCount(bytes)
  }
}

extension OutputBuffer {
  /// Appends a number of bytes in three or four characters: 0, 999, 1.2K, 34K, 5.0M.
  mutating func byteCount(_ bytes: Int) -> Int {
    var unit = 0
    var tenths = bytes >= 0 && bytes < Int.max / 10 ? bytes * 10 : Int.max - 9
    while tenths >= 10_000 {
      tenths /= 1000
      unit += 1
    }
    var width = decimal(tenths / 10)
    if unit > 0, tenths < 100 {
      append(UInt8(ascii: "."))
      width += 1 + decimal(tenths % 10)
    }
    guard unit > 0 else { return width }
    append(Array("KMGTPE".utf8)[min(unit, 6) - 1])
    return width + 1
  }
}
