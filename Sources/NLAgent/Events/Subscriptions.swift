internal import Limits
internal import Protocol
internal import Syscalls

/// The subscriptions of one connection; used by its thread alone.
final class Subscriptions {
  private var all: [Subscription] = []
  private var last: UInt64 = 0
  // Made with the first subscription: most connections have none.
  private var buffer: [UInt8] = []

  var isEmpty: Bool { all.isEmpty }

  /// What events come from.
  var interests: [Poll.Interest] { all.flatMap(\.interests) }

  /// Takes in what poll(2) said of them; `pump` then tells the client.
  func note(_ ready: [Poll.Ready]) {
    for subscription in all { subscription.note(ready) }
  }

  /// How long until there is something to do besides events; nil for never.
  var patience: Int64? { all.compactMap(\.patience).min() }

  /// Makes a subscription; its events come when `add` has taken it in.
  func make(_ call: MethodCall) throws(RPCError) -> Subscription {
    guard all.count < Limits.subscriptionsOfOneClient else {
      throw RPCError(
        .limitExceeded,
        "this connection has \(all.count) subscriptions, which is the limit",
        hint: "One subscription can have all topics; end those that are not used.")
    }
    last += 1
    return try Subscription(call, id: last)
  }

  func add(_ subscription: Subscription) {
    if buffer.isEmpty { buffer = [UInt8](repeating: 0, count: Limits.eventBytes) }
    all.append(subscription)
  }

  /// Ends one.
  /// - Returns: the number of its last notification; nil where there is none of that number.
  func remove(_ id: UInt64) -> UInt64? {
    guard let index = all.firstIndex(where: { $0.id == id }) else { return nil }
    return all.remove(at: index).sequence
  }

  func removeAll() {
    all = []
  }

  /// Sends the events that are there.
  func pump(_ response: inout ResponseWriter, _ log: Log) {
    for subscription in all where response.failure == nil {
      do throws(Subscription.Ending) {
        try subscription.pump(&response, &buffer)
      } catch {
        log.info("subscription \(subscription.id) ends: \(error.message)")
        subscription.end(error, &response)
        all.removeAll { $0 === subscription }
      }
    }
  }
}
