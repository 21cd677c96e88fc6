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
}
