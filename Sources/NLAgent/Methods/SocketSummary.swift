internal import Netlink
internal import Protocol

/// `socketSummary`: the sockets of `inetConnections`, counted in groups.
enum SocketSummary {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let keys = (call.parameters.strings("by") ?? []).compactMap { SocketKey(rawValue: $0) }
    let selection = try InetSelection(call, needsOwners: keys.contains { $0.isOfOwners })
    var groups = SocketGroups(keys, selection.owners)
    var problems: [Problem] = []
    try selection.each(&problems) { socket, _, dump throws(NetlinkError) in
      groups.count(socket, dump)
      return .next
    }
    if groups.table.leftOut > 0 {
      problems.append(
        Problem(
          "groupsLeftOut",
          "\(groups.table.leftOut) sockets belong to groups beyond the first "
            + "\(Limits.summaryGroups), which are not listed"))
    }
    let largest = groups.table.largestFirst
    let count = call.parameters.uint64("largest").map { Int(clamping: $0) } ?? largest.count
    try response.list(
      "groups",
      ending: { json in
        selection.writeVerdict(to: &json)
        json.member("sockets", groups.sockets)
        json.member("groupsLeftOut", max(0, largest.count - count))
        selection.owners?.writeVerdict(to: &json)
      },
      records: { response, listProblems throws(RPCError) in
        listProblems = problems
        for group in largest.prefix(count) {
          groups.write(group, to: &response.json)
          guard response.recordEnded() else { return }
        }
      })
  }
}
