/// The fields of one version of `struct taskstats` in groups, ready to be written in a row. All
/// are made once, at the first use of any.
public struct TaskStatsLayout: Sendable {
  public let version: UInt16
  /// Where what is known of it ends, in bytes.
  public let knownBytes: Int
  public let cpu: [WireField]
  public let memory: [WireField]
  public let io: [WireField]
  /// For each delay that the version has: count, total, max, min, maxSeconds, maxNanoseconds.
  public let delays: [(delay: TaskStatsDelay, fields: [WireField])]

  /// One for each known version, from the oldest.
  public static let all = sizes.enumerated().map { index, size in
    TaskStatsLayout(TaskStats.oldestVersion + UInt16(index), size)
  }

  /// The place in `all` of the layout by which a version is read: its own, or that of the newest
  /// or oldest known.
  public static func index(ofVersion version: UInt16) -> Int {
    Int(min(max(version, TaskStats.oldestVersion), TaskStats.newestVersion))
      - Int(TaskStats.oldestVersion)
  }

  // Versions 8 to 17.
  private static let sizes = [328, 344, 352, 368, 400, 416, 432, 560, 560, 688]

  private init(_ version: UInt16, _ size: Int) {
    self.version = version
    knownBytes = size
    cpu = TaskStatsField.cpu.compactMap { $0.wireField(inVersion: version) }
    memory = TaskStatsField.memory.compactMap { $0.wireField(inVersion: version) }
    io = TaskStatsField.io.compactMap { $0.wireField(inVersion: version) }
    delays = TaskStatsDelay.allCases.compactMap { delay in
      guard delay.count.offset(inVersion: version) != nil else { return nil }
      return (
        delay,
        delay.members.compactMap { $0.field.wireField(inVersion: version, named: $0.name) }
      )
    }
  }
}
