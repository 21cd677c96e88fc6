internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol

/// `socketSummary`: the sockets of `inetConnections`, counted in groups.
enum SocketSummary {
  /// After how many sockets others get their turn: about a millisecond.
  private static let step: UInt64 = 4096

  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let keys = (call.parameters.strings("by") ?? []).compactMap { SocketKey(rawValue: $0) }
    let selection = try InetSelection(call, needsOwners: keys.contains { $0.isOfOwners })
    var groups = SocketGroups(keys, selection.owners, memory: call.memory, call.lookups)
    var leftOut = 0
    try response.list(
      "groups",
      ending: { json in
        json.member("sockets", groups.sockets)
        json.member("groupsLeftOut", leftOut)
        selection.writeVerdict(to: &json)
        selection.owners?.writeVerdict(to: &json)
      },
      records: { response, problems throws(RPCError) in
        try call.eachNamespace(&response, &problems) {
          namespace, response, problems throws(RPCError) in
          groups.enter(try SocketSummary.resolved(namespace, keys))
          let inside = try selection.inside(namespace, of: call)
          try inside.each(&problems) { socket, _, dump throws(NetlinkError) in
            groups.count(socket, dump)
            let isStep = groups.sockets.isMultiple(of: SocketSummary.step)
            return isStep && response.isClientGone() ? .stop : .next
          }
        }
        if groups.table.leftOut > 0 { problems.append(SocketSummary.tooMany(groups)) }
        let largest = groups.table.largestFirst
        let count = call.parameters.uint64("largest").map { Int(clamping: $0) } ?? largest.count
        leftOut = max(0, largest.count - count)
        for group in largest.prefix(count) {
          groups.write(group, to: &response.json)
          guard response.recordEnded() else { return }
        }
      })
  }

  /// The namespace to group by. The agent's own is opened only if it is a key of the groups.
  private static func resolved(
    _ namespace: TargetNamespace?, _ keys: [SocketKey]
  ) throws(RPCError) -> TargetNamespace? {
    if namespace == nil, keys.contains(.netns) {
      return try explained(try NamespaceFinder.openAgents())
    }
    return namespace
  }

  private static func tooMany(_ groups: borrowing SocketGroups) -> Problem {
    Problem(
      .groupsLeftOut,
      "\(groups.table.leftOut) sockets belong to groups beyond the first "
        + "\(groups.table.counts.count), which are missing")
  }
}
