internal import Protocol
internal import Syscalls

/// Prints a list again and again, with what their counters came to meanwhile.
struct Watch {
  private let listing: Listing
  private let milliseconds: Int

  private static let usualSeconds = 2.0

  /// - Parameter option: the value of `--watch`; nothing for the usual two seconds.
  init(_ listing: Listing, every option: String, _ invocation: Invocation) throws(Failure) {
    self.listing = listing
    let seconds = option.isEmpty ? Watch.usualSeconds : Double(option)
    guard let seconds, seconds >= 0.1, seconds <= 86_400 else {
      throw invocation.usage("--watch takes seconds from 0.1 on, not \"\(option)\"")
    }
    milliseconds = Int(seconds * 1000)
  }

  /// Prints until nobody reads any more, the agent is gone, or the time of `--timeout` is over.
  func run(
    _ rates: some Rates, _ parameters: (inout JSONWriter) -> Void
  ) throws(Failure) -> ExitStatus {
    let request = Request.line(listing.contract.name, parameters)
    var client = try Client(listing.settings)
    var batch = RecordBatch()
    var rates = rates
    var out = OutputBuffer(.output)
    var last: Int64?
    let deadline = listing.settings.timeoutMilliseconds.map {
      KernelClock.monotonicMilliseconds() + Int64($0)
    }
    while true {
      let start = KernelClock.monotonicMilliseconds()
      try listing.fetch(&client, request, into: &batch)
      rates.begin(after: last.map { start - $0 } ?? 0)
      let sorted = Watch.withRates(batch, &rates)
      show(sorted, isFirst: last == nil, &out)
      last = start
      out.flush()
      if try out.isGone() { return .success }
      let left = max(0, start + Int64(milliseconds) - KernelClock.monotonicMilliseconds())
      if let deadline, KernelClock.monotonicMilliseconds() + left >= deadline { return .success }
      KernelClock.sleep(milliseconds: Int(left))
    }
  }

  /// The records with their rates, the busiest first.
  static func withRates(_ batch: RecordBatch, _ rates: inout some Rates) -> RecordBatch {
    var text: [UInt8] = []
    var rows: [(bytes: Range<Int>, speed: UInt64)] = []
    for position in 0..<batch.count {
      let start = text.count
      let speed = rates.append(batch.record(position), to: &text)
      rows.append((start..<text.count, speed))
    }
    let order = rows.indices.sorted {
      rows[$0].speed == rows[$1].speed ? $0 < $1 : rows[$0].speed > rows[$1].speed
    }
    var sorted = RecordBatch()
    for row in order { sorted.append(text.span.extracting(rows[row].bytes)) }
    sorted.isComplete = batch.isComplete
    return sorted
  }

  private func show(_ batch: RecordBatch, isFirst: Bool, _ out: inout OutputBuffer) {
    Watch.show(batch, listing, isFirst: isFirst, &out)
  }

  /// Prints an answer: on a terminal over the one before, elsewhere below it.
  /// - Parameters:
  ///   - lines: what stands above the table.
  ///   - isScreen: false prints below on a terminal, too.
  static func show(
    _ batch: RecordBatch, _ listing: Listing, below lines: [String] = [], isFirst: Bool,
    isScreen: Bool = true, _ out: inout OutputBuffer
  ) {
    guard listing.settings.format == .table else { return listing.show(batch, &out) }
    guard isScreen, StandardStream.output.isTerminal else {
      if !isFirst { out.append(0x0a) }
      for line in lines {
        out.append(line)
        out.append(0x0a)
      }
      return listing.show(batch, &out)
    }
    // What is printed over what was there, line by line, does not flicker.
    out.append(literal: isFirst ? "\u{1b}[H\u{1b}[2J" : "\u{1b}[H")
    let rows = max(3 + lines.count, StandardStream.output.terminalRows ?? 24)
    let room = rows - 2 - lines.count
    var screen = RecordBatch()
    for position in 0..<min(batch.count, room) { screen.append(batch.record(position)) }
    var table = OutputBuffer(nil)
    for line in lines {
      let mark = table.count
      table.append(line)
      if let width = StandardStream.lineWidth, line.count > width {
        table.cut(from: mark, to: width)
      }
      table.append(0x0a)
    }
    listing.show(screen, &table)
    for index in 0..<table.bytes.count {
      if table.bytes[index] == 0x0a { out.append(literal: "\u{1b}[K") }
      out.append(table.bytes[index])
    }
    let more = batch.count - screen.count
    if more > 0 { out.append("… \(more) more") }
    if !batch.isComplete { out.append(literal: " (incomplete)") }
    out.append(literal: "\u{1b}[J")
  }
}
