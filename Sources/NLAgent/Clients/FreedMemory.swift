internal import Limits
internal import Synchronization
internal import Syscalls

/// Memory that long answers and subscriptions have freed, and that malloc(3) still keeps. The thread
/// that accepts clients returns it to the kernel, so that no client waits for that.
final class FreedMemory: Sendable {
  private struct State {
    var isKept = false
    /// When it was last returned, in milliseconds of CLOCK_MONOTONIC.
    var returned: Int64 = 0
  }

  private let state = Mutex(State())

  /// Must be called after much memory was freed.
  func add() {
    state.withLock { $0.isKept = true }
  }

  /// Returns the memory, if some is kept and some time has passed since the last return.
  /// - Returns: the milliseconds until more is due; nil if nothing is kept.
  func returnIfDue() -> Int64? {
    let now = KernelClock.monotonicMilliseconds()
    let left: Int64? = state.withLock { state in
      guard state.isKept else { return nil }
      let left = state.returned + Limits.returnMemoryMilliseconds - now
      if left <= 0 { state = State(isKept: false, returned: now) }
      return left
    }
    guard let left else { return nil }
    if left > 0 { return left }
    Process.returnFreedMemory()
    return nil
  }
}
