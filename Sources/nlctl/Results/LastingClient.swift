internal import Protocol
internal import Syscalls

/// A connection for a command that asks the same question again and again. When the agent restarts,
/// it connects again and asks once more.
struct LastingClient: ~Copyable {
  private let listing: Listing
  private let deadline: Deadline
  private var client: Client
  private var hasAnswered = false

  private static let shortestPause: Int64 = 100
  private static let longestPause: Int64 = 5_000

  /// Connects.
  /// - Parameter deadline: ends each wait.
  init(_ listing: Listing, _ deadline: Deadline) throws(Failure) {
    self.listing = listing
    self.deadline = deadline
    client = try Client(listing.settings, deadline)
  }

  /// Sends the request and keeps the records of the answer.
  /// - Returns: the response without its records; nil if the time is over and the agent has
  ///   answered before.
  /// - Throws: why there is no answer. Before the first one, the end of the agent is such a reason.
  mutating func fetch(
    _ request: borrowing JSONWriter, into batch: inout RecordBatch
  ) throws(Failure) -> JSONNode? {
    while true {
      do throws(Failure) {
        let root = try listing.fetch(&client, request, into: &batch)
        hasAnswered = true
        return root
      } catch {
        guard hasAnswered else { throw error }
        if deadline.isOver { return nil }
        guard error.isConnectionLost, !listing.settings.isPrivate else { throw error }
        guard connectAgain() else { return nil }
      }
    }
  }

  /// - Returns: false if the time is over first.
  private mutating func connectAgain() -> Bool {
    Diagnostics.report("the agent has ended; waiting until one listens again")
    var pause = LastingClient.shortestPause
    while deadline.sleep(until: KernelClock.monotonicMilliseconds() + pause) {
      if let fresh = try? Client(listing.settings, deadline) {
        client = fresh
        Diagnostics.report("connected again")
        return true
      }
      pause = min(pause * 2, LastingClient.longestPause)
    }
    return false
  }
}
