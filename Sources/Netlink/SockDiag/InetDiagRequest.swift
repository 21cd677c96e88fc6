/// Message types of `linux/sock_diag.h`.
enum SockDiag {
  static let byFamily: UInt16 = 20  // SOCK_DIAG_BY_FAMILY
}

extension Request {
  /// A dump of one address family's sockets of one protocol: `struct inet_diag_req_v2` of
  /// `linux/inet_diag.h`, 56 bytes.
  /// - Parameters:
  ///   - family: AF_INET or AF_INET6; there is no AF_UNSPEC here.
  ///   - transport: IPPROTO_TCP or IPPROTO_UDP.
  ///   - states: bit n asks for state n; sockets in other states are left out by the kernel.
  public static func inetDump(
    family: UInt8, transport: UInt8, states: UInt32
  ) -> Request {
    var request = Request(type: SockDiag.byFamily, flags: MessageFlag.dump)
    request.append(family)  // sdiag_family
    request.append(transport)  // sdiag_protocol
    request.append(UInt8(0))  // idiag_ext
    request.append(UInt8(0))  // pad
    request.append(states)  // idiag_states
    request.appendZeros(40)  // id: ports, addresses, interface
    request.append(UInt64.max)  // id.idiag_cookie = INET_DIAG_NOCOOKIE
    return request
  }
}
