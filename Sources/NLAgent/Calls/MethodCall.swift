internal import Privileged
internal import Protocol

/// A call, as the method that answers it sees it.
struct MethodCall {
  let parameters: Parameters
  let caller: Caller
  /// What the client's socket serves.
  let rights: Rights
  let agent: AgentState
  /// The connection; nil in tests.
  var client: ClientSocket?
  /// Collects the powers that the call uses; nil if nobody asks for them.
  var powers: UsedPowers?

  /// Whether the client has hung up, so that nobody waits for the answer.
  var isAbandoned: Bool { client?.isHungUp ?? false }
}
