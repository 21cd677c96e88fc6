internal import Limits
internal import Protocol
internal import Synchronization

/// The subscriptions of all clients, counted to enforce the limits, and totals for `status`.
final class SubscriptionRegistry: Sendable {
  struct Counts {
    /// The number of subscriptions now.
    var now = 0
    /// The number of events sent since the agent started.
    var events: UInt64 = 0
    /// The number of times that the kernel dropped events.
    var overruns: UInt64 = 0
  }

  private struct State {
    var counts = Counts()
    var ofUsers: [UserAccount: Int] = [:]
  }

  private let state = Mutex(State())

  var counts: Counts { state.withLock { $0.counts } }

  /// Admits a subscription. `remove` must be called at its end.
  /// - Throws: `limitExceeded`.
  func admit(_ user: UserAccount) throws(RPCError) {
    let places = user.places(
      of: Limits.subscriptions, keptForRoot: Limits.subscriptionsKeptForRoot)
    let refusal = state.withLock { state -> String? in
      let own = state.ofUsers[user] ?? 0
      if own >= Limits.subscriptionsOfOneUser {
        return "user \(user.uid) has \(own) subscriptions, which is the limit for one user"
      }
      if state.counts.now >= places {
        return "there are \(Limits.subscriptions) subscriptions, which is the limit"
      }
      state.ofUsers[user] = own + 1
      state.counts.now += 1
      return nil
    }
    if let refusal {
      throw RPCError(
        .limitExceeded, refusal,
        hint: "One subscription can have all topics; end unused ones.")
    }
  }

  /// Removes a subscription.
  func remove(_ user: UserAccount) {
    state.withLock { state in
      state.counts.now -= 1
      let remaining = (state.ofUsers[user] ?? 1) - 1
      state.ofUsers[user] = remaining > 0 ? remaining : nil
    }
  }

  /// Adds to the totals.
  func add(events: UInt64, overruns: UInt64) {
    state.withLock { state in
      state.counts.events += events
      state.counts.overruns += overruns
    }
  }
}
