internal import Privileged
internal import Protocol

/// What a method knows of the call it answers.
struct MethodCall {
  let parameters: Parameters
  let caller: Caller
  let agent: AgentState
}
