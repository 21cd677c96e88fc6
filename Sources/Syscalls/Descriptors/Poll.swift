internal import Glibc

/// Waiting for descriptors. The corresponding C function is `poll`.
public enum Poll {
  /// What is waited for.
  public struct Interest: Sendable {
    public let number: Int32
    fileprivate let events: Int16

    /// Something to read, or the end.
    public static func readable(_ number: Int32) -> Interest {
      Interest(number: number, events: Int16(POLLIN))
    }

    /// An event of a file in /proc or of a control group: POLLPRI, which is told once.
    public static func event(_ number: Int32) -> Interest {
      Interest(number: number, events: Int16(POLLPRI))
    }
  }

  /// What was waited for and is there.
  public struct Ready: Sendable {
    /// Its position among what was waited for.
    public let position: Int
    public let number: Int32
    /// POLLERR: nothing more comes.
    public let hasFailed: Bool
  }

  /// Waits until one of the descriptors can be read, hung up or failed.
  /// - Parameters:
  ///   - descriptors: descriptor numbers; a negative one is passed over.
  ///   - milliseconds: how long at most; -1 without end.
  /// - Returns: the positions in `descriptors` that are ready; empty when the time is up.
  public static func readable(
    _ descriptors: [Int32], milliseconds: Int32
  ) throws(SystemCallError) -> [Int] {
    try ready(descriptors.map { .readable($0) }, milliseconds: milliseconds).map(\.position)
  }

  /// Whether the other end of a connection is gone, both ways; never waits.
  public static func isHungUp(_ descriptor: Int32) throws(SystemCallError) -> Bool {
    !(try ready([Interest(number: descriptor, events: 0)], milliseconds: 0)).isEmpty
  }

  /// Waits until something is there, hung up or failed.
  /// - Parameters:
  ///   - interests: those of a negative number are passed over.
  ///   - milliseconds: how long at most; -1 without end.
  /// - Returns: what is ready; empty when the time is up.
  public static func ready(
    _ interests: [Interest], milliseconds: Int32
  ) throws(SystemCallError) -> [Ready] {
    var set = interests.map { pollfd(fd: $0.number, events: $0.events, revents: 0) }
    let deadline = KernelClock.monotonicMilliseconds() + Int64(milliseconds)
    while true {
      let left = milliseconds < 0 ? -1 : max(0, deadline - KernelClock.monotonicMilliseconds())
      let count = unsafe poll(&set, nfds_t(set.count), Int32(clamping: left))
      if count >= 0 { break }
      let code = Glibc.errno
      // Not `retrying`: each repetition has less time left.
      if code != EINTR { throw SystemCallError(Errno(code), "poll") }
    }
    return set.indices.filter { set[$0].revents != 0 }.map { position in
      Ready(
        position: position, number: set[position].fd,
        hasFailed: set[position].revents & Int16(POLLERR) != 0)
    }
  }
}
