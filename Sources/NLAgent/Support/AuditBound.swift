internal import Limits
internal import Protocol
internal import Synchronization
internal import Syscalls

/// Bounds the lines of the audit that one user can cause. In an interval, a number of lines of each
/// kind and user is written; further ones are counted, and their number is reported at the end of
/// the interval. The kinds are counted apart, so that refused calls cannot hide privileged ones.
final class AuditBound: Sendable {
  /// Lines that were left out.
  struct Omission: Equatable, Sendable {
    let kind: Audit.Kind
    /// nil for all users for whom the table has no room.
    let uid: UInt32?
    let count: UInt64
    /// The length of the interval.
    let milliseconds: Int64
  }

  private struct Key: Hashable {
    let kind: Audit.Kind
    let uid: UInt32?
  }

  private struct Count {
    /// When the interval began, in milliseconds of CLOCK_MONOTONIC.
    var began: Int64
    var written = 0
    var omitted: UInt64 = 0
  }

  private let counts = Mutex<[Key: Count]>([:])
  private let most: Int
  private let interval: Int64
  private let room: Int
  private let clock: @Sendable () -> Int64

  /// - Parameters:
  ///   - most: the lines of one kind and user in an interval.
  ///   - milliseconds: the interval.
  ///   - room: the number of pairs of a kind and a user that are counted apart.
  ///   - clock: the time in milliseconds.
  init(
    most: Int = Limits.auditLines, milliseconds: Int64 = Limits.logMilliseconds,
    room: Int = Limits.logCounts,
    clock: @escaping @Sendable () -> Int64 = { KernelClock.monotonicMilliseconds() }
  ) {
    self.most = most
    interval = milliseconds
    self.room = room
    self.clock = clock
  }

  /// Counts a line.
  /// - Returns: whether it is to be written.
  func add(_ kind: Audit.Kind, by uid: UInt32) -> Bool {
    counts.withLock { counts in
      var key = Key(kind: kind, uid: uid)
      if counts[key] == nil, counts.count >= room { key = Key(kind: kind, uid: nil) }
      let now = clock()
      var count = counts[key] ?? Count(began: now)
      defer { counts[key] = count }
      if count.omitted == 0, now - count.began >= interval { count = Count(began: now) }
      guard count.written < most else {
        count.omitted += 1
        return false
      }
      count.written += 1
      return true
    }
  }

  /// The omissions whose interval is over.
  /// - Parameter isLast: whether intervals in progress end now.
  func due(isLast: Bool = false) -> [Omission] {
    counts.withLock { counts in
      let now = clock()
      var omissions: [Omission] = []
      for (key, count) in counts where isLast || now - count.began >= interval {
        counts[key] = nil
        guard count.omitted > 0 else { continue }
        omissions.append(
          Omission(
            kind: key.kind, uid: key.uid, count: count.omitted, milliseconds: now - count.began))
      }
      return omissions
    }
  }

  /// How many milliseconds may pass until omissions are due; nil if there is nothing to wait for.
  var timeout: Int64? {
    counts.withLock { counts in
      counts.values.map(\.began).min().map { max(0, $0 + interval - clock()) }
    }
  }
}

extension AuditBound.Omission {
  /// Writes the line about it, as one JSON object.
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("audit", token: "omitted")
    json.member("kind", kind.rawValue)
    if let uid { json.member("uid", uid) } else { json.memberNull("uid") }
    json.member("count", count)
    json.member("milliseconds", UInt64(clamping: milliseconds))
    json.endObject()
  }
}
