internal import Limits

/// How fast a walk through /proc goes that nobody waits for: some hundred descriptors and a rest,
/// the rest being such that a walk takes about the time it may. So the walk costs a host with
/// many descriptors little more than one with few.
struct WalkPace: Equatable {
  /// How long a rest is, in ms.
  private(set) var rest = Limits.walkRestMilliseconds.lowerBound
  private var looked = 0

  /// To be called after each process.
  /// - Parameter descriptors: how many it had.
  /// - Returns: how long to rest now, in ms; 0 for not yet.
  mutating func walked(_ descriptors: Int) -> Int {
    looked += descriptors
    guard looked > Limits.walkDescriptors else { return 0 }
    looked = 0
    return rest
  }

  /// To be called after each walk.
  /// - Parameter took: how long it took, rests included, in ms.
  /// - Returns: how long to rest until the next, in ms.
  mutating func ended(took: Int) -> Int {
    let target = Limits.walkMilliseconds
    let bounds = Limits.walkRestMilliseconds
    rest = min(max(rest * target / max(1, took), bounds.lowerBound), bounds.upperBound)
    looked = 0
    return max(0, target - took)
  }
}
