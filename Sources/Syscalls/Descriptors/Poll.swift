internal import Glibc

/// Waits for descriptors. The corresponding C function is `poll`.
public enum Poll {
  /// A descriptor and the event to wait for. An error or a hangup also ends the wait.
  public struct Interest: Sendable {
    public let number: Int32
    fileprivate let events: Int16

    /// POLLIN: input, or the end of the input.
    public static func readable(_ number: Int32) -> Interest {
      Interest(number: number, events: Int16(POLLIN))
    }

    /// POLLPRI: an event of a file in /proc or of a control group. poll(2) reports each event once.
    public static func event(_ number: Int32) -> Interest {
      Interest(number: number, events: Int16(POLLPRI))
    }
  }

  /// A descriptor that is ready.
  public struct Ready: Sendable {
    /// The index of its interest.
    public let position: Int
    public let number: Int32
    /// POLLERR: the descriptor will have no more events.
    public let hasFailed: Bool
  }

  /// Waits until at least one of the descriptors has input, was hung up, has failed or is closed.
  /// - Parameters:
  ///   - descriptors: descriptor numbers; negative ones are ignored.
  ///   - milliseconds: the longest time to wait; -1 means no limit.
  /// - Returns: the indices of the descriptors that are ready; empty after a timeout.
  public static func readable(
    _ descriptors: [Int32], milliseconds: Int32
  ) throws(SystemCallError) -> [Int] {
    try ready(descriptors.map { .readable($0) }, milliseconds: milliseconds).map(\.position)
  }

  /// Whether a connection is closed in both directions (POLLHUP). Does not wait.
  public static func isHungUp(_ descriptor: Int32) throws(SystemCallError) -> Bool {
    !(try ready([Interest(number: descriptor, events: 0)], milliseconds: 0)).isEmpty
  }

  /// Waits until at least one interest is ready: its event occurred, or its descriptor was hung up,
  /// has failed or is closed.
  /// - Parameters:
  ///   - interests: those with a negative number are ignored.
  ///   - milliseconds: the longest time to wait; -1 means no limit.
  /// - Returns: the descriptors that are ready; empty after a timeout.
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
