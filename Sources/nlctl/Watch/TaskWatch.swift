internal import Protocol
internal import Syscalls

/// Prints tasks with their rates again and again: what iotop shows.
struct TaskWatch {
  private let listing: Listing
  private let isActiveOnly: Bool
  private let isBatch: Bool
  private let order: TaskRates.Order
  private let milliseconds: Int
  /// How many tables; nil is without end.
  private let iterations: Int?

  init(_ invocation: Invocation, _ listing: Listing) throws(Failure) {
    self.listing = listing
    isActiveOnly = invocation.has("--only")
    isBatch = invocation.has("--batch")
    order = try TaskWatch.order(invocation)
    milliseconds = try TaskWatch.interval(invocation)
    let isScreen = StandardStream.output.isTerminal && listing.settings.format == .table
    iterations = try TaskWatch.iterations(invocation) ?? (isScreen && !isBatch ? nil : 1)
  }

  private static func order(_ invocation: Invocation) throws(Failure) -> TaskRates.Order {
    guard let text = invocation.value("--sort") else { return .io }
    if let order = TaskRates.Order(rawValue: text) { return order }
    let names = TaskRates.Order.allCases.map(\.rawValue)
    let nearest = Spelling.nearest(to: text, among: names)
    let ending = nearest.map { "; did you mean \($0)?" } ?? ""
    throw invocation.usage(
      "--sort takes \(names.joined(separator: ", ")), not \"\(text)\"\(ending)")
  }

  private static func interval(_ invocation: Invocation) throws(Failure) -> Int {
    guard let text = invocation.value("--interval") else { return 1000 }
    guard let seconds = Double(text), seconds >= 0.1, seconds <= 86_400 else {
      throw invocation.usage("--interval takes seconds from 0.1 on, not \"\(text)\"")
    }
    return Int(seconds * 1000)
  }

  private static func iterations(_ invocation: Invocation) throws(Failure) -> Int? {
    guard let text = invocation.value("--iterations") else { return nil }
    guard let count = Int(text), count > 0 else {
      throw invocation.usage("--iterations takes a number from 1 on, not \"\(text)\"")
    }
    return count
  }

  /// Prints until there were enough tables, nobody reads any more, the agent is gone, or the time
  /// of `--timeout` is over.
  func run(_ parameters: (inout JSONWriter) -> Void) throws(Failure) -> ExitStatus {
    let request = Request.line(listing.contract.name, parameters)
    var client = try Client(listing.settings)
    var batch = RecordBatch()
    var rates = TaskRates(by: order)
    var out = OutputBuffer(.output)
    let deadline = listing.settings.timeoutMilliseconds.map {
      KernelClock.monotonicMilliseconds() + Int64($0)
    }
    // The first answer has no rates and is not shown.
    var shown = -1
    while true {
      let start = KernelClock.monotonicMilliseconds()
      let root = try listing.fetch(&client, request, into: &batch)
      rates.begin(after: shown < 0 ? 0 : 1)
      let sorted = Watch.withRates(batch, &rates)
      if shown >= 0 {
        let rows = isActiveOnly ? TaskWatch.active(sorted) : sorted
        Watch.show(
          rows, listing, below: heading(root, rates, all: sorted.count, shown: rows.count),
          isFirst: shown == 0, isScreen: !isBatch, &out)
        out.flush()
        if try out.isGone() { return .success }
      }
      shown += 1
      if let iterations, shown >= iterations { return Answer.verdict(root) }
      let left = max(0, start + Int64(milliseconds) - KernelClock.monotonicMilliseconds())
      if let deadline, KernelClock.monotonicMilliseconds() + left >= deadline { return .success }
      KernelClock.sleep(milliseconds: Int(left))
    }
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
    var numbers = OutputBuffer(nil)
    numbers.append(literal: "Read: ")
    _ = numbers.shortened(Int(clamping: rates.read))
    numbers.append(literal: "B/s   Write: ")
    _ = numbers.shortened(Int(clamping: rates.written))
    numbers.append("B/s   Tasks: \(all)")
    if shown < all { numbers.append(", \(shown) of them active") }
    let first = (0..<numbers.count).map { numbers.bytes[$0] }
    var lines = [String(decoding: first, as: UTF8.self)]
    if case .bool(false)? = root["result"]?["delayAccounting"]?.value {
      lines.append(
        "SWAPIN and IO are not measured; turn that on with: sysctl kernel.task_delayacct=1")
    }
    if case .number(let number)? = root["result"]?["notShown"]?.value, let count = number.uint64,
      count > 0
    {
      lines.append("\(count) tasks of other users are not shown (nlagent --tasks)")
    }
    return lines
  }
}
