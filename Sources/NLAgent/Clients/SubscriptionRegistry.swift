internal import Limits
internal import Protocol
internal import Synchronization

/// The subscriptions of all clients, counted so that the limits hold, and what became of them.
final class SubscriptionRegistry: Sendable {
  struct Counts {
    /// Subscriptions there are now.
    var now = 0
    /// Events that were sent since the agent's start.
    var events: UInt64 = 0
    /// Times that the kernel had to drop events.
    var overruns: UInt64 = 0
  }

  private struct State {
    var counts = Counts()
    var ofUsers: [UInt32: Int] = [:]
  }

  private let state = Mutex(State())

  var counts: Counts { state.withLock { $0.counts } }

  /// Takes a subscription in, until `leave`.
  func enter(_ uid: UInt32) throws(RPCError) {
    let refusal = state.withLock { state -> String? in
      let own = state.ofUsers[uid] ?? 0
      if own >= Limits.subscriptionsOfOneUser {
        return "user \(uid) has \(own) subscriptions, which is the limit for one user"
      }
      if state.counts.now >= Limits.subscriptions {
        return "there are \(Limits.subscriptions) subscriptions, which is the limit"
      }
      state.ofUsers[uid] = own + 1
      state.counts.now += 1
      return nil
    }
    if let refusal {
      throw RPCError(
        .limitExceeded, refusal,
        hint: "One subscription can have all topics; end those that are not used.")
    }
  }

  func leave(_ uid: UInt32) {
    state.withLock { state in
      state.counts.now -= 1
      let left = (state.ofUsers[uid] ?? 1) - 1
      state.ofUsers[uid] = left > 0 ? left : nil
    }
  }

  func note(events: UInt64, overruns: UInt64) {
    state.withLock { state in
      state.counts.events += events
      state.counts.overruns += overruns
    }
  }
}
