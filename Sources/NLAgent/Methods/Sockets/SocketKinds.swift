internal import Limits
internal import Netlink
internal import Privileged
internal import Protocol
internal import Syscalls

/// Methods that list one kind of sockets with one sock_diag dump.
enum SocketKinds {
  @Sendable
  static func netlink(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let wanted = call.parameters.strings("protocols").map { NetlinkSocketRecord.numbers($0) }
    try list(.netlinkDump(), "netlink", call, &response) {
      payload, context, json throws(NetlinkError) in
      guard let socket = NetlinkDiagMessage(payload) else {
        throw .malformed("netlink_diag_msg cut short", offset: 0)
      }
      if let wanted, !wanted.contains(socket.protocol) { return }
      guard context.seen.insert(socket.cookie) else { return }
      try NetlinkSocketRecord.write(socket, payload, in: context.namespace, to: &json)
    }
  }

  @Sendable
  static func packet(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    try list(.packetDump(), "packet", call, &response) {
      payload, context, json throws(NetlinkError) in
      guard let socket = PacketDiagMessage(payload) else {
        throw .malformed("packet_diag_msg cut short", offset: 0)
      }
      guard context.seen.insert(socket.cookie) else { return }
      try PacketSocketRecord.write(socket, payload, context.names, in: context.namespace, to: &json)
    }
  }

  @Sendable
  static func vsock(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    try list(.vsockDump(states: .max), "vsock", of: "AF_VSOCK", call, &response) {
      payload, context, json throws(NetlinkError) in
      guard let socket = VsockDiagMessage(payload) else {
        throw .malformed("vsock_diag_msg cut short", offset: 0)
      }
      guard context.seen.insert(socket.cookie) else { return }
      VsockSocketRecord.write(socket, in: context.namespace, to: &json)
    }
  }

  /// The state shared by the records of one namespace.
  private struct Context {
    /// The namespace of the sockets; nil is the agent's own, without members for it.
    let namespace: TargetNamespace?
    let names: InterfaceNames
    var seen = RecentCookies()

    init(_ namespace: TargetNamespace?, _ lookups: FailedLookups) {
      self.namespace = namespace
      names = InterfaceNames(in: namespace, failures: lookups)
    }
  }

  private typealias Write = (RawSpan, inout Context, inout JSONWriter) throws(NetlinkError) -> Void

  /// - Parameters:
  ///   - protocol: the name in /proc/net/protocols of the protocol that these sockets have, if its
  ///     module is loaded only when somebody makes one; nil if the kernel always has it.
  ///   - write: writes the record of one message, or nothing to skip it.
  private static func list(
    _ request: Request, _ kind: String, of protocol: String? = nil, _ call: MethodCall,
    _ response: inout ResponseWriter, _ write: Write
  ) throws(RPCError) {
    try call.list("sockets", &response) { namespace, response, problems throws(RPCError) in
      do throws(RPCError) {
        try dump(request, kind, Context(namespace, call.lookups), &response, &problems, write)
      } catch {
        guard error.code == .notSupported, let name = `protocol`,
          SocketKinds.isMissing(name, in: namespace)
        else { throw error }
      }
    }
  }

  private static func dump(
    _ request: Request, _ kind: String, _ context: Context, _ response: inout ResponseWriter,
    _ problems: inout [Problem], _ write: Write
  ) throws(RPCError) {
    var context = context
    var conversation = try explained(
      try KernelSockets.beginSocketDump(request, in: context.namespace))
    do throws(NetlinkError) {
      let verdict = try conversation.collect { message throws(NetlinkError) in
        let before = response.json.count
        let mark = response.json.mark
        do throws(NetlinkError) {
          try write(message.payload, &context, &response.json)
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
      if case .kernel(let refusal) = error, refusal.errno == .noSuchFileOrDirectory {
        throw RPCError(
          .notSupported, "this kernel cannot list \(kind) sockets", errno: "ENOENT",
          hint: "It was built without \(kind)_diag, or the module is not loaded.")
      }
      throw RPCError(error, doing: "list \(kind) sockets")
    }
  }

  /// Whether the kernel lacks a protocol, so that no socket of it exists.
  private static func isMissing(_ protocol: String, in namespace: TargetNamespace?) -> Bool {
    guard let file = try? KernelSockets.openProcNet("protocols", in: namespace),
      let text = try? file.readAll(atMost: Limits.procBytes)
    else { return false }
    return !ProtocolCounts.contains(`protocol`, text)
  }
}
