extension MethodContract {
  /// `inetSocket`: looks up one TCP or UDP socket.
  public static let inetSocket = MethodContract(
    name: "inetSocket",
    set: .sockets,
    summary: "One TCP or UDP socket, looked up without a dump",
    description: """
      Returns the record of one socket. Identify the socket by its addresses and ports, as in the \
      records of inetConnections: the local and remote ones of a connection, or the local ones of \
      a socket without a peer. The kernel looks the socket up as if it delivered a packet. This is \
      fast with any number of sockets, but can find a different socket; if it does, the error is \
      notFound. The kernel cannot look up a cookie: if only a cookie is given, the agent reads the \
      kernel's dump up to that socket. It does the same if addresses and cookie are given and the \
      kernel finds another socket with these addresses (SO_REUSEPORT). Bound TCP sockets that \
      neither listen nor are connected can be found by cookie only.
      """,
    parameters: [
      .always("protocol", .oneOf(["tcp", "udp"]), "The transport protocol."),
      .maybe(
        "localAddress", .string,
        "The local address, as in the record: :: and 0.0.0.0 are different addresses."),
      .maybe("localPort", .unsigned, "The local port."),
      .maybe("remoteAddress", .string, "The peer's address; omit it if there is no peer."),
      .maybe("remotePort", .unsigned, "The peer's port; omit it if there is no peer."),
      .maybe(
        "interface", .string,
        "The link that the socket is bound to; omit it if the socket is not bound to one."),
      .maybe("cookie", .string, "The socket's cookie, as in the record: hex digits."),
      .networkNamespaceButAll,
      inetDetailsParameter,
    ],
    result: inetConnection.filter { member in
      !socketOwnersMembers.contains { $0.name == member.name }
    })
}
