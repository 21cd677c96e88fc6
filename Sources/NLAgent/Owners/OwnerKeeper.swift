internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// Keeps the known owners no older than about twenty seconds, for requests with a `maxAge` of more:
/// the option `--owners-refresh`. It is off by default because it costs time even if nobody asks.
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
          let pause = pace.pauseAfterProcess(descriptors: descriptors)
          if pause > 0 { KernelClock.sleep(milliseconds: pause) }
        }
        owners.keep(index, milliseconds: Int64(Limits.ownersAgeMilliseconds))
      } catch {
        log.debug("owners are not refreshed: \(RPCError(error).message)")
      }
      // A minimum, because a failing walk would otherwise spin.
      let pause = pace.pauseAfterWalk(took: Int(KernelClock.monotonicMilliseconds() - began))
      KernelClock.sleep(milliseconds: max(pause, Limits.walkPauseMilliseconds.upperBound))
    }
  }
}
