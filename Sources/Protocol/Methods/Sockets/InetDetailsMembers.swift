extension MethodContract {
  /// The values of the parameter `details`.
  public static let inetDetails = [
    "info", "memory", "congestion", "tos", "mark", "options", "ulp", "cgroup", "shutdown", "md5",
    "all",
  ]

  static let inetDetailsParameter = Schema.Member.maybe(
    "details", .array(.oneOf(inetDetails)),
    """
    Additional members of the records. info adds tcpInfo, mptcpInfo or sctpInfo. memory adds \
    memory. congestion adds congestion and the algorithm's vegas, dctcp or bbr. tos adds tos, \
    trafficClass and classID. mark adds mark. options adds options. ulp adds ulp. cgroup adds \
    cgroupID and cgroup. shutdown adds shutdown. md5 adds md5Signature. all adds all of these. \
    Default: none.
    """)

  /// The members that the parameter `details` adds to a record.
  public static let inetDetailsMembers: [Schema.Member] =
    [
      .maybe(
        "tcpInfo", .object(tcpInfo),
        """
        INET_DIAG_INFO of TCP: struct tcp_info (linux/tcp.h) by the kernel's names. Members that \
        this kernel's struct lacks are absent.
        """),
      .maybe(
        "mptcpInfo", .object(mptcpInfo),
        "INET_DIAG_INFO of MPTCP: struct mptcp_info (linux/mptcp.h) by the kernel's names."),
      .maybe(
        "sctpInfo", .object(sctpInfo),
        """
        INET_DIAG_INFO of SCTP: struct sctp_info (linux/sctp.h) by the kernel's names, without \
        the primary address.
        """),
      .maybe(
        "memory", .object(socketMemory),
        """
        INET_DIAG_SKMEMINFO, in bytes. It includes the four numbers of INET_DIAG_MEMINFO: \
        rmem_alloc, wmem_queued, fwd_alloc and wmem_alloc.
        """),
    ]
    + Schema.Member.bytes("congestion", "INET_DIAG_CONG: the congestion control algorithm.")
    + [
      .maybe("vegas", .object(vegas), "INET_DIAG_VEGASINFO: struct tcpvegas_info."),
      .maybe("dctcp", .object(dctcp), "INET_DIAG_DCTCPINFO: struct tcp_dctcp_info."),
      .maybe("bbr", .object(bbr), "INET_DIAG_BBRINFO: struct tcp_bbr_info."),
      .maybe("tos", .unsigned, "INET_DIAG_TOS: the byte with DSCP and ECN of IPv4."),
      .maybe("trafficClass", .unsigned, "INET_DIAG_TCLASS: the byte with DSCP and ECN of IPv6."),
      .maybe(
        "classID", .unsigned,
        "INET_DIAG_CLASS_ID: the net_cls class of cgroup v1; without one, SO_PRIORITY."),
      .maybe(
        "mark", .unsigned,
        "INET_DIAG_MARK: SO_MARK; absent if the agent lacks CAP_NET_ADMIN."),
      .maybe(
        "options", .array(.string),
        """
        INET_DIAG_SOCKOPT: the options that are set, of recverr, is_icsk (TCP and other \
        connection-oriented sockets), freebind, hdrincl, mc_loop, transparent, mc_all, nodefrag, \
        bind_address_no_port, recverr_rfc4884, defer_connect; unnamed bits in hex. Since Linux \
        5.14.
        """),
      .maybe(
        "ulp", .object(ulp), "INET_DIAG_ULP_INFO: the upper layer protocol (ULP) on the socket."),
      .maybe(
        "cgroupID", .unsigned,
        "INET_DIAG_CGROUP_ID: the inode number of the cgroup v2 directory."),
    ]
    + [
      .maybe(
        "cgroup", .nullable(.string),
        """
        The path of that group below its mount; null if the group was removed or is outside the \
        hierarchy that the agent sees.
        """),
      .maybe(
        "cgroupHex", .string, "The exact bytes of cgroup in hex, if they are not valid UTF-8."),
      .maybe(
        "shutdown", .array(.string),
        "INET_DIAG_SHUTDOWN: the directions that shutdown(2) closed: receive, send or both."),
      .maybe(
        "md5Signature", .boolean,
        """
        True if TCP-MD5 keys (RFC 2385) are set; absent if there are none, or if the agent lacks \
        CAP_NET_ADMIN. The agent never sends the keys, which the kernel reports, too.
        """),
    ]

  /// SK_MEMINFO_… (`linux/sock_diag.h`).
  static let socketMemory: [Schema.Member] = [
    .maybe("rmem_alloc", .unsigned, "Memory of received data that was not read yet."),
    .maybe(
      "rcvbuf", .unsigned,
      "The limit of the receive buffer: SO_RCVBUF, which the kernel doubles when it is set."),
    .maybe("wmem_alloc", .unsigned, "Memory of data that was passed on for sending."),
    .maybe(
      "sndbuf", .unsigned,
      "The limit of the send buffer: SO_SNDBUF, which the kernel doubles when it is set."),
    .maybe("fwd_alloc", .unsigned, "Memory that is reserved and not used yet."),
    .maybe("wmem_queued", .unsigned, "Memory of the send queue."),
    .maybe("optmem", .unsigned, "Memory of socket options, for example filters."),
    .maybe("backlog", .unsigned, "Memory of packets that arrived while the socket was locked."),
    .maybe("drops", .unsigned, "The number of dropped packets."),
  ]

  private static let vegas: [Schema.Member] = [
    .maybe("tcpv_enabled", .unsigned, "1 if the algorithm is active."),
    .maybe("tcpv_rttcnt", .unsigned, "Round trip times measured in the current round trip."),
    .maybe("tcpv_rtt", .unsigned, "Round trip time, in microseconds."),
    .maybe(
      "tcpv_minrtt", .nullable(.unsigned),
      "Minimum round trip time, in microseconds; null before the first measurement."),
  ]

  private static let dctcp: [Schema.Member] = [
    .maybe("dctcp_enabled", .unsigned, "1 if the algorithm is active."),
    .maybe(
      "dctcp_ce_state", .unsigned,
      "1 if the last packet was marked as Congestion Experienced."),
    .maybe("dctcp_alpha", .unsigned, "Fraction of marked bytes, in units of 1/1024."),
    .maybe("dctcp_ab_ecn", .unsigned, "Acknowledged bytes that were marked."),
    .maybe("dctcp_ab_tot", .unsigned, "Acknowledged bytes."),
  ]

  private static let bbr: [Schema.Member] = [
    .maybe(
      "bbr_bw", .unsigned,
      "Estimated bandwidth, in bytes per second (bbr_bw_lo and bbr_bw_hi)."),
    .maybe(
      "bbr_min_rtt", .nullable(.unsigned),
      "Minimum round trip time, in microseconds; null before the first measurement."),
    .maybe("bbr_pacing_gain", .unsigned, "Pacing gain, in units of 1/256."),
    .maybe("bbr_cwnd_gain", .unsigned, "Congestion window gain, in units of 1/256."),
  ]

  private static let ulp: [Schema.Member] =
    Schema.Member.bytes("name", "INET_ULP_INFO_NAME: tls, mptcp, ...")
    + [
      .maybe("tls", .object(tls), "INET_ULP_INFO_TLS: TLS in the kernel."),
      .maybe(
        "mptcp", .object(subflow),
        """
        INET_ULP_INFO_MPTCP: a subflow of an MPTCP connection. The kernel sends its sequence \
        numbers to CAP_NET_ADMIN alone; the agent sends them to root only.
        """),
    ]

  private static let tls: [Schema.Member] = [
    .maybe("version", .string, "TLS_INFO_VERSION: 1.2, 1.3; others in hex."),
    .maybe("cipher", .string, "TLS_INFO_CIPHER by name, for example AES_GCM_128; others in hex."),
    .maybe("txconf", .string, "TLS_INFO_TXCONF: none, sw, hw or hw-record."),
    .maybe("rxconf", .string, "TLS_INFO_RXCONF: none, sw, hw or hw-record."),
    .maybe("zeroCopySendfile", .boolean, "TLS_INFO_ZC_RO_TX."),
    .maybe("noPadReceive", .boolean, "TLS_INFO_RX_NO_PAD."),
  ]

  /// MPTCP_SUBFLOW_ATTR_… (`linux/mptcp.h`).
  private static let subflow: [Schema.Member] = [
    .maybe("token_rem", .unsigned, "The connection's token at the peer."),
    .maybe("token_loc", .unsigned, "The connection's token here."),
    .maybe("relwrite_seq", .unsigned, "Bytes written to the subflow; sent to root only."),
    .maybe(
      "map_seq", .unsigned,
      "Data sequence number of the last mapping received; sent to root only."),
    .maybe(
      "map_sfseq", .unsigned, "Subflow sequence number of that mapping; sent to root only."),
    .maybe("ssn_offset", .unsigned, "First sequence number of the subflow; sent to root only."),
    .maybe("map_datalen", .unsigned, "Length of that mapping, in bytes; sent to root only."),
    .maybe(
      "flags", .array(.string),
      """
      MPTCP_SUBFLOW_FLAG_ by name: MCAP_REM, MCAP_LOC, JOIN_REM, JOIN_LOC, BKUP_REM, BKUP_LOC, \
      FULLY_ESTABLISHED, CONNECTED, MAPVALID; unnamed bits in hex.
      """),
    .maybe("id_rem", .unsigned, "Id of the peer's address."),
    .maybe("id_loc", .unsigned, "Id of the local address."),
  ]
}
