internal import Protocol
internal import Syscalls

/// Prints tasks with their rates again and again, as iotop does.
struct TaskWatch {
  private let listing: Listing
  private let isActiveOnly: Bool
  private let isBatch: Bool
  private let order: TaskRates.Order
  private let milliseconds: Int
  // The number of tables; nil prints until the command is interrupted.
  private let iterations: Int?

  init(_ invocation: Invocation, _ listing: Listing) throws(Failure) {
    self.listing = listing
    isActiveOnly = invocation.has("--only")
    isBatch = invocation.has("--batch")
    let order = invocation.value("--sort") ?? TaskRates.Order.io.rawValue
    try invocation.check("--sort", order, among: TaskRates.Order.allCases.map(\.rawValue))
    self.order = TaskRates.Order(rawValue: order) ?? .io
    milliseconds = try invocation.milliseconds("--interval", from: 0.1, to: 86_400) ?? 1000
    let isScreen = StandardStream.output.isTerminal && listing.settings.format == .table
    iterations =
      try invocation.number("--iterations", from: 1) ?? (isScreen && !isBatch ? nil : 1)
  }

  /// Prints until the number of tables is reached, the output is closed, a request is refused, or the
  /// time of `--timeout` is over.
  func run(_ parameters: (inout JSONWriter) -> Void) throws(Failure) -> ExitStatus {
    let request = Request.line(listing.contract.name, parameters)
    let deadline = Deadline(listing.settings)
    var client = try LastingClient(listing, deadline)
    var batch = RecordBatch()
    var rates = TaskRates(by: order)
    var out = OutputBuffer(.output)
    // The first answer has no rates and is not shown.
    var shown = -1
    var last: JSONNode?
    while true {
      let start = KernelClock.monotonicMilliseconds()
      // The time may be over while the next table is asked for.
      guard let root = try client.fetch(request, into: &batch) else { break }
      rates.begin(after: shown < 0 ? 0 : 1)
      let sorted = Watch.withRates(batch, &rates)
      if shown >= 0 {
        let rows = isActiveOnly ? TaskWatch.active(sorted) : sorted
        let heading = heading(root, rates, all: sorted.count, shown: rows.count)
        WatchScreen(listing, heading, isOverwriting: !isBatch)
          .show(rows, isFirst: shown == 0, &out)
        out.flush()
        if try out.isClosedByReader() { return .success }
      }
      shown += 1
      last = root
      if let iterations, shown >= iterations { break }
      guard deadline.sleep(until: start + Int64(milliseconds)) else { break }
    }
    guard shown > 0, let last else {
      throw Failure(
        .unreachable, "no second answer in time, which rates need",
        hint: "Allow more time with --timeout.")
    }
    return try Answer.reportProblems(of: last, mustSay: true)
  }

  private static func active(_ batch: RecordBatch) -> RecordBatch {
    var index = RecordIndex(TaskRates.activity)
    var active = RecordBatch()
    active.isComplete = batch.isComplete
    for position in 0..<batch.count where TaskRates.isActive(batch.record(position), &index) {
      active.append(batch.record(position))
    }
    return active
  }

  /// The lines above a table.
  private func heading(
    _ root: JSONNode, _ rates: TaskRates, all: Int, shown: Int
  ) -> [String] {
    guard listing.settings.hasHeader else { return [] }
    var totals = OutputBuffer(nil)
    totals.append(literal: "Read: ")
    _ = totals.shortened(Int(clamping: rates.read))
    totals.append(literal: "B/s   Write: ")
    _ = totals.shortened(Int(clamping: rates.written))
    totals.append("B/s   Tasks: \(all)")
    if shown < all { totals.append(", \(shown) of them active") }
    var lines = [totals.text]
    if case .bool(false)? = root["result"]?["delayAccounting"]?.value {
      lines.append(
        "SWAPIN and IO are not measured; turn them on with: sysctl kernel.task_delayacct=1")
    }
    if case .number(let number)? = root["result"]?["notShown"]?.value, let count = number.uint64,
      count > 0
    {
      lines.append("\(count) tasks that you may not see are not shown (nlagent --tasks)")
    }
    return lines
  }
}
