internal import Netlink
internal import Protocol
internal import Syscalls

/// Methods that list one kind of sockets by one sock_diag dump.
enum SocketKinds {
  @Sendable
  static func netlink(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let wanted = call.parameters.strings("protocols").map { NetlinkSocketRecord.numbers($0) }
    try list(.netlinkDump(), "netlink", &response) { payload, seen, json throws(NetlinkError) in
      guard let socket = NetlinkDiagMessage(payload) else {
        throw .malformed("netlink_diag_msg cut short", offset: 0)
      }
      if let wanted, !wanted.contains(socket.protocol) { return }
      guard seen.insert(socket.cookie) else { return }
      try NetlinkSocketRecord.write(socket, payload, to: &json)
    }
  }

  @Sendable
  static func packet(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    var names = InterfaceNames()
    try list(.packetDump(), "packet", &response) { payload, seen, json throws(NetlinkError) in
      guard let socket = PacketDiagMessage(payload) else {
        throw .malformed("packet_diag_msg cut short", offset: 0)
      }
      guard seen.insert(socket.cookie) else { return }
      try PacketSocketRecord.write(socket, payload, &names, to: &json)
    }
  }

  @Sendable
  static func vsock(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    try list(.vsockDump(states: .max), "vsock", &response) {
      payload, seen, json throws(NetlinkError) in
      guard let socket = VsockDiagMessage(payload) else {
        throw .malformed("vsock_diag_msg cut short", offset: 0)
      }
      guard seen.insert(socket.cookie) else { return }
      VsockSocketRecord.write(socket, to: &json)
    }
  }

  /// - Parameter write: writes the record of one message, or nothing where it is not wanted.
  private static func list(
    _ request: Request, _ kind: String, _ response: inout ResponseWriter,
    _ write: (RawSpan, inout RecentCookies, inout JSONWriter) throws(NetlinkError) -> Void
  ) throws(RPCError) {
    try response.list("sockets") { response, problems throws(RPCError) in
      var conversation = try KernelAccess.beginSocketDump(request)
      var seen = RecentCookies()
      do throws(NetlinkError) {
        let verdict = try conversation.collect { message throws(NetlinkError) in
          let before = response.json.count
          let mark = response.json.mark
          do throws(NetlinkError) {
            try write(message.payload, &seen, &response.json)
          } catch {
            response.json.rewind(to: mark)
            throw error
          }
          if response.json.count == before { return .next }
          return response.recordEnded() ? .next : .stop
        }
        if verdict.interrupted { problems.append(.interrupted("\(kind) sockets")) }
      } catch {
        // sock_diag has no handler for the family.
        if case .kernel(let refusal) = error, refusal.code == Errno.noEntry {
          throw RPCError(
            .notSupported, "this kernel cannot list \(kind) sockets", errno: "ENOENT",
            hint: "It was built without, or has not loaded, its \(kind)_diag.")
        }
        throw RPCError(error, doing: "list \(kind) sockets")
      }
    }
  }
}
