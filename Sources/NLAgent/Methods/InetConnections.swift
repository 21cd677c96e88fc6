internal import Netlink
internal import Protocol
internal import Syscalls

/// `inetConnections`: one sock_diag dump for each family and protocol.
enum InetConnections {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let states = InetState.mask(call.parameters.strings("states"))
    let family = call.parameters.string("family") ?? "all"
    let protocols = call.parameters.strings("protocols") ?? ["tcp", "udp"]
    try response.list("connections") { response, problems throws(RPCError) in
      for transport in InetTransport.allCases where protocols.contains(transport.name) {
        for version in InetFamily.allCases where family == "all" || family == version.name {
          try dump(version, transport, states, &response, &problems)
        }
      }
    }
  }

  private static func dump(
    _ family: InetFamily, _ transport: InetTransport, _ states: UInt32,
    _ response: inout ResponseWriter, _ problems: inout [Problem]
  ) throws(RPCError) {
    let states = transport.kernelStates(states)
    guard states != 0, response.failure == nil else { return }
    var conversation = try KernelAccess.openForSockets()
    var record = InetRecord(family, transport)
    var seen = RecentCookies()
    let request = Request.inetDump(
      family: family.number, transport: transport.number, states: states)
    do {
      let verdict = try conversation.dump(request) { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        guard seen.insert(socket.cookie) else { return .next }
        return try response.record { json throws(NetlinkError) in
          try record.write(socket, message.payload, to: &json)
        }
      }
      if verdict.interrupted {
        problems.append(.interrupted("\(transport.name) sockets"))
      }
    } catch {
      throw RPCError(error, doing: "list \(transport.name) sockets of family \(family.name)")
    }
  }
}
