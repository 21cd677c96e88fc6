internal import Limits
internal import Privileged
internal import Protocol
internal import Synchronization
internal import Syscalls

/// Finds out who holds which socket, once for all who ask at the same time.
final class Owners: Sendable {
  /// One walk that is under way. Its result is only touched with the state locked.
  private final class Walk: Sendable {
    let began = KernelClock.monotonicNanoseconds()
    let result = Mutex<Result<OwnerIndex, RPCError>?>(nil)
    let waiters = Mutex<[Semaphore]>([])
  }

  private struct State {
    var walk: Walk?
    var kept: OwnerIndex?
    /// Until when `kept` may be asked for, in nanoseconds of CLOCK_MONOTONIC.
    var keptUntil: Int64 = 0
    var isForgetting = false
  }

  private enum Turn {
    case have(OwnerIndex)
    case wait(Walk, Semaphore)
    case walk(Walk)
  }

  private let state = Mutex(State())
  private let walkAll: @Sendable () throws(RPCError) -> OwnerIndex

  /// - Parameter walkAll: makes a new index; called by one thread at a time.
  init(_ walkAll: @escaping @Sendable () throws(RPCError) -> OwnerIndex) {
    self.walkAll = walkAll
  }

  /// The owners as they were at the time of the call, or a little before.
  ///
  /// Those who ask while a walk is under way that began too early for them wait for its end, and
  /// then have the next one in common: no more than one walk runs at a time.
  /// - Parameter maxAge: how old in milliseconds they may be; 0 wants them fresh.
  func index(maxAge: UInt64) throws(RPCError) -> OwnerIndex {
    let age = Int64(min(maxAge, Limits.ownersAgeMilliseconds)) * 1_000_000
    let oldest = KernelClock.monotonicNanoseconds() - age
    while true {
      switch state.withLock({ Owners.turn(&$0, oldest) }) {
      case .have(let index):
        return index
      case .wait(let walk, let semaphore):
        semaphore.wait()
        if walk.began >= oldest, let result = walk.result.withLock({ $0 }) {
          return try result.get()
        }
      case .walk(let walk):
        let result = run(walk)
        if case .success(let index) = result, age > 0 { keep(index, nanoseconds: age) }
        return try result.get()
      }
    }
  }

  private static func turn(_ state: inout State, _ oldest: Int64) -> Turn {
    if let kept = state.kept, kept.verdict.began >= oldest { return .have(kept) }
    if let walk = state.walk {
      let semaphore = Semaphore(0)
      walk.waiters.withLock { $0.append(semaphore) }
      return .wait(walk, semaphore)
    }
    let walk = Walk()
    state.walk = walk
    return .walk(walk)
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
    // Nobody joins any more: the walk is not in the state.
    for waiter in walk.waiters.withLock({ $0 }) { waiter.signal() }
    return result
  }

  // MARK: Keeping

  /// Keeps an index for those who do not need it fresher, until it is so old.
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
      let left: Int64 = state.withLock { state in
        let left = state.keptUntil - KernelClock.monotonicNanoseconds()
        if left <= 0 {
          state.kept = nil
          state.isForgetting = false
        }
        return left
      }
      guard left > 0 else { return }
      KernelClock.sleep(milliseconds: Int(left / 1_000_000) + 1)
    }
  }
}
