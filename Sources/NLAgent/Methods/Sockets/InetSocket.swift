internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// `inetSocket`: looks up one socket by its addresses and ports, or searches a dump for its cookie.
enum InetSocket {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let namespace = try call.oneNamespace()
    let query = try InetSocketQuery(call.parameters, in: namespace)
    let details = InetDetails(call.parameters.strings("details") ?? [])
    if !details.isDisjoint(with: .reserved) { call.powers?.use(.reserved) }
    let visible = VisibleAttributes(to: call.caller)
    if let family = query.family, try lookUp(query, family, details, visible, &response) { return }
    if query.cookie != nil {
      for family in InetFamily.allCases where query.family == nil || query.family == family {
        if try scan(query, family, details, visible, &response) { return }
      }
    }
    throw RPCError(
      .notFound, "there is no such socket", errno: "ENOENT",
      hint: "Addresses and device must be exactly those of the socket; inetConnections lists all.")
  }

  /// Looks up a socket by its addresses and ports.
  /// - Returns: whether the kernel's answer was that socket; then it is written.
  private static func lookUp(
    _ query: InetSocketQuery, _ family: InetFamily, _ details: InetDetails,
    _ visible: VisibleAttributes, _ response: inout ResponseWriter
  ) throws(RPCError) -> Bool {
    let request = Request.inetSocket(
      family: family.number, transport: query.transport.number, query.id,
      extensions: details.extensions)
    var conversation = try explained(
      try KernelSockets.open(
        .sockDiag, bufferBytes: Conversation<KernelTransport>.exchangeBytes,
        in: query.namespace))
    var isFound = false
    do throws(NetlinkError) {
      try conversation.exchange(request) { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        guard !isFound, query.matches(socket) else { return }
        try write(socket, message.payload, query, details, visible, &response.json)
        isFound = true
      }
    } catch {
      if case .kernel(let refusal) = error,
        refusal.errno == .noSuchFileOrDirectory || refusal.errno == .staleNFSFileHandle
      {
        return false
      }
      throw RPCError(error, doing: "look up the socket")
    }
    return isFound
  }

  /// Searches a dump, because the kernel cannot look up a socket by its cookie alone.
  private static func scan(
    _ query: InetSocketQuery, _ family: InetFamily, _ details: InetDetails,
    _ visible: VisibleAttributes, _ response: inout ResponseWriter
  ) throws(RPCError) -> Bool {
    var conversation = try explained(
      try KernelSockets.beginSocketDump(
        .inetDump(
          family: family.number, transport: query.transport.number,
          states: .max, extensions: details.extensions), in: query.namespace))
    var isFound = false
    do throws(NetlinkError) {
      _ = try conversation.collect { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        guard query.matches(socket) else { return .next }
        try write(socket, message.payload, query, details, visible, &response.json)
        isFound = true
        return .stop
      }
    } catch {
      throw RPCError(error, doing: "list \(query.transport.name) sockets")
    }
    return isFound
  }

  private static func write(
    _ socket: InetDiagMessage, _ payload: RawSpan, _ query: InetSocketQuery,
    _ details: InetDetails, _ visible: VisibleAttributes, _ json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let family = InetFamily(rawValue: socket.family) else {
      throw .malformed("a socket of family \(socket.family)", offset: 0)
    }
    let mark = json.mark
    var record = InetRecord(
      family, query.transport,
      details.isEmpty ? nil : InetDetailsRecord(query.transport, details, CgroupPaths(), visible),
      in: query.namespace)
    do throws(NetlinkError) {
      try record.write(socket, payload, to: &json)
    } catch {
      json.rewind(to: mark)
      throw error
    }
  }
}
