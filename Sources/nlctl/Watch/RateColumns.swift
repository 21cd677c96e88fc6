internal import Syscalls

/// The columns that `--watch` adds.
enum RateColumns {
  static let all = [
    Column("SENT/s", align: .right, of: "sentBytesPerSecond") { row, out in short(row, &out) },
    Column("RECV/s", align: .right, of: "receivedBytesPerSecond") { row, out in short(row, &out) },
    Column("RETR/s", align: .right, dispensability: 2, member: "retransmitsPerSecond"),
  ]

  static let ofLinks = [
    Column("RX-bit/s", align: .right, of: "rxBitsPerSecond") { row, out in short(row, &out) },
    Column("TX-bit/s", align: .right, of: "txBitsPerSecond") { row, out in short(row, &out) },
    Column("RX-pkt/s", align: .right, of: "rxPacketsPerSecond") { row, out in short(row, &out) },
    Column("TX-pkt/s", align: .right, of: "txPacketsPerSecond") { row, out in short(row, &out) },
    Column("DROP/s", align: .right, member: "droppedPerSecond"),
    Column("ERR/s", align: .right, member: "errorsPerSecond"),
  ]

  private static func short(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    guard let number = row.number(row[0]) else { return out.cell(row.record, row[0]) }
    return out.shortened(number)
  }
}

extension OutputBuffer {
  /// Appends a number in three or four characters: 0, 999, 1.2K, 34K, 5.0M.
  /// - Parameter unit: how many of one unit are one of the next: 1000, or 1024 for bytes.
  mutating func shortened(_ number: Int, unit: Int = 1000) -> Int {
    var units = 0
    var tenths = number >= 0 && number < Int.max / 10 ? number * 10 : Int.max - 9
    while tenths >= 10_000 {
      tenths /= unit
      units += 1
    }
    var width = decimal(tenths / 10)
    if units > 0, tenths < 100 {
      append(UInt8(ascii: "."))
      width += 1 + decimal(tenths % 10)
    }
    guard units > 0 else { return width }
    append(Array("KMGTPE".utf8)[min(units, 6) - 1])
    return width + 1
  }
}
