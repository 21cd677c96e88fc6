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
    let types = UnixRecord.typeNumbers(call.parameters.strings("types"))
    let owners = try call.owners()
    try response.list("connections", owners) { response, problems throws(RPCError) in
      var conversation = try KernelAccess.beginSocketDump(.unixDump(states: states))
      var seen = RecentCookies()
      do throws(NetlinkError) {
        let verdict = try conversation.collect { message throws(NetlinkError) in
          let socket = try UnixDiagMessage(message.payload)
          if let types, !types.contains(socket.type) { return .next }
          guard seen.insert(socket.cookie) else { return .next }
          UnixRecord.write(socket, owners, to: &response.json)
          return response.recordEnded() ? .next : .stop
        }
        if verdict.interrupted { problems.append(.interrupted("Unix sockets")) }
      } catch {
        throw RPCError(error, doing: "list Unix sockets")
      }
    }
  }
}
