internal import CLinux
internal import Glibc
internal import Synchronization

/// Passes the result of a thread that enters another namespace to the thread that waits for it.
final class NamespaceVisit<Value: ~Copyable & Sendable>: Sendable {
  private enum Outcome: ~Copyable {
    case none
    case value(Value)
    case failure(SystemCallError)
  }

  private let state = Mutex(Outcome.none)
  private let ended = Semaphore(0)

  /// Enters the namespace and runs `body`. To be called once, in the new thread.
  func run(_ namespace: Int32, _ body: () throws(SystemCallError) -> Value) {
    do throws(SystemCallError) {
      _ = try retrying("setns") { clinux_enter_network_namespace(namespace) }
      let value = try body()
      put(.value(value))
    } catch {
      put(.failure(error))
    }
    ended.signal()
  }

  private func put(_ outcome: consuming sending Outcome) {
    var outcome = Optional(outcome)
    state.withLock { state in
      if let given = outcome.take() { state = given }
    }
  }

  /// Waits for the result of `run`. To be called once.
  func outcome() throws(SystemCallError) -> Value {
    ended.wait()
    let outcome = state.withLock { state in
      var taken = Outcome.none
      swap(&state, &taken)
      return taken
    }
    switch consume outcome {
    case .value(let value): return value
    case .failure(let error): throw error
    case .none: throw SystemCallError(.resourceTemporarilyUnavailable, "setns")
    }
  }
}
