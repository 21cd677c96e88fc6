internal import Protocol
internal import Syscalls

/// The options of `nlctl inet` for details of each socket, modelled on those of ss(8): the details
/// that they request from the agent, and the columns that they add.
enum InetDetails {
  static let options = [
    Option("--info", short: "i", "congestion control, round trips, rates: tcp_info"),
    Option("--memory", short: "m", "memory of the socket's buffers, and drops"),
    Option("--extended", short: "e", "cookie, mark, options and control group"),
    Option("--options", "timers even on narrow terminals (ss -o; here -o is --output)"),
    Option("--details", value: "DETAIL,...", "these details, such as ulp,md5; or all"),
  ]

  /// The words of the parameter `details`.
  static func requested(_ invocation: Invocation) throws(Failure) -> [String] {
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
            throw invocation.unknown(
              word, among: known, "--details: there is no \"\(word)\"")
          }
          words.append(word)
        }
      default: break
      }
    }
    return words
  }

  /// The columns of the table with these options.
  static func columns(_ invocation: Invocation) -> [Column] {
    var columns = InetColumns.all
    if invocation.has("--options") || invocation.has("--extended") {
      let titles =
        (invocation.has("--options") ? ["TIMER"] : [])
        + (invocation.has("--extended") ? ["UID", "INODE"] : [])
      columns = columns.map { titles.contains($0.title) ? $0.always : $0 }
    }
    if invocation.has("--info") { columns += info }
    if invocation.has("--memory") { columns += memory }
    if invocation.has("--extended") { columns += extended }
    return columns
  }

  static let info = [
    Column("CONG", member: "congestion"),
    Column("RTT", align: .right, of: "tcpInfo.tcpi_rtt", "state") { row, out in
      out.microseconds(row.record, isListening(row, 1) ? Field() : row[0])
    },
    Column("CWND", align: .right, of: "tcpInfo.tcpi_snd_cwnd", "state") { row, out in
      out.cell(row.record, isListening(row, 1) ? Field() : row[0])
    },
    Column(
      "RETRANS", align: .right,
      of: "tcpInfo.tcpi_retrans", "tcpInfo.tcpi_total_retrans", "state"
    ) { row, out in
      isListening(row, 2) ? out.cell(row.record, Field()) : pair(row, &out)
    },
    Column("RATE", align: .right, of: "tcpInfo.tcpi_delivery_rate", "state") { row, out in
      out.rate(row.record, isListening(row, 1) ? Field() : row[0])
    },
    Column(
      "SENT", align: .right,
      of: "tcpInfo.tcpi_bytes_sent", "mptcpInfo.mptcpi_bytes_sent", "state", render: either),
    Column(
      "RECEIVED", align: .right,
      of: "tcpInfo.tcpi_bytes_received", "mptcpInfo.mptcpi_bytes_received", "state",
      render: either),
  ]

  static let memory = [
    Column("RMEM", align: .right, of: "memory.rmem_alloc", "memory.rcvbuf", render: pair),
    Column("WMEM", align: .right, of: "memory.wmem_queued", "memory.sndbuf", render: pair),
    Column("DROPS", align: .right, member: "memory.drops"),
  ]

  static let extended = [
    Column("MARK", align: .right, member: "mark"),
    Column("COOKIE", member: "cookie"),
    Column("CGROUP", member: "cgroup"),
    Column("OPTIONS", dispensability: 7, member: "options"),
  ]

  /// Two members as `now/all`.
  @Sendable
  private static func pair(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    guard row[0].hasValue else { return out.cell(row.record, row[0]) }
    let width = out.cell(row.record, row[0])
    out.append(UInt8(ascii: "/"))
    return width + 1 + out.cell(row.record, row[1])
  }

  @Sendable
  private static func either(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    if isListening(row, 2) { return out.cell(row.record, Field()) }
    return out.cell(row.record, row[0].hasValue ? row[0] : row[1])
  }

  /// Whether the member at this position is the state LISTEN. The kernel has not measured the zeros
  /// of a listening socket.
  private static func isListening(_ row: borrowing Row, _ state: Int) -> Bool {
    row.isText(row[state], "LISTEN")
  }
}

extension OutputBuffer {
  /// Appends a time in milliseconds, with three decimals below ten.
  fileprivate mutating func microseconds(_ record: Span<UInt8>, _ field: Field) -> Int {
    guard let value = field.number(record) else { return cell(record, Field()) }
    var width = decimal(value / 1000)
    if value < 10_000 {
      append(UInt8(ascii: "."))
      for power in [100, 10, 1] { append(UInt8(ascii: "0") + UInt8(value / power % 10)) }
      width += 4
    }
    append(literal: "ms")
    return width + 2
  }

  /// Appends bytes per second as bits per second, as networks count, with at most four digits.
  fileprivate mutating func rate(_ record: Span<UInt8>, _ field: Field) -> Int {
    guard let bytes = field.number(record) else { return cell(record, Field()) }
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
