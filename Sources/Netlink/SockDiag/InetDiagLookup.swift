/// The addresses and ports of one socket, by which the kernel looks it up.
public struct InetSocketID: Equatable, Sendable {
  public var local: InetAddress
  public var localPort: UInt16
  /// All zeros if the socket has no peer.
  public var remote: InetAddress
  public var remotePort: UInt16
  /// The index of the device that the socket is bound to; 0 means none.
  public var interface: UInt32
  /// nil matches any cookie.
  public var cookie: UInt64?

  public init(
    local: InetAddress, localPort: UInt16, remote: InetAddress, remotePort: UInt16,
    interface: UInt32 = 0, cookie: UInt64? = nil
  ) {
    self.local = local
    self.localPort = localPort
    self.remote = remote
    self.remotePort = remotePort
    self.interface = interface
    self.cookie = cookie
  }
}

extension Request {
  /// Requests one socket. The kernel answers with the socket that would get a packet between these
  /// addresses, for instance with a listener if there is no connection. So the caller must compare
  /// the answer with the request.
  /// - Parameters:
  ///   - transport: IPPROTO_TCP or IPPROTO_UDP.
  ///   - id: the addresses and ports from the socket's point of view. The kernel expects those of
  ///     UDP exchanged; this function exchanges them.
  public static func inetSocket(
    family: UInt8, transport: UInt16, _ id: InetSocketID, extensions: InetDiagExtensions = []
  ) -> Request {
    // If there is no answer, the acknowledgement ends the wait for one.
    var request = Request(type: SockDiag.byFamily, flags: MessageFlag.ack)
    request.inetHeader(family, transport, .max, extensions)
    if transport == 17 {  // IPPROTO_UDP
      request.append(id.remotePort.byteSwapped)  // id.idiag_sport
      request.append(id.localPort.byteSwapped)  // id.idiag_dport
      request.append(id.remote)  // id.idiag_src
      request.append(id.local)  // id.idiag_dst
    } else {
      request.append(id.localPort.byteSwapped)
      request.append(id.remotePort.byteSwapped)
      request.append(id.local)
      request.append(id.remote)
    }
    request.append(id.interface)  // id.idiag_if
    request.append(id.cookie ?? .max)  // id.idiag_cookie, INET_DIAG_NOCOOKIE
    return request
  }

  private mutating func append(_ address: InetAddress) {
    append(address.high.byteSwapped)
    append(address.low.byteSwapped)
  }
}
