internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// Keeps what is known of owners no older than some twenty seconds, for callers whose `maxAge`
/// takes that: `--owners-refresh`. Off unless asked for: it costs a little all the time.
struct OwnerKeeper: Sendable {
  let means: OwnerMeans
  let owners: Owners
  let log: Log

  func start() throws(SystemCallError) {
    try Thread.start(stackBytes: Limits.threadStackBytes) { run() }
  }

  private func run() {
    var pace = WalkPace()
    while true {
      let began = KernelClock.monotonicMilliseconds()
      do throws(PrivilegedError) {
        let index = try means.walk { descriptors in
          let rest = pace.walked(descriptors)
          if rest > 0 { KernelClock.sleep(milliseconds: rest) }
        }
        owners.keep(index, milliseconds: Int64(Limits.ownersAgeMilliseconds))
      } catch {
        log.debug("owners are not refreshed: \(RPCError(error).message)")
      }
      // At least a rest, or a failing walk would spin.
      let rest = pace.ended(took: Int(KernelClock.monotonicMilliseconds() - began))
      KernelClock.sleep(milliseconds: max(rest, Limits.walkRestMilliseconds.upperBound))
    }
  }
}
