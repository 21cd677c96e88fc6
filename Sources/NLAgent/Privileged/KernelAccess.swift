internal import Netlink
internal import Protocol
internal import Syscalls

/// The room where the agent's power is used: everything that needs a privilege, or reaches
/// what only the agent can reach, is opened here and nowhere else.
enum KernelAccess {
  /// A fresh conversation with the kernel. A new socket for each request is cheap, and a dump
  /// that is abandoned cannot disturb the next one.
  /// - Parameters:
  ///   - bufferBytes: room for the longest datagram that can come.
  ///   - namespace: the network namespace to ask about; nil is the agent's own.
  static func open(
    _ family: NetlinkSocket.Family,
    bufferBytes: Int = Conversation<KernelTransport>.dumpBytes,
    in namespace: TargetNamespace? = nil
  ) throws(RPCError) -> Conversation<KernelTransport> {
    let socket = try openSocket(family, in: namespace)
    return Conversation(KernelTransport(socket), bufferBytes: bufferBytes)
  }

  /// Events of multicast groups, from now on.
  /// - Parameter namespace: the network namespace they happen in; nil is the agent's own.
  static func openEvents(
    _ family: NetlinkSocket.Family, groups: [UInt32], in namespace: TargetNamespace?
  ) throws(RPCError) -> NetlinkSocket {
    do throws(SystemCallError) {
      guard let namespace else {
        return try NetlinkSocket(
          family, groups: groups, receiveBufferBytes: Limits.eventBufferBytes)
      }
      return try namespace.inside { () throws(SystemCallError) in
        try NetlinkSocket(family, groups: groups, receiveBufferBytes: Limits.eventBufferBytes)
      }
    } catch {
      if let namespace, error.operation == "setns" { throw RPCError(error, entering: namespace) }
      throw RPCError(error, doing: "join the kernel's events")
    }
  }

  private static func openSocket(
    _ family: NetlinkSocket.Family, in namespace: TargetNamespace?
  ) throws(RPCError) -> NetlinkSocket {
    do throws(SystemCallError) {
      guard let namespace else {
        return try NetlinkSocket(family, receiveSeconds: Limits.netlinkSeconds)
      }
      return try namespace.inside { () throws(SystemCallError) in
        try NetlinkSocket(family, receiveSeconds: Limits.netlinkSeconds)
      }
    } catch {
      if let namespace, error.operation == "setns" { throw RPCError(error, entering: namespace) }
      throw RPCError(error, doing: "open a netlink socket")
    }
  }

  /// Opens a file of /proc/net in a namespace; nil is the agent's own.
  static func openProcNet(
    _ name: StaticString, in namespace: TargetNamespace?
  ) throws(SystemCallError) -> FileDescriptor {
    // This thread's, for that is the one that is inside.
    let path = "/proc/thread-self/net/\(name)"
    guard let namespace else { return try Files.open(path) }
    return try namespace.inside { () throws(SystemCallError) in try Files.open(path) }
  }

  /// Opens what tells names of devices by index, in a namespace; nil is the agent's own.
  static func interfaceNames(in namespace: TargetNamespace?) throws(SystemCallError)
    -> InterfaceName
  {
    guard let namespace else { return try InterfaceName() }
    return try namespace.inside { () throws(SystemCallError) in try InterfaceName() }
  }

  /// Begins a dump of links in a conversation of its own: there may be thousands, and each tells
  /// two kilobytes.
  /// - Parameter namespace: the network namespace to ask about; nil is the agent's own.
  static func beginLinkDump(
    _ request: Request, in namespace: TargetNamespace? = nil
  ) throws(RPCError) -> Conversation<ReadAheadTransport> {
    try beginDump(
      request, .route, bufferBytes: Conversation<ReadAheadTransport>.dumpBytes, in: namespace,
      doing: "ask for a dump of links")
  }

  /// Begins a dump of sockets, of which there may be very many, in a conversation of its own.
  /// - Parameter namespace: the network namespace to ask about; nil is the agent's own.
  static func beginSocketDump(
    _ request: Request, in namespace: TargetNamespace? = nil
  ) throws(RPCError) -> Conversation<ReadAheadTransport> {
    try beginDump(
      request, .sockDiag, bufferBytes: Limits.longDumpDatagramBytes, in: namespace,
      doing: "ask for a dump of sockets")
  }

  /// Begins a dump of routes or neighbours, likewise.
  static func beginRouteDump(
    _ request: Request, in namespace: TargetNamespace? = nil
  ) throws(RPCError) -> Conversation<ReadAheadTransport> {
    try beginDump(
      request, .route, bufferBytes: Limits.longDumpDatagramBytes, in: namespace,
      doing: "ask for a dump of routes")
  }

  private static func beginDump(
    _ request: Request, _ family: NetlinkSocket.Family, bufferBytes: Int,
    in namespace: TargetNamespace?, doing what: String
  ) throws(RPCError) -> Conversation<ReadAheadTransport> {
    let transport = ReadAheadTransport(
      try openSocket(family, in: namespace), bufferBytes: bufferBytes)
    var conversation = Conversation(transport, bufferBytes: bufferBytes)
    do throws(NetlinkError) {
      try conversation.begin(request)
    } catch {
      throw RPCError(error, doing: what)
    }
    return conversation
  }
}
