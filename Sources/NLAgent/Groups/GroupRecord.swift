internal import Netlink
internal import Privileged
internal import ProcFiles
internal import Protocol

/// Writes the members of a group in `cgroupLoad` and `listCgroups`.
enum GroupRecord {
  static func writePlace(_ group: borrowing CgroupDirectory, to json: inout JSONWriter) {
    json.member("path", bytes: group.path)
    json.member("mount", group.mount.path)
    json.member("version", group.mount.version)
    json.key("controllers")
    json.beginArray()
    for controller in group.mount.controllers { json.string(controller) }
    json.endArray()
  }

  static func writePressurePlace(_ group: borrowing CgroupDirectory, to json: inout JSONWriter) {
    json.member("path", bytes: group.path)
    json.member("mount", group.mount.path)
  }

  static func write(_ counts: GroupCounts, to json: inout JSONWriter) {
    writeFive(counts, to: &json)
    json.member("tasks", counts.proc.tasks)
    json.key("cgroupstats")
    if let stats = counts.stats {
      json.beginObject()
      write(stats, to: &json)
      json.endObject()
    } else {
      json.null()
    }
    if let obstacle = counts.statsObstacle {
      json.member("cgroupstatsReason", obstacle.reason)
    }
    json.key("uncounted")
    if let stats = counts.stats {
      write(counts.proc.uncounted(by: stats), to: &json)
    } else {
      json.null()
    }
    json.key("proc")
    write(counts.proc, to: &json)
  }

  private static func writeFive(_ counts: GroupCounts, to json: inout JSONWriter) {
    if let stats = counts.stats {
      json.member("source", token: "cgroupstats")
      write(stats, to: &json)
      return
    }
    json.member("source", token: "proc")
    json.member("sleeping", counts.proc.sleeping)
    json.member("running", counts.proc.running)
    json.member("stopped", counts.proc.stopped)
    json.member("uninterruptible", counts.proc.uninterruptible)
    json.memberNull("ioWait")
  }

  private static func write(_ stats: CgroupStats, to json: inout JSONWriter) {
    json.member("sleeping", stats.sleeping)
    json.member("running", stats.running)
    json.member("stopped", stats.stopped)
    json.member("uninterruptible", stats.uninterruptible)
    json.member("ioWait", stats.ioWait)
  }

  private static func write(_ counts: TaskCounts, to json: inout JSONWriter) {
    json.beginObject()
    json.member("tasks", counts.tasks)
    json.member("running", counts.running)
    json.member("sleeping", counts.sleeping)
    json.member("uninterruptible", counts.uninterruptible)
    json.member("stopped", counts.stopped)
    json.member("traced", counts.traced)
    json.member("idle", counts.idle)
    json.member("zombie", counts.zombie)
    json.member("other", counts.other)
    json.member("exited", counts.exited)
    json.member("unseen", counts.unseen)
    json.endObject()
  }

  static func write(_ load: SmoothedLoad, at now: Int64, to json: inout JSONWriter) {
    json.beginObject()
    json.member("running", load.running)
    json.member("uninterruptible", load.uninterruptible)
    json.member("samples", load.samples)
    json.key("interval")
    if let interval = load.interval { json.thousandths(interval) } else { json.null() }
    json.key("age")
    json.thousandths(UInt64(max(0, now - load.sampledAt)) / 1_000_000)
    json.endObject()
  }
}

extension TaskCounts {
  /// These counts without the kernel's. A task that changed its state between the two may be in
  /// either.
  fileprivate func uncounted(by stats: CgroupStats) -> TaskCounts {
    var uncounted = self
    uncounted.running -= min(running, stats.running)
    uncounted.sleeping -= min(sleeping, stats.sleeping)
    uncounted.stopped -= min(stopped, stats.stopped)
    uncounted.uninterruptible -= min(uninterruptible, stats.uninterruptible)
    return uncounted
  }
}

extension StatsObstacle {
  /// The reason as a clause, for people.
  fileprivate var reason: String {
    switch self {
    case .version2: "the kernel has CGROUPSTATS for cgroup v1 only"
    case .failed(let error): RPCError(error).message
    }
  }
}
