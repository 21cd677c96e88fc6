internal import CLinux
internal import Glibc

/// A semaphore for the threads of this process. See sem_overview(7).
@safe
public final class Semaphore: @unchecked Sendable {
  // On the heap: a semaphore must not move while threads wait for it.
  private let semaphore: UnsafeMutablePointer<sem_t>

  public init(_ count: UInt32) {
    unsafe semaphore = .allocate(capacity: 1)
    _ = unsafe sem_init(semaphore, 0, count)
  }

  deinit {
    _ = unsafe sem_destroy(semaphore)
    unsafe semaphore.deallocate()
  }

  /// Increments the count, which wakes a waiting thread. The corresponding C function is
  /// `sem_post`.
  public func signal() {
    _ = unsafe sem_post(semaphore)
  }

  /// Waits until the count is above zero, and decrements it. The corresponding C function is
  /// `sem_wait`.
  public func wait() {
    while unsafe sem_wait(semaphore) == -1 && Glibc.errno == EINTR {}
  }

  /// The same with a limit. The corresponding C function is `sem_clockwait` with CLOCK_MONOTONIC.
  /// - Returns: false if the count was still zero after that time.
  public func wait(milliseconds: Int64) -> Bool {
    let end = KernelClock.monotonicNanoseconds() + milliseconds * 1_000_000
    var deadline = timespec(
      tv_sec: Int(end / 1_000_000_000), tv_nsec: Int(end % 1_000_000_000))
    while unsafe sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline) == -1 {
      if Glibc.errno != EINTR { return false }
    }
    return true
  }
}
