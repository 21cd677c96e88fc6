internal import Syscalls

/// The load of a group, smoothed as in cAdvisor: an exponential average of the number of tasks with
/// a time constant of ten seconds. Each sample is weighted by the real time since the one before.
struct SmoothedLoad {
  private static let timeConstant = 10.0  // seconds

  /// The number of samples so far.
  private(set) var samples: UInt64 = 0
  /// The time between the last two samples, in milliseconds; nil with fewer than two.
  private(set) var interval: UInt64?
  /// The time of the last sample, in nanoseconds of CLOCK_MONOTONIC.
  private(set) var sampledAt: Int64 = 0
  private var runningAverage = 0.0
  private var uninterruptibleAverage = 0.0

  /// The average number of running tasks, in thousandths.
  var running: UInt64 { UInt64((runningAverage * 1000).rounded()) }
  /// The average number of uninterruptible tasks, in thousandths.
  var uninterruptible: UInt64 { UInt64((uninterruptibleAverage * 1000).rounded()) }

  /// Adds a sample. The first one is the average.
  /// - Parameter nanoseconds: the time of the sample in CLOCK_MONOTONIC.
  mutating func add(running: UInt64, uninterruptible: UInt64, at nanoseconds: Int64) {
    var decay = 0.0
    if samples > 0 {
      let elapsed = max(0, nanoseconds - sampledAt)
      interval = UInt64(elapsed) / 1_000_000
      decay = exponential(-Double(elapsed) / 1e9 / SmoothedLoad.timeConstant)
    }
    runningAverage = runningAverage * decay + Double(running) * (1 - decay)
    uninterruptibleAverage = uninterruptibleAverage * decay + Double(uninterruptible) * (1 - decay)
    sampledAt = nanoseconds
    samples += 1
  }
}
