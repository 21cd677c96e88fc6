internal import Syscalls

/// What all threads share; nothing in it changes but the registry, which guards itself.
final class AgentState: Sendable {
  let log: Log
  let clients = ClientRegistry()
  /// Identifies this run of the agent: 16 hex digits, new at each start.
  let instance: String
  let startedMilliseconds: Int64

  init(log: Log) {
    self.log = log
    instance = String(UInt64.random(in: .min ... .max), radix: 16)
    startedMilliseconds = Clock.monotonicMilliseconds()
  }
}
