internal import Netlink
internal import Protocol
internal import SocketFilter
internal import Syscalls
internal import Vocabulary

extension InetSelection {
  /// Hands over the sockets of one dump from /proc/net, after sock_diag was refused.
  /// - Parameter original: the refusal, thrown if /proc/net does not have these sockets either.
  /// - Returns: whether `row` asked to stop.
  func readProc(
    _ dump: FilterPlan, _ problems: inout [Problem], instead original: RPCError,
    _ row: (InetDiagMessage, RawSpan, FilterPlan) throws(NetlinkError) -> DumpStep
  ) throws(RPCError) -> Bool {
    guard let dump = dump.forProcNet(), let family = dump.family,
      let file = InetSelection.file(dump.transport, family)
    else { throw original }
    // Stands for the message: it has no attributes.
    let message = [UInt8](repeating: 0, count: InetDiagMessage.size)
    var isStopped = false
    try SocketFallback.lines(of: file, from: kernel, in: namespace, instead: original) {
      line throws(RPCError) in
      guard let socket = InetDiagMessage(procLine: line, family: family.number),
        socket.state < 32, dump.states & 1 << UInt32(socket.state) != 0
      else { return true }
      if let residual = dump.residual,
        !residual.holds(socket, message.rawBytes, dump.transport, facts)
      {
        return true
      }
      do throws(NetlinkError) {
        isStopped = try row(socket, message.rawBytes, dump) == .stop
      } catch {
        throw RPCError(error, doing: "write a socket of /proc/net/\(file)")
      }
      return !isStopped
    }
    SocketFallback.addProblem(
      to: &problems, instead: original,
      """
      these sockets have no cookie, device, details, backlog and v6Only, and bound TCP sockets \
      that neither listen nor are connected are missing
      """)
    return isStopped
  }

  private static func file(_ transport: InetTransport, _ family: InetFamily) -> StaticString? {
    switch (transport, family) {
    case (.tcp, .v4): "tcp"
    case (.tcp, .v6): "tcp6"
    case (.udp, .v4): "udp"
    case (.udp, .v6): "udp6"
    default: nil
    }
  }
}

extension InetTransport {
  /// Whether /proc/net has its sockets.
  var isInProc: Bool { self == .tcp || self == .udp }
}
