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
  let client: ClientSocket?
  /// Collects the powers that the call uses; nil if nobody asks for them.
  let powers: UsedPowers?
  /// The place that the call holds; none in tests.
  let work: ClientWork
  /// The memory that this call takes.
  let memory: MemoryShare
  /// Collects what the records lack because it could not be looked up.
  let lookups = FailedLookups()

  init(
    parameters: Parameters, caller: Caller, rights: Rights, agent: AgentState,
    client: ClientSocket? = nil, powers: UsedPowers? = nil, work: ClientWork = ClientWork()
  ) {
    self.parameters = parameters
    self.caller = caller
    self.rights = rights
    self.agent = agent
    self.client = client
    self.powers = powers
    self.work = work
    memory = MemoryShare(of: agent.memory, for: UserAccount(caller))
  }

  /// Why records lack names, since the last call.
  func missingNames() -> [Problem] {
    lookups.take().map { subject, error in
      let error = RPCError(error)
      return Problem(
        .namesMissing, "\(subject.rawValue) are missing: \(error.message)", errno: error.errno)
    }
  }

  /// Whether the client has hung up, so that nobody waits for the answer.
  var isAbandoned: Bool { client?.isHungUp ?? false }
}
