internal import Limits
internal import Privileged
internal import Protocol
internal import Synchronization
internal import Syscalls

/// Finds which process holds which socket. Callers that ask at the same time share one walk.
final class Owners: Sendable {
  /// One walk over all processes, and the callers that wait for its end.
  private final class Walk: Sendable {
    let began = KernelClock.monotonicNanoseconds()
    let result = Mutex<Result<OwnerIndex, RPCError>?>(nil)
    let waiters = Mutex<[Semaphore]>([])
  }

  private struct State {
    var walk: Walk?
    var kept: OwnerIndex?
    /// When `kept` is discarded, in nanoseconds of CLOCK_MONOTONIC.
    var keptUntil: Int64 = 0
    /// Whether a thread runs that discards `kept`.
    var isDiscarding = false
  }

  /// What a caller does next.
  private enum Turn {
    case use(OwnerIndex)
    case wait(Walk, Semaphore)
    case walk(Walk)
  }

  private let state = Mutex(State())
  private let walkAll: @Sendable () throws(RPCError) -> OwnerIndex

  /// - Parameter walkAll: makes a new index; called by one thread at a time.
  init(_ walkAll: @escaping @Sendable () throws(RPCError) -> OwnerIndex) {
    self.walkAll = walkAll
  }

  /// The owners, from a walk that began at most `maxAge` before the call.
  ///
  /// Only one walk runs at a time. A caller for whom the present walk began too early waits for its
  /// end, and then shares the next walk with all others that waited.
  /// - Parameters:
  ///   - maxAge: in milliseconds; 0 requires a walk that begins after the call.
  ///   - isAbandoned: whether nobody waits for the answer any more; asked again and again during a
  ///     wait.
  /// - Throws: the error of the walk, to all callers that share it; another one if the caller is
  ///   abandoned.
  func index(
    maxAge: UInt64, isAbandoned: () -> Bool = { false }
  ) throws(RPCError) -> OwnerIndex {
    let age = Int64(min(maxAge, Limits.ownersAgeMilliseconds)) * 1_000_000
    let oldest = KernelClock.monotonicNanoseconds() - age
    while true {
      switch state.withLock({ Owners.turn(&$0, oldest) }) {
      case .use(let index):
        return index
      case .wait(let walk, let semaphore):
        while !semaphore.wait(milliseconds: Limits.callHangUpMilliseconds) {
          if isAbandoned() { throw RPCError(.kernelError, "the client has hung up") }
        }
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
    if let kept = state.kept, kept.verdict.began >= oldest { return .use(kept) }
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
    // No caller can join any more: the walk is no longer in the state.
    for waiter in walk.waiters.withLock({ $0 }) { waiter.signal() }
    return result
  }

  /// How many callers wait for the present walk, for tests.
  var waiterCount: Int { state.withLock { $0.walk?.waiters.withLock(\.count) ?? 0 } }

  // MARK: Keeping

  /// Keeps an index for callers that accept its age, until it is this old.
  func keep(_ index: OwnerIndex, milliseconds: Int64) {
    keep(index, nanoseconds: milliseconds * 1_000_000)
  }

  private func keep(_ index: OwnerIndex, nanoseconds: Int64) {
    let mustStart = state.withLock { state in
      if let kept = state.kept, kept.verdict.began > index.verdict.began { return false }
      state.kept = index
      state.keptUntil = index.verdict.began + nanoseconds
      if state.isDiscarding { return false }
      state.isDiscarding = true
      return true
    }
    guard mustStart else { return }
    do throws(SystemCallError) {
      try Thread.start(stackBytes: Limits.threadStackBytes) { self.discard() }
    } catch {
      state.withLock { state in
        state.kept = nil
        state.isDiscarding = false
      }
    }
  }

  private func discard() {
    while true {
      let left: Int64 = state.withLock { state in
        let left = state.keptUntil - KernelClock.monotonicNanoseconds()
        if left <= 0 {
          state.kept = nil
          state.isDiscarding = false
        }
        return left
      }
      guard left > 0 else { return }
      KernelClock.sleep(milliseconds: Int(left / 1_000_000) + 1)
    }
  }
}
