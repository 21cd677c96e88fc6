extension MethodContract {
  /// `netlinkSockets`: netlink sockets, from netlink_diag of sock_diag(7).
  public static let netlinkSockets = MethodContract(
    name: "netlinkSockets",
    set: .sockets,
    summary: "Netlink sockets",
    description: """
      Dumps the netlink sockets (netlink(7)) of a network namespace: which sockets listen to which \
      events, and whose buffers overflow (memory.drops). Sockets with portID 0 are the kernel's \
      own. The list includes the socket that the agent uses for the dump.
      """,
    parameters: [
      .maybe("protocols", .array(.oneOf(netlinkProtocols)), "Only these protocols. Default: all."),
      .networkNamespace,
    ],
    list: "sockets", of: netlinkSocket, "One record per socket, ordered by protocol.")

  /// The names of the protocols NETLINK_ in `linux/netlink.h`.
  public static let netlinkProtocols = [
    "ROUTE", "USERSOCK", "FIREWALL", "SOCK_DIAG", "NFLOG", "XFRM", "SELINUX", "ISCSI", "AUDIT",
    "FIB_LOOKUP", "CONNECTOR", "NETFILTER", "IP6_FW", "DNRTMSG", "KOBJECT_UEVENT", "GENERIC",
    "SCSITRANSPORT", "ECRYPTFS", "RDMA", "CRYPTO", "SMC",
  ]

  private static let netlinkSocket: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord + [
      .always("protocol", .string, "ndiag_protocol by name: ROUTE, GENERIC, SOCK_DIAG, ..."),
      .always("type", .string, "ndiag_type: raw or dgram, which behave the same."),
      .always("connected", .boolean, "ndiag_state: whether connect(2) set a peer."),
      .always("portID", .unsigned, "ndiag_portid: the socket's address; 0 is the kernel."),
      .always("peerPortID", .unsigned, "ndiag_dst_portid: the peer's address; 0 is the kernel."),
      .always(
        "peerGroup", .unsigned, "ndiag_dst_group: the group that the socket sends to; 0 is none."),
      .always(
        "inode", .nullable(.unsigned),
        "ndiag_ino: the inode number, as in /proc/PID/fd; null for the kernel's sockets."),
      .maybe(
        "groups", .array(.unsigned),
        """
        NETLINK_DIAG_GROUPS: the multicast groups of the socket; absent if it never joined one.
        """),
      .maybe("memory", .object(socketMemory), "NETLINK_DIAG_MEMINFO, in bytes."),
      .maybe(
        "flags", .array(.string),
        """
        NETLINK_DIAG_FLAGS by name: CB_RUNNING (a dump is running), PKTINFO, BROADCAST_ERROR, \
        NO_ENOBUFS, LISTEN_ALL_NSID, CAP_ACK, EXT_ACK, STRICT_CHK; unnamed bits in hex.
        """),
      .always("cookie", .string, "ndiag_cookie: unique until reboot; 16 hex digits."),
    ]
}
