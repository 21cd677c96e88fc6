import Protocol

/// What a task's counters came to since the last answer. Tasks are told apart by process, thread
/// and start, so that a number which is used again begins anew; each has its own clock, for a long
/// list takes time.
struct TaskRates: Rates {
  /// What tasks can be sorted by.
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

  /// Totals of what was appended since `begin`, in bytes a second.
  private(set) var read: UInt64 = 0
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

  /// - Returns: what the order is by. Rates of I/O count most, and waiting for it decides between
  ///   those that have none.
  mutating func append(_ record: Span<UInt8>, to text: inout [UInt8]) -> UInt64 {
    index.read(record)
    let fields = index.fields
    let key = Key(
      pid: Rate.decimal(record, fields[0]) ?? 0, tid: Rate.decimal(record, fields[1]) ?? 0,
      start: Rate.decimal(record, fields[2]) ?? 0)
    let counters = TaskRates.counters(record, fields)
    let last = counters.flatMap { seen.note($0, of: key) }
    guard let counters, let last, counters.elapsed > last.elapsed else {
      text.append(whole: record)
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

  /// Whether a record with rates tells of any I/O, or of waiting for it.
  static func isActive(_ record: Span<UInt8>, _ index: inout RecordIndex) -> Bool {
    index.read(record)
    return index.fields.contains { field in
      field.kind == .scalar
        && (field.start..<field.end).contains { record[$0] > 0x30 && record[$0] <= 0x39 }
    }
  }

  /// The members that `isActive` looks at.
  static let activity = [
    "readBytesPerSecond", "writtenBytesPerSecond", "swapinPercent", "ioPercent",
  ]

  private static func counters(_ record: Span<UInt8>, _ fields: [Field]) -> Counters? {
    func total(_ delay: Field) -> UInt64? {
      Rate.decimal(record, FieldScanner.member("total".utf8, of: delay, record))
    }
    guard let elapsed = Rate.decimal(record, fields[3]), let read = Rate.decimal(record, fields[4]),
      let written = Rate.decimal(record, fields[5]), let ran = Rate.decimal(record, fields[6]),
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

  /// Nanoseconds of so many microseconds in hundredths of a percent.
  private static func percent(
    _ now: UInt64?, _ before: UInt64?, _ microseconds: UInt64
  ) -> UInt64? {
    guard let now, let before else { return nil }
    guard now > before else { return 0 }
    return min((now - before) / 1000, .max / 20_000) * 10_000 / microseconds
  }

  private static func hundredths(_ value: UInt64) -> String {
    let rest = value % 100
    return "\(value / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
