internal import Limits
internal import Protocol
internal import Syscalls

/// The subscriptions of one connection. Only the thread of the connection uses them.
final class Subscriptions {
  private var all: [Subscription] = []
  // Made, and not added yet.
  private weak var beginning: Subscription?
  private var last: UInt64 = 0
  // Allocated with the first subscription: most connections have none.
  private var buffer: [UInt8] = []

  var isEmpty: Bool { all.isEmpty }

  /// What poll(2) has to wait for.
  var interests: [Poll.Interest] { all.flatMap(\.interests) }

  /// Accepts what poll(2) reported; `send` must follow.
  func accept(_ ready: [Poll.Ready]) {
    for subscription in all { subscription.accept(ready) }
  }

  /// How many milliseconds may pass until `send` has something to do without an event; nil for no
  /// limit.
  var timeout: Int64? { all.compactMap(\.timeout).min() }

  /// Makes a subscription. Its notifications are sent after `add`.
  func make(_ call: MethodCall) throws(RPCError) -> Subscription {
    guard all.count < Limits.subscriptionsOfOneClient else {
      throw RPCError(
        .limitExceeded,
        "this connection has \(all.count) subscriptions, which is the limit",
        hint: "One subscription can have all topics; end those that are not used.")
    }
    last += 1
    let subscription = try Subscription(call, id: last)
    beginning = subscription
    return subscription
  }

  func add(_ subscription: Subscription) {
    if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: Limits.eventBytes) }
    all.append(subscription)
  }

  /// Ends a subscription.
  /// - Returns: the number of its last notification; nil if no subscription has that id.
  func remove(_ id: UInt64) -> UInt64? {
    guard let index = all.firstIndex(where: { $0.id == id }) else { return nil }
    return all.remove(at: index).sequence
  }

  /// Checks whether a subscription's namespace has lost its name or process; see
  /// `Subscription.hasLostNamespace`.
  func hasLostNamespace() -> Bool {
    (all + [beginning].compactMap { $0 }).contains { $0.hasLostNamespace() }
  }

  func removeAll() {
    all = []
  }

  /// Sends the notifications that are due. A subscription that fails ends.
  /// - Parameter client: the client's process and user, for the log.
  func send(
    _ response: inout ResponseWriter, _ log: Log, _ client: (pid: Int32, uid: UInt32)
  ) {
    for subscription in all where response.failure == nil {
      do throws(Subscription.Ending) {
        try subscription.send(&response, &buffer)
      } catch {
        log.repeated(
          .info, "a subscription ended", by: client,
          "loses subscription \(subscription.id): \(error.message)")
        subscription.end(error, &response)
        all.removeAll { $0 === subscription }
      }
    }
  }
}
