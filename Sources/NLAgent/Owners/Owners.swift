internal import Limits
internal import Privileged
internal import Protocol
internal import Synchronization
internal import Syscalls

/// Finds the owners of sockets, with one walk for all clients that ask at the same time.
final class Owners: Sendable {
  /// A walk in progress. Its result is read and written only under its lock.
  private final class Walk: Sendable {
    let began = KernelClock.monotonicNanoseconds()
    let result = Mutex<Result<OwnerIndex, RPCError>?>(nil)
    let waiters = Mutex<[Semaphore]>([])
  }

  private struct State {
    var walk: Walk?
    var kept: OwnerIndex?
    /// Until when `kept` may be used, in nanoseconds of CLOCK_MONOTONIC.
    var keptUntil: Int64 = 0
    var isForgetting = false
  }

  /// What a caller of `index(maxAge:)` must do next.
  private enum Step {
    case use(OwnerIndex)
    case wait(Walk, Semaphore)
    case run(Walk)
  }

  private let state = Mutex(State())
  private let walkAll: @Sendable () throws(RPCError) -> OwnerIndex

  /// - Parameter walkAll: makes a new index. It is called by one thread at a time.
  init(_ walkAll: @escaping @Sendable () throws(RPCError) -> OwnerIndex) {
    self.walkAll = walkAll
  }

  /// The owners at the time of the call, or up to `maxAge` before.
  ///
  /// A caller for which a walk in progress began too early waits for its end and then shares the
  /// next walk with all others that wait. So at most one walk runs at a time.
  /// - Parameter maxAge: the greatest age in milliseconds; 0 for owners found after the call.
  func index(maxAge: UInt64) throws(RPCError) -> OwnerIndex {
    let age = Int64(min(maxAge, Limits.ownersAgeMilliseconds)) * 1_000_000
    let oldest = KernelClock.monotonicNanoseconds() - age
    while true {
      switch state.withLock({ Owners.nextStep(&$0, oldest) }) {
      case .use(let index):
        return index
      case .wait(let walk, let semaphore):
        semaphore.wait()
        if walk.began >= oldest, let result = walk.result.withLock({ $0 }) {
          return try result.get()
        }
      case .run(let walk):
        let result = run(walk)
        if case .success(let index) = result, age > 0 { keep(index, nanoseconds: age) }
        return try result.get()
      }
    }
  }

  private static func nextStep(_ state: inout State, _ oldest: Int64) -> Step {
    if let kept = state.kept, kept.verdict.began >= oldest { return .use(kept) }
    if let walk = state.walk {
      let semaphore = Semaphore(0)
      walk.waiters.withLock { $0.append(semaphore) }
      return .wait(walk, semaphore)
    }
    let walk = Walk()
    state.walk = walk
    return .run(walk)
  }

  private func run(_ walk: Walk) -> Result<OwnerIndex, RPCError> {
    let result: Result<OwnerIndex, RPCError>
    do throws(RPCError) {
      result = .success(try walkAll())
    } catch {
      result = .failure(error)
    }
    walk.result.withLock { $0 = result }
    state.withLock { $0.walk = nil }
    // The walk is no longer in the state, so no waiter can be added.
    for waiter in walk.waiters.withLock({ $0 }) { waiter.signal() }
    return result
  }

  // MARK: Caching

  /// Keeps an index for requests that accept its age, until it is this old.
  func keep(_ index: OwnerIndex, milliseconds: Int64) {
    keep(index, nanoseconds: milliseconds * 1_000_000)
  }

  private func keep(_ index: OwnerIndex, nanoseconds: Int64) {
    let mustStart = state.withLock { state in
      if let kept = state.kept, kept.verdict.began > index.verdict.began { return false }
      state.kept = index
      state.keptUntil = index.verdict.began + nanoseconds
      if state.isForgetting { return false }
      state.isForgetting = true
      return true
    }
    guard mustStart else { return }
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) { self.forget() }
    } catch {
      state.withLock { state in
        state.kept = nil
        state.isForgetting = false
      }
    }
  }

  private func forget() {
    while true {
      let remaining: Int64 = state.withLock { state in
        let remaining = state.keptUntil - KernelClock.monotonicNanoseconds()
        if remaining <= 0 {
          state.kept = nil
          state.isForgetting = false
        }
        return remaining
      }
      guard remaining > 0 else { return }
      KernelClock.sleep(milliseconds: Int(remaining / 1_000_000) + 1)
    }
  }
}
