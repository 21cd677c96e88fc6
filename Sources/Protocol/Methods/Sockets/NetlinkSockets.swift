extension MethodContract {
  /// `netlinkSockets`: netlink sockets, from netlink_diag.
  public static let netlinkSockets = MethodContract(
    name: "netlinkSockets",
    summary: "Netlink sockets",
    description: """
      Dumps the kernel's netlink sockets (netlink(7)) of a network namespace: who listens \
      to which events, and whose buffer overflows (memory.drops). Sockets of the port id \
      0 are the kernel's own; the socket that asks is among the others.
      """,
    parameters: [
      .maybe("protocols", .array(.oneOf(netlinkProtocols)), "Which protocols; all if left out."),
      .networkNamespace,
    ],
    list: "sockets", of: netlinkSocket, "One record a socket, by protocol.")

  /// NETLINK_… of `linux/netlink.h`.
  public static let netlinkProtocols = [
    "ROUTE", "USERSOCK", "FIREWALL", "SOCK_DIAG", "NFLOG", "XFRM", "SELINUX", "ISCSI", "AUDIT",
    "FIB_LOOKUP", "CONNECTOR", "NETFILTER", "IP6_FW", "DNRTMSG", "KOBJECT_UEVENT", "GENERIC",
    "SCSITRANSPORT", "ECRYPTFS", "RDMA", "CRYPTO", "SMC",
  ]

  private static let netlinkSocket: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord + [
      .always("protocol", .string, "ndiag_protocol by name: ROUTE, GENERIC, SOCK_DIAG, …"),
      .always("type", .string, "ndiag_type: raw or dgram, which mean the same."),
      .always("connected", .boolean, "ndiag_state: whether connect(2) chose one peer."),
      .always("portID", .unsigned, "ndiag_portid: the socket's address; 0 is the kernel."),
      .always("peerPortID", .unsigned, "ndiag_dst_portid: the peer's address; 0 is the kernel."),
      .always("peerGroup", .unsigned, "ndiag_dst_group: the group it sends to; 0 is none."),
      .always(
        "inode", .nullable(.unsigned), "ndiag_ino: as in /proc/PID/fd; null in the kernel's."),
      .maybe(
        "groups", .array(.unsigned),
        "NETLINK_DIAG_GROUPS: the multicast groups it belongs to; absent where it never joined one."
      ),
      .maybe("memory", .object(socketMemory), "NETLINK_DIAG_MEMINFO, in bytes."),
      .maybe(
        "flags", .array(.string),
        """
        NETLINK_DIAG_FLAGS in words: CB_RUNNING (a dump is under way), PKTINFO, BROADCAST_ERROR, \
        NO_ENOBUFS, LISTEN_ALL_NSID, CAP_ACK, EXT_ACK, STRICT_CHK; bits without a name as hex.
        """),
      .always("cookie", .string, "Unique while the kernel runs; 16 hex digits."),
    ]
}
