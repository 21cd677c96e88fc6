extension MethodContract {
  /// `inetConnections`: TCP and UDP sockets, from sock_diag(7).
  public static let inetConnections = MethodContract(
    name: "inetConnections",
    summary: "TCP and UDP sockets, and those of other protocols on request",
    description: """
      Dumps the kernel's TCP and UDP sockets. IPv4 traffic of IPv6 sockets appears under v6, \
      with v4Mapped true. The kernel's dump is no snapshot: a socket that comes or goes \
      meanwhile may be missing; one that the kernel repeats is sent once.
      """,
    parameters: inetSelection + [inetDetailsParameter] + SocketOwners.parameters,
    list: "connections", of: inetConnection, "One record a socket, in the kernel's order.",
    ending: [unsupported] + SocketOwners.ending + [.socketSource])

  public static let inetProtocols = ["tcp", "udp", "udplite", "raw", "mptcp", "sctp"]

  static let unsupported = Schema.Member.maybe(
    "unsupported", .array(.oneOf(inetProtocols)),
    "Protocols asked for by name whose sockets this kernel cannot list; absent: none.")

  /// Which sockets: the parameters of all methods over TCP, UDP and the like.
  static let inetSelection: [Schema.Member] = [
    .maybe(
      "family", .oneOf(["all", "v4", "v6"]), "The address family of the sockets; all if left out."
    ),
    .maybe(
      "protocols", .array(.oneOf(inetProtocols)),
      """
      Which protocols; tcp and udp if left out. Those that this kernel cannot list are told in \
      unsupported. An MPTCP connection is listed under mptcp, and its subflows under tcp.
      """),
    .maybe(
      "states", .array(.oneOf(inetStates)),
      """
      Which states, decided in the kernel; all if left out. CLOSE stands for both \
      BOUND_INACTIVE (TCP) and UNCONNECTED (UDP).
      """),
    .networkNamespace,
    .maybe("filter", .string, inetFilter),
    passes,
  ]

  /// How often the kernel's table is read.
  static let passes = Schema.Member.maybe(
    "passes", .unsigned,
    """
    How often the table is dumped, 1 (if left out) to 3. While sockets come and go one dump may \
    miss some that stay; a second one finds nearly all of them. Each is still sent once.
    """)

  private static let inetFilter = """
    Which sockets, in the language of ss(8), for instance "state established and dport = :443": \
    state and exclude NAME; sport and dport = != < > <= >= a port or service; src and dst \
    HOST[/PREFIX][:PORT]; dev, fwmark VALUE/MASK, cgroup PATH, uid, user, inode, cookie = or !=; \
    autobound; pid and process, of those who hold it; netns, an inode number; and, or, not, ( ). What the kernel can \
    decide it does. In an error data.column is the place in the text.
    """

  /// The states by the kernel's names (`net/tcp_states.h`), and two that it has no name for:
  /// what it reports as CLOSE is a bound TCP socket that neither listens nor is connected, or
  /// a UDP socket without a peer. The last six are those that only SCTP associations have
  /// (`linux/sctp.h`).
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
      .always("state", .oneOf(inetStates), "idiag_state in words."),
      .always("localAddress", .string, "id.idiag_src as text (RFC 5952 for IPv6)."),
      .always("localPort", .unsigned, "id.idiag_sport; the protocol's number in raw sockets."),
      .always("remoteAddress", .string, "id.idiag_dst as text; all zeros where there is no peer."),
      .always("remotePort", .unsigned, "id.idiag_dport; 0 where there is no peer."),
      .maybe("v4Mapped", .boolean, "True where an IPv6 socket speaks IPv4 (::ffff:a.b.c.d)."),
      .maybe("v6Only", .boolean, "IPV6_V6ONLY of listening and unconnected IPv6 sockets."),
      .maybe(
        "rawProtocol", .unsigned, "INET_DIAG_PROTOCOL of raw sockets: a number of protocols(5)."),
      .maybe(
        "localAddresses", .array(.string), "INET_DIAG_LOCALS: all addresses of an SCTP socket."),
      .maybe(
        "remoteAddresses", .array(.string),
        "INET_DIAG_PEERS: all addresses of an SCTP association's peer."),
      .maybe("interfaceIndex", .unsigned, "id.idiag_if: the device the socket is bound to."),
    ]
    + Schema.Member.bytes("interface", "The name of that device.")
    + [
      .maybe("acceptQueue", .unsigned, "LISTEN: connections that wait for accept(2)."),
      .maybe("backlog", .unsigned, "LISTEN: the most connections that may wait."),
      .maybe("receiveQueue", .unsigned, "idiag_rqueue: received bytes not yet read."),
      .maybe("sendQueue", .unsigned, "idiag_wqueue: sent bytes not yet acknowledged."),
      .maybe(
        "timer", .oneOf(["retransmit", "keepalive", "timeWait", "probe"]),
        "idiag_timer: the timer that runs; absent where none does."),
      .maybe("timerMilliseconds", .unsigned, "idiag_expires: until the timer fires, in ms."),
      .maybe("retransmits", .unsigned, "idiag_retrans: retransmissions or probes so far."),
      .always(
        "uid", .nullable(.unsigned),
        """
        idiag_uid: the socket's owner; null where the kernel does not know (TIME_WAIT, SYN_RECV, \
        not yet accepted).
        """),
      .always(
        "inode", .nullable(.unsigned),
        "idiag_inode: as in /proc/PID/fd; null where the socket has none."),
      .maybe(
        "cookie", .string,
        """
        id.idiag_cookie: unique while the kernel runs; 16 hex digits. Absent where source is proc.
        """),
    ] + inetDetailsMembers + SocketOwners.members
}
