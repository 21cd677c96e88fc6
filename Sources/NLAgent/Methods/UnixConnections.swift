internal import Netlink
internal import Protocol
internal import Syscalls

/// `unixConnections`: one unix_diag dump.
enum UnixConnections {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let states = UnixRecord.stateMask(call.parameters.strings("states"))
    let facts = FilterFacts()
    let filter = try Filter(call.parameters, .unix, facts)
    let rest = filter.tree?.normalised().deciding { _ in nil }
    let steps = rest.map { FilterSteps($0) }
    let memory = call.parameters.strings("details")?.contains("memory") == true
    let types = UnixRecord.typeNumbers(call.parameters.strings("types"))
    try response.list("connections") { response, problems throws(RPCError) in
      var conversation = try KernelAccess.beginSocketDump(.unixDump(states: states, memory: memory))
      var seen = RecentCookies()
      do throws(NetlinkError) {
        let verdict = try conversation.collect { message throws(NetlinkError) in
          let socket = try UnixDiagMessage(message.payload)
          if let types, !types.contains(socket.type) { return .next }
          if let steps, !steps.holds(socket, facts) { return .next }
          guard seen.insert(socket.cookie) else { return .next }
          UnixRecord.write(socket, to: &response.json)
          return response.recordEnded() ? .next : .stop
        }
        if verdict.interrupted { problems.append(.interrupted("Unix sockets")) }
      } catch {
        throw RPCError(error, doing: "list Unix sockets")
      }
    }
  }
}
