internal import Limits
public import Netlink
public import Syscalls

/// Opens netlink sockets, and other resources that belong to one network namespace.
public enum KernelSockets {
  /// Opens a conversation with the kernel on a new socket. A new socket for each request is cheap,
  /// and an abandoned dump cannot disturb the next one.
  /// - Parameters:
  ///   - bufferBytes: the size of the longest datagram that can arrive.
  ///   - namespace: the network namespace to ask about; nil is the agent's own.
  public static func open(
    _ family: NetlinkSocket.Family,
    bufferBytes: Int = Conversation<KernelTransport>.dumpBytes,
    in namespace: TargetNamespace? = nil
  ) throws(PrivilegedError) -> Conversation<KernelTransport> {
    let socket = try openSocket(family, in: namespace)
    return Conversation(KernelTransport(socket), bufferBytes: bufferBytes)
  }

  /// Opens a socket that receives the events of multicast groups from now on.
  /// - Parameter namespace: the network namespace of the events; nil is the agent's own.
  public static func openEvents(
    _ family: NetlinkSocket.Family, groups: [UInt32], in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> NetlinkSocket {
    try namespace.inside(.joinEvents) { () throws(SystemCallError) in
      try NetlinkSocket(family, groups: groups, receiveBufferBytes: Limits.eventBufferBytes)
    }
  }

  private static func openSocket(
    _ family: NetlinkSocket.Family, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> NetlinkSocket {
    try namespace.inside(.openNetlinkSocket) { () throws(SystemCallError) in
      try NetlinkSocket(family, receiveSeconds: Limits.netlinkSeconds)
    }
  }

  /// Opens a file of /proc/net in a namespace; nil is the agent's own.
  public static func openProcNet(
    _ name: StaticString, in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> FileDescriptor {
    // thread-self, because only the calling thread is inside the namespace.
    let path = "/proc/thread-self/net/\(name)"
    return try namespace.inside(.openProcNet) { () throws(SystemCallError) in
      try Files.open(path)
    }
  }

  /// Opens the lookup of device names by index in a namespace; nil is the agent's own.
  public static func interfaceNames(
    in namespace: TargetNamespace?
  ) throws(PrivilegedError) -> InterfaceName {
    try namespace.inside(.openInterfaceNames) { () throws(SystemCallError) in
      try InterfaceName()
    }
  }

  // MARK: Dumps

  /// Begins a dump of links in a conversation of its own. Links can be thousands, of two kilobytes
  /// each.
  /// - Parameter namespace: the network namespace to ask about; nil is the agent's own.
  public static func beginLinkDump(
    _ request: Request, in namespace: TargetNamespace? = nil
  ) throws(PrivilegedError) -> Conversation<ReadAheadTransport> {
    try beginDump(
      request, .route, bufferBytes: Conversation<ReadAheadTransport>.dumpBytes, in: namespace,
      doing: .requestLinks)
  }

  /// Begins a dump of sockets in a conversation of its own. Sockets can be very many.
  /// - Parameter namespace: the network namespace to ask about; nil is the agent's own.
  public static func beginSocketDump(
    _ request: Request, in namespace: TargetNamespace? = nil
  ) throws(PrivilegedError) -> Conversation<ReadAheadTransport> {
    try beginDump(
      request, .sockDiag, bufferBytes: Limits.longDumpDatagramBytes, in: namespace,
      doing: .requestSockets)
  }

  /// Begins a dump of routes or neighbors in a conversation of its own.
  /// - Parameter namespace: the network namespace to ask about; nil is the agent's own.
  public static func beginRouteDump(
    _ request: Request, in namespace: TargetNamespace? = nil
  ) throws(PrivilegedError) -> Conversation<ReadAheadTransport> {
    try beginDump(
      request, .route, bufferBytes: Limits.longDumpDatagramBytes, in: namespace,
      doing: .requestRoutes)
  }

  private static func beginDump(
    _ request: Request, _ family: NetlinkSocket.Family, bufferBytes: Int,
    in namespace: TargetNamespace?, doing action: PrivilegedAction
  ) throws(PrivilegedError) -> Conversation<ReadAheadTransport> {
    let transport = ReadAheadTransport(
      try openSocket(family, in: namespace), bufferBytes: bufferBytes)
    var conversation = Conversation(transport, bufferBytes: bufferBytes)
    do throws(NetlinkError) {
      try conversation.begin(request)
    } catch {
      throw .netlink(error, doing: action)
    }
    return conversation
  }
}
