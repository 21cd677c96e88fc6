internal import Protocol
internal import Syscalls

extension Command {
  static let wait = Command(
    name: "wait", operands: "FILTER", operandCount: 1...4096,
    summary: "wait until a socket exists, or is gone",
    details: """
      Waits until there is a socket that FILTER matches, and prints it; with --gone
      waits until there is none. FILTER is that of 'nlctl inet', or with --unix that
      of 'nlctl unix'. Exit status 5 means that the time given with --timeout is over.
      When the agent restarts, nlctl connects again.
      """,
    options: [
      Option("--gone", "wait until there is no such socket"),
      Option("--unix", "Unix sockets instead of TCP and UDP sockets"),
      Option("--quiet", short: "q", "print nothing"),
      .networkNamespace,
    ],
    examples: [
      ("nlctl wait 'sport = :8080 and state listening' --timeout 10", "until a server is up"),
      ("nlctl wait --gone 'dport = :5432' && echo drained", "until all connections are closed"),
      ("nlctl wait --unix 'src /run/app.sock'", "until a socket is bound to a path"),
    ],
    columns: InetColumns.all.map(\.title),
    run: { invocation throws(Failure) in try Wait(invocation).run() })
}

/// Repeats a request until the filter matches a socket, or none.
private struct Wait {
  private let listing: Listing
  private let filter: String
  private let namespace: String?
  private let isGone: Bool
  private let isQuiet: Bool

  // The kernel sends no event for a new listener, so nlctl must poll. The pause is three times as
  // long as an answer takes, so that polling takes at most a quarter of one processor.
  private static let pauseMilliseconds = 20
  private static let pausesPerAnswer = 3

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
      json.parameter("netns", namespace)
      // One dump of a changing table may miss a socket that exists all the time.
      if isGone { json.member("passes", 2) }
    }
    let deadline = Deadline(listing.settings)
    var client = try LastingClient(listing, deadline)
    var batch = RecordBatch()
    while true {
      let start = KernelClock.monotonicMilliseconds()
      guard try client.fetch(request, into: &batch) != nil else { return .notFound }
      if batch.count > 0 ? !isGone : isGone && batch.isComplete { return try show(batch) }
      let took = Int(KernelClock.monotonicMilliseconds() - start)
      let pause = max(Wait.pauseMilliseconds, took * Wait.pausesPerAnswer)
      let left = deadline.left.map { Int($0) }
      if left == 0 { return .notFound }
      KernelClock.sleep(milliseconds: min(pause, left ?? pause))
    }
  }

  private func show(_ batch: RecordBatch) throws(Failure) -> ExitStatus {
    guard !isQuiet, batch.count > 0 else { return .success }
    var out = OutputBuffer(.output)
    listing.show(batch, &out)
    out.flush()
    _ = try out.isClosedByReader()
    return .success
  }
}
