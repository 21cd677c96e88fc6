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
    var isStopping = false
  }

  private let state = Mutex(State())

  /// Admits a client.
  /// - Returns: nil, or the reason for refusing it.
  func admit(_ client: ClientSocket) -> ClientRefusal? {
    state.withLock { state in
      if state.isStopping {
        return ClientRefusal(
          reason: "refused because the agent is stopping",
          error: RPCError(.limitExceeded, "the agent is stopping", hint: "Connect again later."))
      }
      let user = UserAccount(client.caller)
      let places = user.places(of: Limits.clients, keptForRoot: Limits.clientsKeptForRoot)
      guard state.clients.count < places else {
        return ClientRefusal(
          reason: "refused because of the limit on all clients",
          error: RPCError(
            .limitExceeded, "\(Limits.clients) clients are connected, which is the limit",
            hint: "Close unused connections."))
      }
      let own = state.clients.values.count { UserAccount($0.caller) == user }
      guard own < Limits.clientsOfOneUser else {
        return ClientRefusal(
          reason: "refused because of the limit on the clients of one user",
          error: RPCError(
            .limitExceeded,
            "user \(user.uid) has \(own) clients connected, which is the limit for one user",
            hint: "Close unused connections; one connection serves many requests."))
      }
      state.clients[ObjectIdentifier(client)] = client
      return nil
    }
  }

  func remove(_ client: ClientSocket) {
    state.withLock { state in
      _ = state.clients.removeValue(forKey: ObjectIdentifier(client))
    }
  }

  var isStopping: Bool { state.withLock { $0.isStopping } }

  var count: Int { state.withLock { $0.clients.count } }

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
