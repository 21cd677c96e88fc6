internal import Privileged
internal import Protocol
internal import Syscalls

/// `status`: describes the agent itself.
enum Status {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let agent = call.agent
    response.json.beginObject()
    response.json.member("version", Version.current)
    response.json.member("instance", agent.instance)
    response.json.member("pid", UInt32(Process.id))
    response.json.member(
      "uptimeMilliseconds",
      UInt64(max(0, KernelClock.monotonicMilliseconds() - agent.startedMilliseconds)))
    response.json.member("clients", UInt64(agent.clients.count))
    let subscriptions = agent.subscriptions.counts
    response.json.member("subscriptions", UInt64(subscriptions.now))
    response.json.member("eventsSent", subscriptions.events)
    response.json.member("overruns", subscriptions.overruns)
    response.json.key("caller")
    response.json.beginObject()
    response.json.member("pid", UInt32(clamping: call.caller.pid))
    response.json.member("uid", call.caller.uid)
    response.json.member("gid", call.caller.gid)
    response.json.endObject()
    write(agent.features.current, agent.ownerMeans, call.rights, to: &response.json)
    writeLimits(to: &response.json)
    response.json.endObject()
  }

  private static func write(
    _ features: KernelFeatures, _ means: OwnerMeans, _ rights: Rights,
    to json: inout JSONWriter
  ) {
    json.key("kernel")
    json.beginObject()
    json.member("release", features.release)
    json.member("inetDiag", features.hasInetDiag)
    json.member("unixDiag", features.hasUnixDiag)
    json.member("taskstats", features.hasTaskstats)
    json.key("cgroupVersions")
    json.beginArray()
    for version in features.cgroupVersions { json.integer(version) }
    json.endArray()
    if let on = features.accountsDelays {
      json.member("taskDelayAccounting", on)
    } else {
      json.memberNull("taskDelayAccounting")
    }
    json.endObject()
    writeOwners(means, to: &json)
    switch rights.tasks {
    case .all: json.member("tasks", token: "all")
    case .own: json.member("tasks", token: "own")
    }
    json.member("netns", rights.namespaces.rawValue)
    json.key("sets")
    json.beginArray()
    for set in MethodSet.configurable where rights.serves(set) { json.string(set.rawValue) }
    json.endArray()
    json.key("privileges")
    json.beginArray()
    for name in features.privileges { json.string(name) }
    json.endArray()
  }

  private static func writeOwners(_ means: OwnerMeans, to json: inout JSONWriter) {
    json.key("owners")
    json.beginObject()
    switch means.current {
    case .untried: json.member("means", token: "untried")
    case .bpf: json.member("means", token: "bpf")
    case .proc(let obstacle):
      json.member("means", token: "proc")
      json.member("reason", obstacle.reason)
    }
    json.endObject()
  }

  private static func writeLimits(to json: inout JSONWriter) {
    json.key("limits")
    json.beginObject()
    for limit in ShownLimits.all { json.member(limit.name, limit.value) }
    json.endObject()
  }
}
