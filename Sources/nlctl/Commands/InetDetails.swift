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

  /// `now/all` of what may be absent.
  @Sendable
  private static func pair(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    guard row[0].isThere else { return out.cell(row.record, row[0]) }
    let width = out.cell(row.record, row[0])
    out.append(UInt8(ascii: "/"))
    return width + 1 + out.cell(row.record, row[1])
  }

  @Sendable
  private static func either(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    if isListening(row, 2) { return out.cell(row.record, Field()) }
    return out.cell(row.record, row[0].isThere ? row[0] : row[1])
  }

  /// Whether the member of this number says so: the zeros of a listening socket were never
  /// measured.
  private static func isListening(_ row: borrowing Row, _ state: Int) -> Bool {
    row.isText(row[state], "LISTEN")
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
