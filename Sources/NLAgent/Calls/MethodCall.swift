internal import Privileged
internal import Protocol

/// A call, as the method that answers it sees it.
struct MethodCall {
  let parameters: Parameters
  let caller: Caller
  /// What the client's socket serves.
  let rights: Rights
  let agent: AgentState
}
