extension MethodContract {
  /// `inetConnections`: sockets of TCP, UDP and related protocols, from sock_diag(7).
  public static let inetConnections = MethodContract(
    name: "inetConnections",
    set: .sockets,
    summary: "TCP and UDP sockets, and those of other protocols on request",
    description: """
      Dumps the kernel's sockets of TCP, UDP and, on request, related protocols. An IPv6 socket \
      that carries IPv4 traffic has the family v6, and v4Mapped is true. The dump is not a \
      snapshot: a socket that is opened or closed during the dump may be missing. A socket that \
      the kernel reports twice is sent once.
      """,
    parameters: inetSelection + [inetDetailsParameter] + SocketOwners.parameters,
    list: "connections", of: inetConnection, "One record per socket, in the kernel's order.",
    ending: [unsupported] + SocketOwners.ending + [.socketSource])

  /// The names of the protocols.
  public static let inetProtocols = ["tcp", "udp", "udplite", "raw", "mptcp", "sctp"]

  static let unsupported = Schema.Member.maybe(
    "unsupported", .array(.oneOf(inetProtocols)),
    "The protocols in the request whose sockets this kernel cannot list; absent if there are none.")

  /// The parameters that select sockets, for all methods over TCP, UDP and related protocols.
  static let inetSelection: [Schema.Member] = [
    .maybe("family", .oneOf(["all", "v4", "v6"]), "Only this address family. Default: all."),
    .maybe(
      "protocols", .array(.oneOf(inetProtocols)),
      """
      Only these protocols. Default: tcp and udp. Protocols that this kernel cannot list are \
      reported in unsupported. An MPTCP connection is listed under mptcp, its subflows under tcp.
      """),
    .maybe(
      "states", .array(.oneOf(inetStates)),
      """
      Only sockets in these states; the kernel applies this filter. CLOSE includes both \
      BOUND_INACTIVE (TCP) and UNCONNECTED (UDP). Default: all.
      """),
    .networkNamespace,
    .maybe("filter", .string, inetFilter),
    passes,
  ]

  /// The parameter for repeated dumps.
  static let passes = Schema.Member.maybe(
    "passes", .unsigned,
    """
    How often the table is dumped, 1 to 3. While sockets are opened and closed, one dump can miss \
    sockets that stay open; a second dump finds nearly all of them. A socket is still sent only \
    once. Default: 1.
    """)

  private static let inetFilter = """
    Only sockets that match this filter, in the language of ss(8), for example \
    "state established and dport = :443". Conditions: state NAME, exclude NAME; sport, dport with \
    = != < > <= >= and a port or service; src, dst with HOST[/PREFIX][:PORT]; dev, fwmark \
    VALUE/MASK, cgroup PATH, uid, user, inode, cookie with = or !=; autobound; pid and process, of \
    the processes that hold the socket; netns, an inode number. They combine with and, or, not, \
    ( ). The kernel evaluates what it can, the agent the remainder. If the filter is invalid, \
    data.column of the error is the position in the text.
    """

  /// The names of the states. They are the kernel's (`net/tcp_states.h`), except for the two that
  /// the kernel reports as CLOSE: BOUND_INACTIVE is a bound TCP socket that neither listens nor is
  /// connected, UNCONNECTED is a UDP socket without a peer. Only SCTP associations have the last
  /// six (`linux/sctp.h`).
  public static let inetStates = [
    "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE",
    "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING", "BOUND_INACTIVE", "UNCONNECTED",
    "COOKIE_WAIT", "COOKIE_ECHOED", "SHUTDOWN_PENDING", "SHUTDOWN_SENT", "SHUTDOWN_RECEIVED",
    "SHUTDOWN_ACK_SENT",
  ]

  static let inetConnection: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord
    + [
      .always("family", .oneOf(["v4", "v6"]), "idiag_family: the socket's own address family."),
      .always("protocol", .oneOf(inetProtocols), "The transport protocol."),
      .always("state", .oneOf(inetStates), "idiag_state by name."),
      .always("localAddress", .string, "id.idiag_src as text; IPv6 in the form of RFC 5952."),
      .always(
        "localPort", .unsigned, "id.idiag_sport; for raw sockets the protocol number."),
      .always("remoteAddress", .string, "id.idiag_dst as text; all zeros if there is no peer."),
      .always("remotePort", .unsigned, "id.idiag_dport; 0 if there is no peer."),
      .maybe(
        "v4Mapped", .boolean, "True if an IPv6 socket carries IPv4 traffic (::ffff:a.b.c.d)."),
      .maybe("v6Only", .boolean, "IPV6_V6ONLY of listening and unconnected IPv6 sockets."),
      .maybe(
        "rawProtocol", .unsigned,
        "INET_DIAG_PROTOCOL of raw sockets: a protocol number of protocols(5)."),
      .maybe(
        "localAddresses", .array(.string), "INET_DIAG_LOCALS: all addresses of an SCTP socket."),
      .maybe(
        "remoteAddresses", .array(.string),
        "INET_DIAG_PEERS: all addresses of the peer of an SCTP association."),
      .maybe(
        "interfaceIndex", .unsigned,
        "id.idiag_if: the index of the link that the socket is bound to."),
    ]
    + Schema.Member.bytes("interface", "The name of that link.")
    + [
      .maybe("acceptQueue", .unsigned, "LISTEN: how many connections wait for accept(2)."),
      .maybe("backlog", .unsigned, "LISTEN: how many connections may wait at most."),
      .maybe("receiveQueue", .unsigned, "idiag_rqueue: bytes received and not yet read."),
      .maybe(
        "sendQueue", .nullable(.unsigned),
        """
        idiag_wqueue: bytes sent and not yet acknowledged; null if the kernel does not know them, \
        as of a UDP socket that was destroyed.
        """),
      .maybe(
        "timer", .oneOf(["retransmit", "keepalive", "timeWait", "probe"]),
        "idiag_timer: the active timer; absent if there is none."),
      .maybe(
        "timerMilliseconds", .unsigned,
        "idiag_expires: time until the timer expires, in milliseconds."),
      .maybe("retransmits", .unsigned, "idiag_retrans: retransmissions or probes so far."),
      .always(
        "uid", .nullable(.unsigned),
        """
        idiag_uid: the user id of the socket's owner; null if the kernel does not know it \
        (TIME_WAIT, SYN_RECV, not yet accepted).
        """),
      .always(
        "inode", .nullable(.unsigned),
        "idiag_inode: the inode number, as in /proc/PID/fd; null if the socket has none."),
      .maybe(
        "cookie", .string,
        "id.idiag_cookie: unique until reboot; 16 hex digits. Absent if source is proc."),
    ] + inetDetailsMembers + SocketOwners.members
}
