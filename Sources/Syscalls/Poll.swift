internal import Glibc

/// Waiting for descriptors. The corresponding C function is `poll`.
public enum Poll {
  /// Waits until one of the descriptors can be read, hung up or failed.
  /// - Parameters:
  ///   - descriptors: descriptor numbers; a negative one is passed over.
  ///   - milliseconds: how long at most; -1 without end.
  /// - Returns: the positions in `descriptors` that are ready; empty when the time is up.
  public static func readable(
    _ descriptors: [Int32], milliseconds: Int32
  ) throws(Errno) -> [Int] {
    try ready(descriptors, for: Int16(POLLIN), milliseconds: milliseconds)
  }

  /// Whether the other end of a connection is gone, both ways; never waits.
  public static func isHungUp(_ descriptor: Int32) throws(Errno) -> Bool {
    !(try ready([descriptor], for: 0, milliseconds: 0)).isEmpty
  }

  private static func ready(
    _ descriptors: [Int32], for events: Int16, milliseconds: Int32
  ) throws(Errno) -> [Int] {
    var set = descriptors.map { pollfd(fd: $0, events: events, revents: 0) }
    let deadline = Clock.monotonicMilliseconds() + Int64(milliseconds)
    while true {
      let left = milliseconds < 0 ? -1 : max(0, deadline - Clock.monotonicMilliseconds())
      let count = unsafe poll(&set, nfds_t(set.count), Int32(clamping: left))
      if count >= 0 { break }
      let code = Glibc.errno
      // Not `retrying`: each repetition has less time left.
      if code != EINTR { throw Errno(code, "poll") }
    }
    return set.indices.filter { set[$0].revents != 0 }
  }
}
