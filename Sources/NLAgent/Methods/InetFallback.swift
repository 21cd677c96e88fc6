internal import Netlink
internal import Protocol
internal import Syscalls

/// TCP or UDP sockets of one family from /proc/net.
struct InetFallback {
  private let family: InetFamily
  private let transport: InetTransport
  private let states: UInt32
  private let namespace: TargetNamespace?

  /// - Parameter states: the kernel's mask, as sock_diag would get it.
  init(
    _ family: InetFamily, _ transport: InetTransport, _ states: UInt32,
    in namespace: TargetNamespace?
  ) {
    self.family = family
    self.transport = transport
    self.states = states
    self.namespace = namespace
  }

  func write(
    _ response: inout ResponseWriter, _ problems: inout [Problem], instead original: RPCError
  ) throws(RPCError) {
    var record = InetRecord(family, transport, in: namespace)
    // The place of a message with no attribute in it.
    let noAttributes = [UInt8](repeating: 0, count: InetDiagMessage.size)
    try SocketFallback.lines(of: file, in: namespace, instead: original) {
      line throws(RPCError) in
      guard let socket = InetDiagMessage(procLine: line, family: family.number),
        socket.state < 32, states & 1 << UInt32(socket.state) != 0
      else { return true }
      do throws(NetlinkError) {
        return try response.record { json throws(NetlinkError) in
          try record.write(socket, noAttributes.rawBytes, to: &json)
        } == .next
      } catch {
        throw RPCError(error, doing: "write a record of /proc/net/\(file)")
      }
    }
    SocketFallback.note(
      &response, &problems, instead: original,
      """
      these sockets have no cookie, no device, no backlog and no v6Only, and bound TCP sockets \
      that neither listen nor are connected are missing
      """)
  }

  private var file: StaticString {
    switch (transport, family) {
    case (.tcp, .v4): "tcp"
    case (.tcp, .v6): "tcp6"
    case (.udp, .v4): "udp"
    case (.udp, .v6): "udp6"
    }
  }
}
