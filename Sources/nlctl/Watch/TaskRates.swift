import Protocol

/// The rates of a task's counters since the previous answer. A task is identified by process, thread
/// and start time, so that a reused pid does not continue the counters of another task. Each task
/// has its own elapsed time, because the agent needs time for a long list.
struct TaskRates: Rates {
  /// The values of `--sort`.
  enum Order: String, CaseIterable {
    case io, read, write, swapin, iowait, cpu, delay, pid
  }

  static let members: [Schema.Member] = [
    .maybe("readBytesPerSecond", .unsigned, "Of io.read_bytes."),
    .maybe("writtenBytesPerSecond", .unsigned, "Of io.write_bytes."),
    .maybe("swapinPercent", .nullable(.number), "Of delays.swapin.total, with hundredths."),
    .maybe("ioPercent", .nullable(.number), "Of delays.blkio.total, with hundredths."),
    .maybe("cpuPercent", .number, "Of cpu.cpu_run_virtual_total, with hundredths."),
    .maybe("delayPercent", .number, "Of delays.cpu.total, with hundredths."),
  ]

  private struct Key: Hashable {
    let pid: UInt64
    let tid: UInt64
    let start: UInt64
  }

  private struct Counters {
    var elapsed: UInt64
    var read: UInt64
    var written: UInt64
    var swapin: UInt64?
    var blkio: UInt64?
    var ran: UInt64
    var waited: UInt64
  }

  /// The sum over all records since `begin`, in bytes per second.
  private(set) var read: UInt64 = 0
  /// The sum over all records since `begin`, in bytes per second.
  private(set) var written: UInt64 = 0
  private var seen = LastSeen<Key, Counters>()
  private var index = RecordIndex([
    "pid", "tid", "startTicks", "elapsedMicroseconds", "io.read_bytes", "io.write_bytes",
    "cpu.cpu_run_virtual_total", "delays.cpu", "delays.blkio", "delays.swapin",
  ])
  private let order: Order

  init(by order: Order = .io) {
    self.order = order
  }

  mutating func begin(after milliseconds: Int64) {
    seen.begin(after: milliseconds)
    read = 0
    written = 0
  }

  /// - Returns: the number that `order` compares. For `io` these are the rates of I/O; tasks without
  ///   I/O are ordered by their time of waiting for it.
  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64 {
    index.read(record)
    let fields = index.fields
    let key = Key(
      pid: fields[0].unsigned(record) ?? 0, tid: fields[1].unsigned(record) ?? 0,
      start: fields[2].unsigned(record) ?? 0)
    let counters = TaskRates.counters(record, fields)
    let last = counters.flatMap { seen.exchange($0, for: key) }
    guard let counters, let last, counters.elapsed > last.elapsed else {
      text.append(copying: record)
      return order == .pid ? .max - key.pid : 0
    }
    let microseconds = counters.elapsed - last.elapsed
    let read = TaskRates.perSecond(counters.read, last.read, microseconds)
    let written = TaskRates.perSecond(counters.written, last.written, microseconds)
    self.read &+= read
    self.written &+= written
    let percents = [
      TaskRates.percent(counters.swapin, last.swapin, microseconds),
      TaskRates.percent(counters.blkio, last.blkio, microseconds),
      TaskRates.percent(counters.ran, last.ran, microseconds),
      TaskRates.percent(counters.waited, last.waited, microseconds),
    ]
    text.append(unclosed: record)
    text += Array(",\"readBytesPerSecond\":\(read),\"writtenBytesPerSecond\":\(written)".utf8)
    for (member, percent) in zip(TaskRates.members.dropFirst(2), percents) {
      text += Array(",\"\(member.name)\":".utf8)
      text += Array((percent.map { TaskRates.hundredths($0) } ?? "null").utf8)
    }
    text.append(UInt8(ascii: "}"))
    return switch order {
    case .io: min(read &+ written, .max >> 16) << 14 | min((percents[1] ?? 0), 0x3fff)
    case .read: read
    case .write: written
    case .swapin: percents[0] ?? 0
    case .iowait: percents[1] ?? 0
    case .cpu: percents[2] ?? 0
    case .delay: percents[3] ?? 0
    case .pid: .max - key.pid
    }
  }

  /// Whether a record with rates shows any I/O, or waiting for it.
  static func isActive(_ record: Span<UInt8>, _ index: inout RecordIndex) -> Bool {
    index.read(record)
    return index.fields.contains { field in
      field.kind == .scalar
        && (field.start..<field.end).contains {
          record[$0] > UInt8(ascii: "0") && record[$0] <= UInt8(ascii: "9")
        }
    }
  }

  /// The members that `isActive` reads.
  static let activity = [
    "readBytesPerSecond", "writtenBytesPerSecond", "swapinPercent", "ioPercent",
  ]

  private static func counters(_ record: Span<UInt8>, _ fields: [Field]) -> Counters? {
    func total(_ delay: Field) -> UInt64? {
      FieldScanner.member("total".utf8, of: delay, record).unsigned(record)
    }
    guard let elapsed = fields[3].unsigned(record), let read = fields[4].unsigned(record),
      let written = fields[5].unsigned(record), let ran = fields[6].unsigned(record),
      let waited = total(fields[7])
    else { return nil }
    return Counters(
      elapsed: elapsed, read: read, written: written, swapin: total(fields[9]),
      blkio: total(fields[8]), ran: ran, waited: waited)
  }

  private static func perSecond(
    _ now: UInt64, _ before: UInt64, _ microseconds: UInt64
  ) -> UInt64 {
    guard now > before else { return 0 }
    let (product, isTooLarge) = (now - before).multipliedReportingOverflow(by: 1_000_000)
    return isTooLarge ? .max >> 1 : product / microseconds
  }

  /// The share of a counter of nanoseconds in the elapsed microseconds, in hundredths of a percent.
  private static func percent(
    _ now: UInt64?, _ before: UInt64?, _ microseconds: UInt64
  ) -> UInt64? {
    guard let now, let before else { return nil }
    guard now > before else { return 0 }
    return min((now - before) / 1000, .max / 20_000) * 10_000 / microseconds
  }

  private static func hundredths(_ value: UInt64) -> String {
    let decimals = value % 100
    return "\(value / 100).\(decimals < 10 ? "0" : "")\(decimals)"
  }
}
