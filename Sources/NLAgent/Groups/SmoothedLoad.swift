internal import Syscalls

/// The load of a group as cAdvisor smooths it: an average of the number of tasks that forgets with
/// a time constant of ten seconds, from the real time between samples.
struct SmoothedLoad {
  private static let timeConstant = 10.0  // seconds

  /// How many samples it is made of.
  private(set) var samples: UInt64 = 0
  /// Milliseconds between the last two samples; nil with fewer.
  private(set) var interval: UInt64?
  /// When the last one was taken: nanoseconds of CLOCK_MONOTONIC.
  private(set) var sampledAt: Int64 = 0
  private var runningAverage = 0.0
  private var uninterruptibleAverage = 0.0

  /// The averages in thousandths of a task.
  var running: UInt64 { UInt64((runningAverage * 1000).rounded()) }
  var uninterruptible: UInt64 { UInt64((uninterruptibleAverage * 1000).rounded()) }

  /// Takes a sample in; the first is the average.
  /// - Parameter nanoseconds: when it was taken, in CLOCK_MONOTONIC.
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
