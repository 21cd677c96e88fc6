/// The things that a task can wait for, named by the prefix of their fields in `struct taskstats`.
public enum TaskStatsDelay: Int, CaseIterable, Sendable {
  case cpu, blkio, swapin, freepages, thrashing, compact, wpcopy, irq

  /// Whether the kernel measures it only while the sysctl `kernel.task_delayacct` is 1.
  public var needsAccounting: Bool { self != .cpu }

  public var name: StaticString {
    switch self {
    case .cpu: "cpu"
    case .blkio: "blkio"
    case .swapin: "swapin"
    case .freepages: "freepages"
    case .thrashing: "thrashing"
    case .compact: "compact"
    case .wpcopy: "wpcopy"
    case .irq: "irq"
    }
  }

  /// `…_count`: how often tasks waited.
  public var count: TaskStatsField { TaskStatsDelay.fields[rawValue][0].field }

  /// `…_delay_total`: the sum of the waits, in nanoseconds.
  public var total: TaskStatsField { TaskStatsDelay.fields[rawValue][1].field }

  /// All fields, each with its name in the record: the count, then total, max and min in
  /// nanoseconds, and the real time (CLOCK_REALTIME) at which the longest wait ended.
  var members: [(name: StaticString, field: TaskStatsField)] { TaskStatsDelay.fields[rawValue] }

  private static let fields: [[(name: StaticString, field: TaskStatsField)]] = [
    list(("cpu_count", "cpu_delay_total"), at: 16, in15: 16, since: 8, peaksAt: 432, 560),
    list(("blkio_count", "blkio_delay_total"), at: 32, in15: 48, since: 8, peaksAt: 448, 576),
    list(("swapin_count", "swapin_delay_total"), at: 48, in15: 80, since: 8, peaksAt: 464, 592),
    list(
      ("freepages_count", "freepages_delay_total"), at: 312, in15: 360, since: 8,
      peaksAt: 480, 608),
    list(
      ("thrashing_count", "thrashing_delay_total"), at: 328, in15: 392, since: 9,
      peaksAt: 496, 624),
    list(
      ("compact_count", "compact_delay_total"), at: 352, in15: 432, since: 11, peaksAt: 512, 640),
    list(("wpcopy_count", "wpcopy_delay_total"), at: 400, in15: 496, since: 13, peaksAt: 528, 656),
    list(("irq_count", "irq_delay_total"), at: 416, in15: 528, since: 14, peaksAt: 544, 672),
  ]

  /// - Parameters:
  ///   - offset: the offset of the count; total follows it.
  ///   - in15: the same in version 15, where max and min follow total.
  ///   - peaks: the offset of `…_delay_max` since version 16; `…_delay_min` follows it.
  ///   - time: the offset of `…_delay_max_ts`, a `struct __kernel_timespec`, since version 17.
  private static func list(
    _ names: (count: StaticString, total: StaticString), at offset: Int, in15: Int, since: UInt16,
    peaksAt peaks: Int, _ time: Int
  ) -> [(name: StaticString, field: TaskStatsField)] {
    [
      ("count", TaskStatsField(names.count, at: offset, in15: in15, since: since)),
      ("total", TaskStatsField(names.total, at: offset + 8, in15: in15 + 8, since: since)),
      ("max", TaskStatsField("delay_max", at: peaks, in15: in15 + 16, since: 15)),
      ("min", TaskStatsField("delay_min", at: peaks + 8, in15: in15 + 24, since: 15)),
      ("maxSeconds", TaskStatsField("tv_sec", at: time, in15: time, since: 17)),
      ("maxNanoseconds", TaskStatsField("tv_nsec", at: time + 8, in15: time + 8, since: 17)),
    ]
  }
}
