internal import Privileged
internal import Protocol
internal import Syscalls

/// The state that all threads share. It is immutable except for the registries, the owners, the
/// loads and the exits, which do their own locking.
final class AgentState: Sendable {
  let log: Log
  let clients = ClientRegistry()
  let work: WorkShares
  let subscriptions = SubscriptionRegistry()
  let loads = LoadWatch()
  let exits = TaskExitRelays()
  let memory = MemoryBudget()
  let freedMemory = FreedMemory()
  let features = FeatureProbe()
  let ownerMeans: OwnerMeans
  let owners: Owners
  let surveyor = Surveyor(program: "/proc/self/exe")
  /// Identifies this run of the agent: 16 hexadecimal digits, new at each start.
  let instance: String
  let startedMilliseconds: Int64

  /// - Parameters:
  ///   - work: the places for work.
  ///   - sharedOwners: replaces the owners that the means find, for tests.
  init(
    log: Log, owners choice: OwnerMeans.Choice = .auto, work: WorkShares = WorkShares(),
    sharedOwners: Owners? = nil
  ) {
    self.log = log
    self.work = work
    let means = OwnerMeans(choice)
    ownerMeans = means
    owners =
      sharedOwners
      ?? Owners { () throws(RPCError) in
        try explained(try means.walk())
      }
    let random = String(UInt64.random(in: .min ... .max), radix: 16)
    instance = String(repeating: "0", count: 16 - random.count) + random
    startedMilliseconds = KernelClock.monotonicMilliseconds()
  }
}
