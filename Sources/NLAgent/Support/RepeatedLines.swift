internal import Limits
internal import Synchronization
internal import Syscalls

/// Bounds the log lines that clients can cause as often as they like. Of each reason and user one
/// line is written at once. Further ones are counted, and once an interval their number is written.
final class RepeatedLines: Sendable {
  struct Line: Equatable, Sendable {
    let level: Log.Level
    let text: String
  }

  /// Whose lines are counted together.
  private enum User: Hashable {
    case one(UInt32)
    /// All users for whom the table has no room.
    case others
    /// No user is the cause.
    case none
  }

  private struct Key: Hashable {
    let reason: String
    let user: User
  }

  private struct Count {
    let level: Log.Level
    /// The text of the line with the number.
    let text: String
    /// When the interval began, in milliseconds of CLOCK_MONOTONIC.
    var began: Int64
    var suppressed: UInt64 = 0
  }

  private let counts = Mutex<[Key: Count]>([:])
  private let interval: Int64
  private let room: Int
  private let clock: @Sendable () -> Int64

  /// - Parameters:
  ///   - milliseconds: the interval.
  ///   - room: the number of pairs of a reason and a user that are counted apart.
  ///   - clock: the time in milliseconds.
  init(
    milliseconds: Int64 = Limits.logMilliseconds, room: Int = Limits.logCounts,
    clock: @escaping @Sendable () -> Int64 = { KernelClock.monotonicMilliseconds() }
  ) {
    interval = milliseconds
    self.room = room
    self.clock = clock
  }

  /// Counts a line.
  /// - Parameters:
  ///   - reason: names what happened. There are a few, which clients cannot choose.
  ///   - client: the process and user that caused it; nil if no client did.
  ///   - text: what happened, to be read after the name of the client.
  /// - Returns: the line, if it must be written.
  func add(
    _ level: Log.Level, _ reason: StaticString, by client: (pid: Int32, uid: UInt32)?,
    _ text: () -> String
  ) -> Line? {
    counts.withLock { counts in
      let now = clock()
      let reason = reason.description
      var key = Key(reason: reason, user: client.map { .one($0.uid) } ?? .none)
      if counts[key] == nil, case .one = key.user, counts.count >= room {
        key = Key(reason: reason, user: .others)
      }
      guard counts[key] == nil else {
        counts[key]?.suppressed += 1
        return nil
      }
      let text = text()
      let total =
        switch key.user {
        case .one(let uid): "uid \(uid) \(text)"
        case .others: "other users: \(reason)"
        case .none: text
        }
      counts[key] = Count(level: level, text: total, began: now)
      let name = client.map { "pid \($0.pid) uid \($0.uid) " } ?? ""
      return Line(level: level, text: name + text)
    }
  }

  /// The lines with the numbers whose interval is over.
  /// - Parameter isLast: whether intervals in progress end now.
  func due(isLast: Bool = false) -> [Line] {
    counts.withLock { counts in
      let now = clock()
      var lines: [Line] = []
      for (key, count) in counts where isLast || now - count.began >= interval {
        guard count.suppressed > 0 else {
          counts[key] = nil
          continue
        }
        let seconds = max(1, (now - count.began + 500) / 1000)
        lines.append(
          Line(
            level: count.level,
            text: "\(count.text) (\(count.suppressed) more in \(seconds) s)"))
        counts[key]?.began = now
        counts[key]?.suppressed = 0
      }
      return lines
    }
  }

  /// How many milliseconds may pass until lines are due; nil if there is nothing to wait for.
  var timeout: Int64? {
    counts.withLock { counts in
      counts.values.map(\.began).min().map { max(0, $0 + interval - clock()) }
    }
  }
}
