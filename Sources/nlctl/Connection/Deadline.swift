internal import Syscalls

/// The end of the time given with `--timeout`. It never comes without that option.
struct Deadline {
  // Milliseconds of CLOCK_MONOTONIC.
  private let time: Int64?

  /// The time begins now.
  init(_ settings: Settings) {
    time = settings.timeoutMilliseconds.map { KernelClock.monotonicMilliseconds() + Int64($0) }
  }

  /// Milliseconds that are left, 0 if none; nil without a deadline.
  var left: Int64? { time.map { max(0, $0 - KernelClock.monotonicMilliseconds()) } }

  var isOver: Bool { left == 0 }

  /// Sleeps until `time`, in milliseconds of CLOCK_MONOTONIC.
  /// - Returns: false, without sleeping, if the deadline comes first.
  func sleep(until time: Int64) -> Bool {
    let milliseconds = max(0, time - KernelClock.monotonicMilliseconds())
    if let left, left <= milliseconds { return false }
    KernelClock.sleep(milliseconds: Int(milliseconds))
    return true
  }
}
