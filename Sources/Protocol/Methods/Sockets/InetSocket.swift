extension MethodContract {
  /// `inetSocket`: one TCP or UDP socket.
  public static let inetSocket = MethodContract(
    name: "inetSocket",
    summary: "One TCP or UDP socket, looked up without a dump",
    description: """
      Tells of one socket, by its ends as inetConnections tells them: both of a connection, or \
      the local one of a socket without a peer. The kernel looks it up as it would deliver a \
      packet, which is quick among any number of sockets, and may find another one; an answer \
      that is not the socket asked for is notFound. By a cookie alone the kernel cannot look up \
      anything: then its dump is read until the socket comes by. That is also done when ends \
      and cookie are given and the kernel finds another socket of the same ends (SO_REUSEPORT). \
      Bound TCP sockets that neither listen nor are connected are found by their cookie only.
      """,
    parameters: [
      .always("protocol", .oneOf(["tcp", "udp"]), "The transport protocol."),
      .maybe(
        "localAddress", .string, "The local address as the record has it: :: is not 0.0.0.0."),
      .maybe("localPort", .unsigned, "The local port."),
      .maybe("remoteAddress", .string, "The peer's address; leave it out where there is no peer."),
      .maybe("remotePort", .unsigned, "The peer's port."),
      .maybe("interface", .string, "The device the socket is bound to, where it is."),
      .maybe("cookie", .string, "The cookie of the record, in hex."),
      .networkNamespaceButAll,
      inetDetailsParameter,
    ],
    result: inetConnection.filter { member in
      !socketOwnersMembers.contains { $0.name == member.name }
    })
}
