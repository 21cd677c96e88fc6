internal import Limits

/// The pace of a background walk through /proc: it pauses after some hundred descriptors, and the
/// pauses are chosen so that the walk takes about `Limits.walkMilliseconds`. So it costs a host
/// with many descriptors little more than one with few.
struct WalkPace: Equatable {
  /// The length of one pause in milliseconds.
  private(set) var pause = Limits.walkPauseMilliseconds.lowerBound
  private var descriptorsRead = 0

  /// Must be called after each process.
  /// - Parameter descriptors: the number of its descriptors.
  /// - Returns: how long to pause now, in milliseconds; 0 for not at all.
  mutating func pauseAfterProcess(descriptors: Int) -> Int {
    descriptorsRead += descriptors
    guard descriptorsRead > Limits.walkDescriptors else { return 0 }
    descriptorsRead = 0
    return pause
  }

  /// Must be called after each walk.
  /// - Parameter took: the duration of the walk with its pauses, in milliseconds.
  /// - Returns: how long to pause until the next walk, in milliseconds.
  mutating func pauseAfterWalk(took: Int) -> Int {
    let target = Limits.walkMilliseconds
    let bounds = Limits.walkPauseMilliseconds
    pause = min(max(pause * target / max(1, took), bounds.lowerBound), bounds.upperBound)
    descriptorsRead = 0
    return max(0, target - took)
  }
}
