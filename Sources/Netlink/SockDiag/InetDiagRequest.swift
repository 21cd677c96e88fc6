/// Message types of `linux/sock_diag.h`.
public enum SockDiag {
  public static let byFamily: UInt16 = 20  // SOCK_DIAG_BY_FAMILY
  // Of `linux/inet_diag.h`.
  static let tcp: UInt16 = 18  // TCPDIAG_GETSOCK
}

extension Request {
  /// A dump of the sockets of one address family and one protocol: `struct inet_diag_req_v2` of
  /// `linux/inet_diag.h`, 56 bytes.
  /// - Parameters:
  ///   - family: AF_INET or AF_INET6; the kernel does not accept AF_UNSPEC.
  ///   - transport: IPPROTO_TCP, IPPROTO_UDP, … IPPROTO_RAW requests raw sockets of all protocols.
  ///   - states: bit n requests sockets in state n of `net/tcp_states.h`.
  ///   - extensions: attributes to send in addition to those that the kernel always sends.
  public static func inetDump(
    family: UInt8, transport: UInt16, states: UInt32, extensions: InetDiagExtensions = []
  ) -> Request {
    var request = Request(type: SockDiag.byFamily, flags: MessageFlag.dump)
    request.inetHeader(family, transport, states, extensions)
    request.appendZeros(40)  // id: ports, addresses, interface
    request.append(UInt64.max)  // id.idiag_cookie = INET_DIAG_NOCOOKIE
    request.inetProtocol(transport)
    return request
  }

  /// A dump of the TCP sockets of both families in one walk over the kernel's table: `struct
  /// inet_diag_req` of `linux/inet_diag.h`, 60 bytes. The request is older than that of `inetDump`,
  /// which cannot request both families. The answers are the same.
  /// - Parameters:
  ///   - states: see `inetDump`.
  ///   - extensions: see `inetDump`.
  public static func tcpDump(states: UInt32, extensions: InetDiagExtensions = []) -> Request {
    var request = Request(type: SockDiag.tcp, flags: MessageFlag.dump)
    request.append(UInt8(0))  // idiag_family
    request.append(UInt8(0))  // idiag_src_len
    request.append(UInt8(0))  // idiag_dst_len
    request.append(extensions.rawValue)  // idiag_ext
    request.appendZeros(40)  // id: ports, addresses, interface
    request.append(UInt64.max)  // id.idiag_cookie = INET_DIAG_NOCOOKIE
    request.append(states)  // idiag_states
    request.append(UInt32(0))  // idiag_dbs
    return request
  }

  mutating func inetHeader(
    _ family: UInt8, _ transport: UInt16, _ states: UInt32, _ extensions: InetDiagExtensions
  ) {
    append(family)  // sdiag_family
    append(UInt8(clamping: transport))  // sdiag_protocol
    append(extensions.rawValue)  // idiag_ext
    append(UInt8(0))  // pad
    append(states)  // idiag_states
  }

  /// Appends the protocol as an attribute if it does not fit into the header's eight bits.
  mutating func inetProtocol(_ transport: UInt16) {
    guard transport > UInt8.max else { return }
    appendAttribute(3, UInt32(transport))  // INET_DIAG_REQ_PROTOCOL
  }
}
