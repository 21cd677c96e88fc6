internal import Limits

/// How long the agent still waits for a client to take its answers. Waiting uses it up, and bytes
/// that the client takes restore it, up to where it began. A client that reads nothing is therefore
/// given up after that time, and one that reads less than the minimum rate soon after, however it
/// divides its reading.
struct SendPatience: Sendable {
  // In microseconds.
  private let most: Int64
  private var left: Int64
  private let bytesPerSecond: Int64

  init(
    milliseconds: Int64 = Int64(Limits.writeStallSeconds) * 1000,
    bytesPerSecond: Int64 = Limits.writeBytesPerSecond
  ) {
    most = milliseconds * 1000
    left = most
    self.bytesPerSecond = bytesPerSecond
  }

  /// Counts a wait during which the client made room for some bytes.
  mutating func spend(milliseconds: Int64, sent bytes: Int) {
    let gained = Int64(bytes) * 1_000_000 / bytesPerSecond
    left = min(most, left - milliseconds * 1000 + gained)
  }

  /// Whether the client must be given up.
  var isSpent: Bool { left <= 0 }
}
