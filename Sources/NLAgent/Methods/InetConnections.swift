internal import Netlink
internal import Protocol
internal import Syscalls

/// `inetConnections`: one sock_diag dump for each family and protocol.
enum InetConnections {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let dumps = dumps(call.parameters)
    let owners = try call.owners()
    try response.list("connections", owners) { response, problems throws(RPCError) in
      var next = try begin(dumps.first)
      for index in dumps.indices {
        guard let conversation = next.take() else { return }
        // The kernel walks its tables once for each family, whatever is in them: the next walk
        // goes on while this one's rows are written.
        next = try begin(index + 1 < dumps.count ? dumps[index + 1] : nil)
        try write(dumps[index], conversation, owners, &response, &problems)
        if response.failure != nil { return }
      }
    }
  }

  /// One dump: a family, a protocol and the kernel's mask of states.
  private struct Dump {
    let family: InetFamily
    let transport: InetTransport
    let states: UInt32
  }

  private static func dumps(_ parameters: Parameters) -> [Dump] {
    let states = InetState.mask(parameters.strings("states"))
    let family = parameters.string("family") ?? "all"
    let protocols = parameters.strings("protocols") ?? ["tcp", "udp"]
    let transports = InetTransport.allCases.filter { protocols.contains($0.name) }
    let families = InetFamily.allCases.filter { family == "all" || family == $0.name }
    return transports.flatMap { transport in
      let states = transport.kernelStates(states)
      // A protocol without any of the states has nothing to dump.
      return states == 0
        ? [] : families.map { Dump(family: $0, transport: transport, states: states) }
    }
  }

  private static func begin(
    _ dump: Dump?
  ) throws(RPCError) -> Conversation<ReadAheadTransport>? {
    guard let dump else { return nil }
    return try KernelAccess.beginSocketDump(
      .inetDump(
        family: dump.family.number, transport: dump.transport.number, states: dump.states))
  }

  private static func write(
    _ dump: Dump, _ conversation: consuming Conversation<ReadAheadTransport>,
    _ owners: OwnerText?, _ response: inout ResponseWriter, _ problems: inout [Problem]
  ) throws(RPCError) {
    var conversation = conversation
    var record = InetRecord(dump.family, dump.transport, owners: owners)
    var seen = RecentCookies()
    do {
      let verdict = try conversation.collect { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        guard seen.insert(socket.cookie) else { return .next }
        return try response.record { json throws(NetlinkError) in
          try record.write(socket, message.payload, to: &json)
        }
      }
      if verdict.interrupted { problems.append(.interrupted("\(dump.transport.name) sockets")) }
    } catch {
      throw RPCError(
        error, doing: "list \(dump.transport.name) sockets of family \(dump.family.name)")
    }
  }
}
