/// The fields of one version of `struct taskstats`, in groups that the record writes in a row. The
/// layouts of all versions are made once, at the first use.
public struct TaskStatsLayout: Sendable {
  public let version: UInt16
  /// The end of the known fields, in bytes.
  public let knownBytes: Int
  public let cpu: [WireField]
  public let memory: [WireField]
  public let io: [WireField]
  /// The fields of each delay that the version has: count, total, max, min, maxSeconds,
  /// maxNanoseconds.
  public let delays: [(delay: TaskStatsDelay, fields: [WireField])]

  /// The layouts of all known versions, the oldest first.
  public static let all = sizes.enumerated().map { index, size in
    TaskStatsLayout(TaskStats.oldestVersion + UInt16(index), size)
  }

  /// The index in `all` of the layout for a version. Versions before the oldest or after the newest
  /// known one are read by that one's layout.
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
