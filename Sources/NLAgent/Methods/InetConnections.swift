internal import Netlink
internal import Protocol
internal import Syscalls

/// `inetConnections`: one sock_diag dump for each family and protocol.
enum InetConnections {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let question = Question(call.parameters)
    let filter = try Filter(call.parameters, .inet, question.facts)
    let dumps = dumps(call.parameters, filter)
    try response.list("connections") { response, problems throws(RPCError) in
      var next = try begin(dumps.first, question.details)
      for index in dumps.indices {
        guard let conversation = next.take() else { return }
        // The kernel walks its tables once for each family, whatever is in them: the next walk
        // goes on while this one's rows are written.
        next = try begin(index + 1 < dumps.count ? dumps[index + 1] : nil, question.details)
        try write(dumps[index], conversation, question, &response, &problems)
        if response.failure != nil { return }
      }
    }
  }

  /// What all dumps of one call share.
  private struct Question {
    let details: InetDetails
    /// The names of states wanted; nil is all.
    let states: [String]?
    /// Whether the protocols were asked for by name.
    let isExplicit: Bool
    let cgroups = CgroupPaths()
    let facts = FilterFacts()

    init(_ parameters: Parameters) {
      details = InetDetails(parameters.strings("details") ?? [])
      states = parameters.strings("states")
      isExplicit = parameters.strings("protocols") != nil
    }

    func record(_ dump: FilterPlan) -> InetRecord {
      InetRecord(
        dump.family, dump.transport,
        details.isEmpty ? nil : InetDetailsRecord(dump.transport, details, cgroups))
    }
  }

  private static func dumps(_ parameters: Parameters, _ filter: Filter) -> [FilterPlan] {
    let states = InetState.mask(parameters.strings("states"))
    let family = parameters.string("family") ?? "all"
    let protocols = parameters.strings("protocols") ?? InetTransport.usual.map(\.name)
    let transports = InetTransport.allCases.filter { protocols.contains($0.name) }
    let families = InetFamily.allCases.filter { family == "all" || family == $0.name }
    return transports.flatMap { transport in
      // The kernel does not filter associations of SCTP by state, and their states are no bits.
      let bits = transport == .sctp ? .max : states
      return families.flatMap { FilterPlan.plans(filter.tree, $0, transport, states: bits) }
    }
  }

  private static func begin(
    _ dump: FilterPlan?, _ details: InetDetails
  ) throws(RPCError) -> Conversation<ReadAheadTransport>? {
    guard let dump else { return nil }
    return try KernelAccess.beginSocketDump(dump.request(extensions: details.extensions))
  }

  private static func write(
    _ dump: FilterPlan, _ conversation: consuming Conversation<ReadAheadTransport>,
    _ question: borrowing Question, _ response: inout ResponseWriter, _ problems: inout [Problem]
  ) throws(RPCError) {
    var conversation = conversation
    var record = question.record(dump)
    var seen = RecentCookies()
    do throws(NetlinkError) {
      let verdict = try conversation.collect { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        if let rest = dump.rest,
          !rest.holds(socket, message.payload, dump.transport, question.facts)
        {
          return .next
        }
        if dump.transport == .sctp, let states = question.states {
          guard states.contains(try InetRecord.stateName(socket, message.payload, .sctp)) else {
            return .next
          }
        }
        // An SCTP association has the cookie of its socket.
        guard dump.transport == .sctp || seen.insert(socket.cookie) else { return .next }
        return try response.record { json throws(NetlinkError) in
          try record.write(socket, message.payload, to: &json)
        }
      }
      if verdict.interrupted { problems.append(.interrupted("\(dump.transport.name) sockets")) }
    } catch {
      if let weaker = try dump.afterRefusal(error), let next = try begin(weaker, question.details) {
        return try write(weaker, next, question, &response, &problems)
      }
      if question.isExplicit, case .kernel(let refusal) = error, refusal.code == Errno.noEntry {
        if !response.unsupported.contains(dump.transport.name) {
          response.unsupported.append(dump.transport.name)
        }
        return
      }
      throw RPCError(
        error, doing: "list \(dump.transport.name) sockets of family \(dump.family.name)")
    }
  }
}
