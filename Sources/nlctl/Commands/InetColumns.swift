internal import Syscalls

/// The columns of `nlctl inet`, modelled on those of ss(8).
enum InetColumns {
  static let all = [
    Column("PROTO", member: "protocol"),
    Column("STATE", of: "state") { row, out in
      if row.isText(row[0], "UNCONNECTED") {
        out.append(literal: "UNCONN")
        return 6
      }
      return out.cell(row.record, row[0])
    },
    Column("RECV-Q", align: .right, dispensability: 3, firstOf: "receiveQueue", "acceptQueue"),
    Column("SEND-Q", align: .right, dispensability: 3, firstOf: "sendQueue", "backlog"),
    Column("LOCAL", of: "localAddress", "localPort", "interface") { row, out in
      endpoint(row, &out, isPeer: false)
    },
    Column("REMOTE", of: "remoteAddress", "remotePort") { row, out in
      endpoint(row, &out, isPeer: true)
    },
    Column(
      "TIMER", dispensability: 6, .renderedIfPresent, of: "timer", "timerMilliseconds",
      "retransmits",
      render: timer),
    Column("UID", align: .right, dispensability: 4, member: "uid"),
    Column("INODE", align: .right, dispensability: 5, member: "inode"),
  ]

  private static func endpoint(
    _ row: borrowing Row, _ out: inout OutputBuffer, isPeer: Bool
  ) -> Int {
    let address = row[0]
    let port = row[1]
    guard address.hasValue else { return out.cell(row.record, address) }
    let hasPort = !(port.count == 1 && row.record[port.start] == UInt8(ascii: "0"))
    var width = 0
    if isPeer, !hasPort, row.isText(address, "0.0.0.0") || row.isText(address, "::") {
      out.append(UInt8(ascii: "*"))
      width = 1
    } else {
      let isV6 = (address.start..<min(address.end, address.start + 5)).contains {
        row.record[$0] == UInt8(ascii: ":")
      }
      if isV6 { out.append(UInt8(ascii: "[")) }
      width = out.cell(row.record, address) + (isV6 ? 2 : 0)
      if isV6 { out.append(UInt8(ascii: "]")) }
      if !isPeer, row[2].hasValue {
        out.append(UInt8(ascii: "%"))
        width += 1 + out.cell(row.record, row[2])
      }
    }
    out.append(UInt8(ascii: ":"))
    guard hasPort else {
      out.append(UInt8(ascii: "*"))
      return width + 2
    }
    return width + 1 + out.cell(row.record, port)
  }

  @Sendable
  private static func timer(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    var width = out.cell(row.record, row[0])
    guard row[0].hasValue, let milliseconds = row.number(row[1]) else { return width }
    out.append(UInt8(ascii: ","))
    width += 1 + out.duration(milliseconds)
    if row[2].hasValue {
      out.append(UInt8(ascii: ","))
      width += 1 + out.cell(row.record, row[2])
    }
    return width
  }
}
