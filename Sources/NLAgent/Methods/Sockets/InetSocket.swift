internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls
internal import Vocabulary

/// `inetSocket`: one socket by its ends, without a dump, or by its cookie, with one.
enum InetSocket {
  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let namespace = try call.oneNamespace()
    let wanted = try InetSocketWanted(call.parameters, in: namespace)
    let details = InetDetails(call.parameters.strings("details") ?? [])
    if let family = wanted.family, try lookUp(wanted, family, details, &response) { return }
    if wanted.cookie != nil {
      for family in InetFamily.allCases where wanted.family == nil || wanted.family == family {
        if try scan(wanted, family, details, &response) { return }
      }
    }
    throw RPCError(
      .notFound, "there is no such socket", errno: "ENOENT",
      hint: "Addresses and device must be as the socket has them; inetConnections lists all.")
  }

  /// - Returns: whether the kernel's answer was the socket, which then is written.
  private static func lookUp(
    _ wanted: InetSocketWanted, _ family: InetFamily, _ details: InetDetails,
    _ response: inout ResponseWriter
  ) throws(RPCError) -> Bool {
    let request = Request.inetSocket(
      family: family.number, transport: wanted.transport.number, wanted.id,
      extensions: details.extensions)
    var conversation = try explained(
      try KernelSockets.open(
        .sockDiag, bufferBytes: Conversation<KernelTransport>.exchangeBytes,
        in: wanted.namespace))
    var isFound = false
    do throws(NetlinkError) {
      try conversation.exchange(request) { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        guard !isFound, wanted.isMet(by: socket) else { return }
        try write(socket, message.payload, wanted, details, &response.json)
        isFound = true
      }
    } catch {
      if case .kernel(let refusal) = error,
        refusal.errno == .noSuchFileOrDirectory || refusal.errno == .staleNFSFileHandle
      {
        return false
      }
      throw RPCError(error, doing: "look the socket up")
    }
    return isFound
  }

  /// The kernel cannot look up a cookie alone: its dump is read until the socket comes by.
  private static func scan(
    _ wanted: InetSocketWanted, _ family: InetFamily, _ details: InetDetails,
    _ response: inout ResponseWriter
  ) throws(RPCError) -> Bool {
    var conversation = try explained(
      try KernelSockets.beginSocketDump(
        .inetDump(
          family: family.number, transport: wanted.transport.number,
          states: .max, extensions: details.extensions), in: wanted.namespace))
    var isFound = false
    do throws(NetlinkError) {
      _ = try conversation.collect { message throws(NetlinkError) in
        guard let socket = InetDiagMessage(message.payload) else {
          throw .malformed("inet_diag_msg cut short", offset: 0)
        }
        guard wanted.isMet(by: socket) else { return .next }
        try write(socket, message.payload, wanted, details, &response.json)
        isFound = true
        return .stop
      }
    } catch {
      throw RPCError(error, doing: "list \(wanted.transport.name) sockets")
    }
    return isFound
  }

  private static func write(
    _ socket: InetDiagMessage, _ payload: RawSpan, _ wanted: InetSocketWanted,
    _ details: InetDetails, _ json: inout JSONWriter
  ) throws(NetlinkError) {
    guard let family = InetFamily(rawValue: socket.family) else {
      throw .malformed("a socket of family \(socket.family)", offset: 0)
    }
    let mark = json.mark
    var record = InetRecord(
      family, wanted.transport,
      details.isEmpty ? nil : InetDetailsRecord(wanted.transport, details, CgroupPaths()),
      in: wanted.namespace)
    do throws(NetlinkError) {
      try record.write(socket, payload, to: &json)
    } catch {
      json.rewind(to: mark)
      throw error
    }
  }
}
