internal import Netlink
internal import Protocol
internal import Syscalls

/// `inetConnections`: one sock_diag dump for each family and protocol.
enum InetConnections {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let facts = FilterFacts()
    let filter = try Filter(call.parameters, .inet, facts)
    let dumps = dumps(call.parameters, filter)
    let details = InetDetails(call.parameters.strings("details") ?? [])
    let cgroups = CgroupPaths()
    try response.list("connections") { response, problems throws(RPCError) in
      var next = try begin(dumps.first, details)
      for index in dumps.indices {
        guard let conversation = next.take() else { return }
        // The kernel walks its tables once for each family, whatever is in them: the next walk
        // goes on while this one's rows are written.
        next = try begin(index + 1 < dumps.count ? dumps[index + 1] : nil, details)
        let record = InetRecord(
          dumps[index].family, dumps[index].transport,
          details.isEmpty ? nil : InetDetailsRecord(dumps[index].transport, details, cgroups))
        try write(dumps[index], record, conversation, facts, &response, &problems)
        if response.failure != nil { return }
      }
    }
  }

  private static func dumps(_ parameters: Parameters, _ filter: Filter) -> [FilterPlan] {
    let states = InetState.mask(parameters.strings("states"))
    let family = parameters.string("family") ?? "all"
    let protocols = parameters.strings("protocols") ?? InetTransport.usual.map(\.name)
    let transports = InetTransport.allCases.filter { protocols.contains($0.name) }
    let families = InetFamily.allCases.filter { family == "all" || family == $0.name }
    return transports.flatMap { transport in
      families.flatMap { FilterPlan.plans(filter.tree, $0, transport, states: states) }
    }
  }

  private static func begin(
    _ dump: FilterPlan?, _ details: InetDetails
  ) throws(RPCError) -> Conversation<ReadAheadTransport>? {
    guard let dump else { return nil }
    return try KernelAccess.beginSocketDump(dump.request(extensions: details.extensions))
  }

  private static func write(
    _ dump: FilterPlan, _ record: consuming InetRecord,
    _ conversation: consuming Conversation<ReadAheadTransport>,
    _ facts: borrowing FilterFacts, _ response: inout ResponseWriter, _ problems: inout [Problem]
  ) throws(RPCError) {
    var conversation = conversation
    var record = record
    var seen = RecentCookies()
    do {
      let verdict = try conversation.collect { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        if let rest = dump.rest, !rest.holds(socket, message.payload, dump.transport, facts) {
          return .next
        }
        guard seen.insert(socket.cookie) else { return .next }
        return try response.record { json throws(NetlinkError) in
          try record.write(socket, message.payload, to: &json)
        }
      }
      if verdict.interrupted { problems.append(.interrupted("\(dump.transport.name) sockets")) }
    } catch {
      if let weaker = try dump.afterRefusal(error), let next = try begin(weaker) {
        return try write(weaker, next, facts, &response, &problems)
      }
      throw RPCError(
        error, doing: "list \(dump.transport.name) sockets of family \(dump.family.name)")
    }
  }
}
