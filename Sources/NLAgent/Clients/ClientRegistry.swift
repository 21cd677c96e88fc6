internal import Limits
internal import Privileged
internal import Protocol
internal import Synchronization
internal import Syscalls

/// Why a client is refused.
struct ClientRefusal: Sendable {
  /// Names the limit in the log.
  let reason: StaticString
  let error: RPCError
}

/// The connected clients, counted to enforce the limits.
final class ClientRegistry: Sendable {
  private struct State {
    var clients: [ObjectIdentifier: ClientSocket] = [:]
    /// The number of places that are taken, by user and in all.
    var ofUsers: [UserAccount: Int] = [:]
    var count = 0
    var rates = ConnectionRates()
    var isStopping = false
  }

  private let state = Mutex(State())
  private let clock: @Sendable () -> Int64

  /// - Parameter clock: the time in nanoseconds.
  init(clock: @escaping @Sendable () -> Int64 = { KernelClock.monotonicNanoseconds() }) {
    self.clock = clock
  }

  /// Takes a place for a client of a user. `add` or `withdraw` must follow.
  /// - Returns: nil, or the reason for refusing the client.
  func admit(_ user: UserAccount) -> ClientRefusal? {
    state.withLock { state in
      if state.isStopping {
        return ClientRefusal(
          reason: "refused because the agent is stopping",
          error: RPCError(.limitExceeded, "the agent is stopping", hint: "Connect again later."))
      }
      let places = user.places(of: Limits.clients, keptForRoot: Limits.clientsKeptForRoot)
      guard state.count < places else {
        return ClientRefusal(
          reason: "refused because of the limit on all clients",
          error: RPCError(
            .limitExceeded, "\(Limits.clients) clients are connected, which is the limit",
            hint: "Close unused connections."))
      }
      let own = state.ofUsers[user] ?? 0
      guard own < Limits.clientsOfOneUser else {
        return ClientRefusal(
          reason: "refused because of the limit on the clients of one user",
          error: RPCError(
            .limitExceeded,
            "user \(user.uid) has \(own) clients connected, which is the limit for one user",
            hint: "Close unused connections; one connection serves many requests."))
      }
      // Last, since only connections that are served cost much.
      guard state.rates.admit(user, at: clock()) else {
        return ClientRefusal(
          reason: "refused because of the limit on the new connections of one user",
          error: RPCError(
            .limitExceeded,
            "user \(user.uid) has made \(Limits.connectionsPerSecond) connections per second, "
              + "which is the limit for one user",
            hint: "One connection serves many requests."))
      }
      state.ofUsers[user] = own + 1
      state.count += 1
      return nil
    }
  }

  /// Remembers an admitted client until `remove`.
  func add(_ client: ClientSocket) {
    state.withLock { state in
      state.clients[ObjectIdentifier(client)] = client
    }
  }

  func remove(_ client: ClientSocket) {
    let isKnown = state.withLock { state in
      state.clients.removeValue(forKey: ObjectIdentifier(client)) != nil
    }
    if isKnown { withdraw(UserAccount(client.caller)) }
  }

  /// Gives back the place of an admitted client that was not added.
  func withdraw(_ user: UserAccount) {
    state.withLock { state in
      state.count -= 1
      let remaining = (state.ofUsers[user] ?? 1) - 1
      state.ofUsers[user] = remaining > 0 ? remaining : nil
    }
  }

  var isStopping: Bool { state.withLock { $0.isStopping } }

  var count: Int { state.withLock { $0.count } }

  /// Refuses new clients and ends the input of the connected ones. Their requests so far are still
  /// answered.
  func stop() {
    state.withLock { state in
      state.isStopping = true
      for client in state.clients.values {
        client.stream.shutdown(reading: true, writing: false)
      }
    }
  }
}
