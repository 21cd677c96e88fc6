/// The ends of one socket, by which the kernel can look it up.
public struct InetSocketID: Equatable, Sendable {
  public var local: InetAddress
  public var localPort: UInt16
  /// All zeros where there is no peer.
  public var remote: InetAddress
  public var remotePort: UInt16
  /// The device the socket is bound to; 0 is none.
  public var interface: UInt32
  /// nil is any.
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
  /// Asks for one socket. The kernel answers as it would deliver a packet: with a listener where
  /// there is no connection. So the answer has to be held against what was asked for.
  /// - Parameters:
  ///   - transport: IPPROTO_TCP or IPPROTO_UDP.
  ///   - id: the ends as the socket sees them. UDP looks them up the other way round, which is
  ///     made up for here.
  public static func inetSocket(
    family: UInt8, transport: UInt16, _ id: InetSocketID, extensions: InetDiagExtensions = []
  ) -> Request {
    // The bare acknowledgement tells where no answer comes.
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
