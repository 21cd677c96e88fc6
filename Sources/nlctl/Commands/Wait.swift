internal import Protocol
internal import Syscalls

extension Command {
  static let wait = Command(
    name: "wait", operands: "FILTER", operandCount: 1...4096,
    summary: "wait until a socket is there, or gone",
    details: """
      Returns as soon as there is a socket that FILTER lets through, and prints it; with --gone
      as soon as there is none. FILTER is that of 'nlctl inet', or with --unix of 'nlctl unix'.
      Exit status 5 tells that the time given with --timeout went by. An agent that restarts
      meanwhile is waited for.
      """,
    options: [
      Option("--gone", "until no such socket is left"),
      Option("--unix", "Unix sockets instead of TCP and UDP sockets"),
      Option("--quiet", short: "q", "print nothing"),
      .networkNamespace,
    ],
    examples: [
      ("nlctl wait 'sport = :8080 and state listening' --timeout 10", "until a server is up"),
      ("nlctl wait --gone 'dport = :5432' && echo drained", "until all connections are closed"),
      ("nlctl wait --unix 'src /run/app.sock'", "until somebody binds a path"),
    ],
    columns: InetColumns.all.map(\.title),
    run: { invocation throws(Failure) in try Wait(invocation).run() })
}

/// Asks again and again whether there are such sockets.
private struct Wait {
  private let listing: Listing
  private let filter: String
  private let namespace: String?
  private let isGone: Bool
  private let isQuiet: Bool

  // The kernel tells nobody of a new listener, so that one has to ask. The pause grows with
  // what an answer costs, and takes at most a quarter of one processor that way.
  private static let pauseMilliseconds = 20
  private static let pausesPerAnswer = 3
  private static let reconnectMilliseconds = 250

  init(_ invocation: Invocation) throws(Failure) {
    listing =
      invocation.has("--unix")
      ? try Listing(invocation, .unixConnections, columns: UnixColumns.all)
      : try Listing(invocation, .inetConnections, columns: InetColumns.all)
    filter = invocation.operands.joined(separator: " ")
    namespace = invocation.value("--netns")
    isGone = invocation.has("--gone")
    isQuiet = invocation.has("--quiet")
  }

  func run() throws(Failure) -> ExitStatus {
    let request = Request.line(listing.contract.name) { json in
      json.member("filter", filter)
      if let namespace { json.member("netns", namespace) }
      // One pass over a moving table may miss a socket that is there all the time.
      if isGone { json.member("passes", 2) }
    }
    let deadline = listing.settings.timeoutMilliseconds.map {
      KernelClock.monotonicMilliseconds() + Int64($0)
    }
    var client = try Client(listing.settings)
    var batch = RecordBatch()
    var hasAnswered = false
    while true {
      let start = KernelClock.monotonicMilliseconds()
      do throws(Failure) {
        try listing.fetch(&client, request, into: &batch)
        hasAnswered = true
        if batch.count > 0 ? !isGone : isGone && batch.isComplete { return show(batch) }
      } catch {
        if let deadline, KernelClock.monotonicMilliseconds() >= deadline { return .notThere }
        guard hasAnswered, error.status == .unreachable || error.status == .incomplete else {
          throw error
        }
        KernelClock.sleep(milliseconds: Wait.reconnectMilliseconds)
        var settings = listing.settings
        settings.timeoutMilliseconds = deadline.map {
          max(1, Int($0 - KernelClock.monotonicMilliseconds()))
        }
        if let fresh = try? Client(settings) { client = fresh }
      }
      let took = Int(KernelClock.monotonicMilliseconds() - start)
      let pause = max(Wait.pauseMilliseconds, took * Wait.pausesPerAnswer)
      guard let deadline else {
        KernelClock.sleep(milliseconds: pause)
        continue
      }
      let left = Int(deadline - KernelClock.monotonicMilliseconds())
      if left <= 0 { return .notThere }
      KernelClock.sleep(milliseconds: min(pause, left))
    }
  }

  private func show(_ batch: RecordBatch) -> ExitStatus {
    guard !isQuiet, batch.count > 0 else { return .success }
    var out = OutputBuffer(.output)
    listing.show(batch, &out)
    out.flush()
    return .success
  }
}
