/// `struct cgroupstats` of `linux/cgroupstats.h`: numbers of tasks by state, five u64 in host byte
/// order. The kernel counts a task only if its state is exactly one of these, without any further
/// flag.
public struct CgroupStats: Equatable, Sendable {
  public let sleeping: UInt64  // nr_sleeping
  public let running: UInt64  // nr_running
  public let stopped: UInt64  // nr_stopped
  public let uninterruptible: UInt64  // nr_uninterruptible
  public let ioWait: UInt64  // nr_io_wait

  /// The sums of the counts of two groups.
  public static func + (one: CgroupStats, other: CgroupStats) -> CgroupStats {
    CgroupStats(
      sleeping: one.sleeping &+ other.sleeping, running: one.running &+ other.running,
      stopped: one.stopped &+ other.stopped,
      uninterruptible: one.uninterruptible &+ other.uninterruptible,
      ioWait: one.ioWait &+ other.ioWait)
  }

  public init(
    sleeping: UInt64, running: UInt64, stopped: UInt64, uninterruptible: UInt64, ioWait: UInt64
  ) {
    self.sleeping = sleeping
    self.running = running
    self.stopped = stopped
    self.uninterruptible = uninterruptible
    self.ioWait = ioWait
  }

  /// Reads the payload of a CGROUPSTATS_CMD_NEW message, which begins with `struct genlmsghdr`.
  /// - Throws: `.malformed` if the counts are missing or cut short.
  public init(_ payload: RawSpan) throws(NetlinkError) {
    let attributes = try AttributeTable(payload, from: GenericHeader.size)
    guard let stats = attributes[CgroupStatsNumber.answer] else {
      throw .malformed("an answer without CGROUPSTATS_TYPE_CGROUP_STATS", offset: 0)
    }
    guard let sleeping = stats.load(UInt64.self, at: 0),
      let running = stats.load(UInt64.self, at: 8),
      let stopped = stats.load(UInt64.self, at: 16),
      let uninterruptible = stats.load(UInt64.self, at: 24),
      let ioWait = stats.load(UInt64.self, at: 32)
    else { throw .malformed("struct cgroupstats cut short", offset: 0) }
    self.sleeping = sleeping
    self.running = running
    self.stopped = stopped
    self.uninterruptible = uninterruptible
    self.ioWait = ioWait
  }
}

/// Numbers of `linux/cgroupstats.h`.
private enum CgroupStatsNumber {
  static let get: UInt8 = 4  // CGROUPSTATS_CMD_GET
  static let descriptor: UInt16 = 1  // CGROUPSTATS_CMD_ATTR_FD
  static let answer: UInt16 = 1  // CGROUPSTATS_TYPE_CGROUP_STATS
}

extension Request {
  /// Requests the task counts of a cgroup v1 directory (CGROUPSTATS_CMD_GET).
  /// - Parameters:
  ///   - taskstats: the id of the TASKSTATS family.
  ///   - directory: a descriptor of this process, open for reading. If it is no such directory, the
  ///     kernel sends an acknowledgement without an answer.
  public static func cgroupStats(taskstats: UInt16, directory: Int32) -> Request {
    var request = Request(type: taskstats, flags: MessageFlag.ack)
    request.append(GenericHeader(command: CgroupStatsNumber.get, version: 1))
    request.appendAttribute(CgroupStatsNumber.descriptor, UInt32(bitPattern: directory))
    return request
  }
}
