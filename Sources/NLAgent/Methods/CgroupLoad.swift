internal import Netlink
internal import Protocol
internal import Syscalls

/// `cgroupLoad`: the kernel's counts where it has them, and our own from /proc always.
enum CgroupLoad {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let group = try CgroupDirectory.open(call.parameters.string("path") ?? "")
    let proc = try countTasks(group)
    var stats: CgroupStats?
    var reason: String?
    if group.mount.version == 1 {
      do throws(RPCError) {
        stats = try cgroupStats(group)
      } catch {
        reason = error.message
      }
    } else {
      reason = "the kernel has CGROUPSTATS for cgroup v1 only"
    }
    response.json.beginObject()
    writePlace(group, to: &response.json)
    writeFive(stats, proc, to: &response.json)
    response.json.key("cgroupstats")
    write(stats, to: &response.json)
    if let reason { response.json.member("cgroupstatsReason", reason) }
    response.json.key("proc")
    write(proc, to: &response.json)
    response.json.endObject()
  }

  private static func countTasks(_ group: borrowing CgroupDirectory) throws(RPCError) -> TaskCounts
  {
    do {
      let list: StaticString = group.mount.version == 1 ? "tasks" : "cgroup.threads"
      return try TaskCounts.count(listedIn: try group.directory.file(list))
    } catch {
      throw RPCError(error, doing: "list the tasks of \(group.mount.path)\(group.path)")
    }
  }

  private static func cgroupStats(
    _ group: borrowing CgroupDirectory
  ) throws(RPCError) -> CgroupStats? {
    let family = try GenericFamilies.find("TASKSTATS")
    var conversation = try KernelAccess.open(
      .generic, bufferBytes: Conversation<KernelTransport>.exchangeBytes)
    let request = Request.cgroupStats(taskstats: family.id, directory: group.directory.number)
    var stats: CgroupStats?
    do {
      try conversation.exchange(request) { message throws(NetlinkError) in
        stats = try CgroupStats(message.payload)
      }
    } catch {
      throw RPCError(error, doing: "read CGROUPSTATS")
    }
    return stats
  }

  private static func writePlace(_ group: borrowing CgroupDirectory, to json: inout JSONWriter) {
    json.member("path", group.path)
    json.member("mount", group.mount.path)
    json.member("version", group.mount.version)
    json.key("controllers")
    json.beginArray()
    for controller in group.mount.controllers { json.string(controller) }
    json.endArray()
  }

  private static func writeFive(
    _ stats: CgroupStats?, _ proc: TaskCounts, to json: inout JSONWriter
  ) {
    if let stats {
      json.member("source", token: "cgroupstats")
      writeCounts(stats, to: &json)
      return
    }
    json.member("source", token: "proc")
    json.member("sleeping", proc.sleeping)
    json.member("running", proc.running)
    json.member("stopped", proc.stopped)
    json.member("uninterruptible", proc.uninterruptible)
    json.memberNull("ioWait")
  }

  private static func write(_ stats: CgroupStats?, to json: inout JSONWriter) {
    guard let stats else {
      json.null()
      return
    }
    json.beginObject()
    writeCounts(stats, to: &json)
    json.endObject()
  }

  private static func writeCounts(_ stats: CgroupStats, to json: inout JSONWriter) {
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
}
