internal import Protocol
internal import Syscalls

/// Prints a list again and again, with the rates of its counters.
struct Watch {
  private let listing: Listing
  private let milliseconds: Int

  private static let defaultMilliseconds = 2000

  /// - Parameter option: the value of `--watch`; empty for two seconds.
  init(_ listing: Listing, every option: String, _ invocation: Invocation) throws(Failure) {
    self.listing = listing
    milliseconds =
      option.isEmpty
      ? Watch.defaultMilliseconds
      : try invocation.milliseconds("--watch", from: 0.1, to: 86_400) ?? Watch.defaultMilliseconds
  }

  /// Prints until the output is closed, a request is refused, or the time of `--timeout` is over.
  /// - Returns: `incomplete` if the last answer was.
  func run(
    _ rates: some Rates, _ parameters: (inout JSONWriter) -> Void
  ) throws(Failure) -> ExitStatus {
    let request = Request.line(listing.contract.name, parameters)
    let deadline = Deadline(listing.settings)
    var client = try LastingClient(listing, deadline)
    var batch = RecordBatch()
    var rates = rates
    var out = OutputBuffer(.output)
    var last: (root: JSONNode, answered: Int64)?
    while true {
      let start = KernelClock.monotonicMilliseconds()
      // The time may be over while the next table is asked for.
      guard let root = try client.fetch(request, into: &batch) else { break }
      // Not from `start`, because the agent may have restarted meanwhile.
      let answered = KernelClock.monotonicMilliseconds()
      rates.begin(after: last.map { answered - $0.answered } ?? 0)
      let sorted = Watch.withRates(batch, &rates)
      WatchScreen(listing, [], isOverwriting: true).show(sorted, isFirst: last == nil, &out)
      last = (root, answered)
      out.flush()
      if try out.isClosedByReader() { return .success }
      guard deadline.sleep(until: start + Int64(milliseconds)) else { break }
    }
    return try last.map { last throws(Failure) in
      try Answer.reportProblems(of: last.root, mustSay: true)
    } ?? .success
  }

  /// The records with their rates, in descending order.
  static func withRates(_ batch: RecordBatch, _ rates: inout some Rates) -> RecordBatch {
    var text: [UInt8] = []
    var rows: [(bytes: Range<Int>, rate: UInt64)] = []
    for position in 0..<batch.count {
      let start = text.count
      let rate = rates.append(batch.record(position), to: &text)
      rows.append((start..<text.count, rate))
    }
    let order = rows.indices.sorted {
      rows[$0].rate == rows[$1].rate ? $0 < $1 : rows[$0].rate > rows[$1].rate
    }
    var sorted = RecordBatch()
    for row in order { sorted.append(text.span.extracting(rows[row].bytes)) }
    sorted.isComplete = batch.isComplete
    return sorted
  }
}
