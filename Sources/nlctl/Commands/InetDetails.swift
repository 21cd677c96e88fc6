internal import Protocol
internal import Syscalls

/// The switches of `nlctl inet` for more of each socket, after those of ss(8): what they ask the
/// agent for, and the columns they add.
enum InetDetails {
  static let options = [
    Option("--info", short: "i", "congestion control, round trips, rates: tcp_info"),
    Option("--memory", short: "m", "memory of the socket's buffers, and drops"),
    Option("--extended", short: "e", "cookie, mark, options and control group"),
    Option(
      "--options",
      "timers on any terminal: what ss calls -o, here --output"),
    Option("--details", value: "DETAIL,...", "these details, for instance ulp,md5; or all"),
  ]

  /// - Returns: the words of the parameter `details`.
  static func wanted(_ invocation: Invocation) throws(Failure) -> [String] {
    let known = MethodContract.inetDetails
    var words: [String] = []
    for option in invocation.options {
      switch option.name {
      case "--info": words += ["info", "congestion", "ulp"]
      case "--memory": words.append("memory")
      case "--extended": words += ["tos", "mark", "options", "cgroup", "shutdown", "md5"]
      case "--details":
        for word in option.value.split(separator: ",").map({ String($0) }) {
          guard known.contains(word) else {
            let nearest = Spelling.nearest(to: word, among: known)
            let ending =
              nearest.map { "; did you mean \($0)?" } ?? "; there are "
              + known.joined(separator: ", ")
            throw invocation.usage("--details: there is no \"\(word)\"\(ending)")
          }
          words.append(word)
        }
      default: break
      }
    }
    return words
  }

  /// The columns of the table that the switches make.
  static func columns(_ invocation: Invocation) -> [Column] {
    var columns = InetColumns.all
    if invocation.has("--options") || invocation.has("--extended") {
      let asked =
        (invocation.has("--options") ? ["TIMER"] : [])
        + (invocation.has("--extended") ? ["UID", "INODE"] : [])
      columns = columns.map { asked.contains($0.title) ? $0.always : $0 }
    }
    if invocation.has("--info") { columns += info }
    if invocation.has("--memory") { columns += memory }
    if invocation.has("--extended") { columns += extended }
    return columns
  }

  static let info = [
    Column("CONG", member: "congestion"),
    Column("RTT", align: .right, of: "tcpInfo", "state") { row, out in
      out.microseconds(row.record, ofConnection(row, rtt))
    },
    Column("CWND", align: .right, of: "tcpInfo", "state") { row, out in
      out.cell(row.record, ofConnection(row, congestionWindow))
    },
    Column("RETRANS", align: .right, of: "tcpInfo", "state") { row, out in
      let now = ofConnection(row, retransmitted)
      return now.isThere
        ? pair(row, &out, retransmitted, totalRetransmitted) : out.cell(row.record, now)
    },
    Column("RATE", align: .right, of: "tcpInfo", "state") { row, out in
      out.rate(row.record, ofConnection(row, deliveryRate))
    },
    Column("SENT", align: .right, of: "tcpInfo", "state", "mptcpInfo") { row, out in
      either(row, &out, tcpSent, mptcpSent)
    },
    Column("RECEIVED", align: .right, of: "tcpInfo", "state", "mptcpInfo") { row, out in
      either(row, &out, tcpReceived, mptcpReceived)
    },
  ]

  static let memory = [
    Column("RMEM", align: .right, of: "memory") { row, out in
      pair(row, &out, [Array("rmem_alloc".utf8)], [Array("rcvbuf".utf8)])
    },
    Column("WMEM", align: .right, of: "memory") { row, out in
      pair(row, &out, [Array("wmem_queued".utf8)], [Array("sndbuf".utf8)])
    },
    Column("DROPS", align: .right, member: "memory.drops"),
  ]

  static let extended = [
    Column("MARK", align: .right, member: "mark"),
    Column("COOKIE", member: "cookie"),
    Column("CGROUP", member: "cgroup"),
    Column("OPTIONS", dispensability: 7, member: "options"),
  ]

  private static let rtt = [Array("tcpi_rtt".utf8)]
  private static let congestionWindow = [Array("tcpi_snd_cwnd".utf8)]
  private static let retransmitted = [Array("tcpi_retrans".utf8)]
  private static let totalRetransmitted = [Array("tcpi_total_retrans".utf8)]
  private static let deliveryRate = [Array("tcpi_delivery_rate".utf8)]
  private static let tcpSent = [Array("tcpi_bytes_sent".utf8)]
  private static let tcpReceived = [Array("tcpi_bytes_received".utf8)]
  private static let mptcpSent = Array("mptcpi_bytes_sent".utf8)
  private static let mptcpReceived = Array("mptcpi_bytes_received".utf8)

  /// `now/all` of an object that may be absent.
  private static func pair(
    _ row: borrowing Row, _ out: inout OutputBuffer, _ first: [[UInt8]], _ second: [[UInt8]]
  ) -> Int {
    let now = row.inner(first)
    guard now.isThere else { return out.cell(row.record, now) }
    let width = out.cell(row.record, now)
    out.append(UInt8(ascii: "/"))
    return width + 1 + out.cell(row.record, row.inner(second))
  }

  private static func either(
    _ row: borrowing Row, _ out: inout OutputBuffer, _ tcp: [[UInt8]], _ mptcp: [UInt8]
  ) -> Int {
    if row[0].isThere { return out.cell(row.record, ofConnection(row, tcp)) }
    return out.cell(row.record, FieldScanner.member(mptcp, of: row[2], row.record))
  }

  /// A number of tcpInfo, the column's first member; nothing for a listening socket, whose zeros
  /// were never measured. The second member is the state.
  private static func ofConnection(_ row: borrowing Row, _ path: [[UInt8]]) -> Field {
    row.isText(row[1], "LISTEN") ? Field() : row.inner(path)
  }
}

extension OutputBuffer {
  /// Appends a time in milliseconds, with three decimals below ten.
  fileprivate mutating func microseconds(_ record: Span<UInt8>, _ field: Field) -> Int {
    guard let value = Row.number(record, field) else { return cell(record, Field()) }
    var width = decimal(value / 1000)
    if value < 10_000 {
      append(UInt8(ascii: "."))
      for power in [100, 10, 1] { append(UInt8(ascii: "0") + UInt8(value / power % 10)) }
      width += 4
    }
    append(literal: "ms")
    return width + 2
  }

  /// Appends bytes a second in bits a second, as networks count, cut to three digits or four.
  fileprivate mutating func rate(_ record: Span<UInt8>, _ field: Field) -> Int {
    guard let bytes = Row.number(record, field) else { return cell(record, Field()) }
    var value = bytes.multipliedReportingOverflow(by: 8).partialValue
    var unit = 0
    let units: [StaticString] = ["bps", "kbps", "Mbps", "Gbps", "Tbps"]
    while value >= 10_000, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    let width = decimal(value)
    append(literal: units[unit])
    return width + units[unit].utf8CodeUnitCount
  }
}
