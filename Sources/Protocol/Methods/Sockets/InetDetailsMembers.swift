extension MethodContract {
  /// The words of the parameter `details`.
  public static let inetDetails = [
    "info", "memory", "congestion", "tos", "mark", "options", "ulp", "cgroup", "shutdown", "md5",
    "all",
  ]

  static let inetDetailsParameter = Schema.Member.maybe(
    "details", .array(.oneOf(inetDetails)),
    """
    What to tell beside the usual; nothing if left out. info: tcpInfo, mptcpInfo or sctpInfo. \
    memory: memory. congestion: congestion and the algorithm's own vegas, dctcp or bbr. tos: \
    tos, trafficClass, classID. mark: mark. options: options. ulp: ulp. cgroup: cgroupID, \
    cgroup. shutdown: shutdown. md5: md5Signature. all: all of them.
    """)

  /// What the parameter `details` adds to a record.
  public static let inetDetailsMembers: [Schema.Member] =
    [
      .maybe(
        "tcpInfo", .object(tcpInfo),
        """
        INET_DIAG_INFO of TCP: struct tcp_info (linux/tcp.h) by the kernel's names. Members that \
        the kernel's struct does not reach are absent.
        """),
      .maybe(
        "mptcpInfo", .object(mptcpInfo),
        "INET_DIAG_INFO of MPTCP: struct mptcp_info (linux/mptcp.h) by the kernel's names."),
      .maybe(
        "sctpInfo", .object(sctpInfo),
        """
        INET_DIAG_INFO of SCTP: struct sctp_info (linux/sctp.h) by the kernel's names, its \
        primary address aside.
        """),
      .maybe(
        "memory", .object(socketMemory),
        """
        INET_DIAG_SKMEMINFO, in bytes. INET_DIAG_MEMINFO is not asked for: its four numbers are \
        rmem_alloc, wmem_queued, fwd_alloc and wmem_alloc of these.
        """),
    ]
    + Schema.Member.bytes("congestion", "INET_DIAG_CONG: the congestion control algorithm.")
    + [
      .maybe("vegas", .object(vegas), "INET_DIAG_VEGASINFO: struct tcpvegas_info."),
      .maybe("dctcp", .object(dctcp), "INET_DIAG_DCTCPINFO: struct tcp_dctcp_info."),
      .maybe("bbr", .object(bbr), "INET_DIAG_BBRINFO: struct tcp_bbr_info."),
      .maybe("tos", .unsigned, "INET_DIAG_TOS: the byte of DSCP and ECN in IPv4."),
      .maybe("trafficClass", .unsigned, "INET_DIAG_TCLASS: the same in IPv6."),
      .maybe("classID", .unsigned, "INET_DIAG_CLASS_ID: net_cls of cgroup v1, else SO_PRIORITY."),
      .maybe(
        "mark", .unsigned,
        "INET_DIAG_MARK: SO_MARK; absent where the agent lacks CAP_NET_ADMIN."),
      .maybe(
        "options", .array(.string),
        """
        INET_DIAG_SOCKOPT: those that are set of recverr, is_icsk (TCP and its like), freebind, \
        hdrincl, mc_loop, transparent, mc_all, nodefrag, bind_address_no_port, recverr_rfc4884, \
        defer_connect; bits without a name as hex. Since Linux 5.14.
        """),
      .maybe("ulp", .object(ulp), "INET_DIAG_ULP_INFO: the protocol on top of TCP."),
      .maybe(
        "cgroupID", .unsigned,
        "INET_DIAG_CGROUP_ID: the version 2 control group, by its directory's inode number."),
    ]
    + [
      .maybe(
        "cgroup", .nullable(.string),
        """
        That group's path below its mount; null where it was removed meanwhile or lies outside of \
        the hierarchy that the agent sees.
        """),
      .maybe(
        "cgroupHex", .string, "The exact bytes of cgroup in hex, where they are not valid UTF-8."),
      .maybe(
        "shutdown", .array(.string),
        "INET_DIAG_SHUTDOWN: receive, send or both, where shutdown(2) was called."),
      .maybe(
        "md5Signature", .boolean,
        """
        True where TCP-MD5 keys are set (RFC 2385); absent where none are, or the agent lacks \
        CAP_NET_ADMIN. The keys themselves, which the kernel hands out with them, are never told.
        """),
    ]

  /// SK_MEMINFO_… (`linux/sock_diag.h`).
  static let socketMemory: [Schema.Member] = [
    .maybe("rmem_alloc", .unsigned, "Memory of what was received and not read."),
    .maybe("rcvbuf", .unsigned, "Its limit: SO_RCVBUF as the kernel doubles it."),
    .maybe("wmem_alloc", .unsigned, "Memory of what was handed on to be sent."),
    .maybe(
      "sndbuf", .unsigned,
      "The limit of what waits to be sent: SO_SNDBUF as the kernel doubles it."),
    .maybe("fwd_alloc", .unsigned, "Memory set aside."),
    .maybe("wmem_queued", .unsigned, "Memory of the send queue."),
    .maybe("optmem", .unsigned, "Memory of options, for instance filters."),
    .maybe("backlog", .unsigned, "Memory of packets that came while the socket was in use."),
    .maybe("drops", .unsigned, "Packets dropped, as a count."),
  ]

  private static let vegas: [Schema.Member] = [
    .maybe("tcpv_enabled", .unsigned, "1 where it works."),
    .maybe("tcpv_rttcnt", .unsigned, "Round trips measured in this one."),
    .maybe("tcpv_rtt", .unsigned, "Round trip time, in microseconds."),
    .maybe(
      "tcpv_minrtt", .nullable(.unsigned),
      "Least round trip time, in microseconds; null before the first."),
  ]

  private static let dctcp: [Schema.Member] = [
    .maybe("dctcp_enabled", .unsigned, "1 where it works."),
    .maybe("dctcp_ce_state", .unsigned, "1 where the last packet had a mark of congestion."),
    .maybe("dctcp_alpha", .unsigned, "Share of marked bytes, 1024 is all."),
    .maybe("dctcp_ab_ecn", .unsigned, "Acknowledged bytes with a mark."),
    .maybe("dctcp_ab_tot", .unsigned, "Acknowledged bytes."),
  ]

  private static let bbr: [Schema.Member] = [
    .maybe(
      "bbr_bw", .unsigned,
      "Estimated bandwidth, in bytes a second (bbr_bw_lo and bbr_bw_hi)."),
    .maybe(
      "bbr_min_rtt", .nullable(.unsigned),
      "Least round trip time, in microseconds; null before the first."),
    .maybe("bbr_pacing_gain", .unsigned, "Gain of pacing, 256 is one."),
    .maybe("bbr_cwnd_gain", .unsigned, "Gain of the congestion window, 256 is one."),
  ]

  private static let ulp: [Schema.Member] =
    Schema.Member.bytes("name", "INET_ULP_INFO_NAME: tls, mptcp, …")
    + [
      .maybe("tls", .object(tls), "INET_ULP_INFO_TLS: TLS in the kernel."),
      .maybe("mptcp", .object(subflow), "INET_ULP_INFO_MPTCP: a subflow of an MPTCP connection."),
    ]

  private static let tls: [Schema.Member] = [
    .maybe("version", .string, "TLS_INFO_VERSION: 1.2 or 1.3, or another one in hex."),
    .maybe("cipher", .string, "TLS_INFO_CIPHER, for instance AES_GCM_128, or another one in hex."),
    .maybe("txconf", .string, "TLS_INFO_TXCONF: none, sw, hw or hw-record."),
    .maybe("rxconf", .string, "TLS_INFO_RXCONF: none, sw, hw or hw-record."),
    .maybe("zeroCopySendfile", .boolean, "TLS_INFO_ZC_RO_TX."),
    .maybe("noPadReceive", .boolean, "TLS_INFO_RX_NO_PAD."),
  ]

  /// MPTCP_SUBFLOW_ATTR_… (`linux/mptcp.h`).
  private static let subflow: [Schema.Member] = [
    .maybe("token_rem", .unsigned, "The connection's token at the peer."),
    .maybe("token_loc", .unsigned, "The connection's token here."),
    .maybe("relwrite_seq", .unsigned, "Bytes written to the subflow."),
    .maybe("map_seq", .unsigned, "Data sequence number of the mapping received last."),
    .maybe("map_sfseq", .unsigned, "Its sequence number in the subflow."),
    .maybe("ssn_offset", .unsigned, "The subflow's first sequence number."),
    .maybe("map_datalen", .unsigned, "Bytes of that mapping."),
    .maybe(
      "flags", .array(.string),
      """
      MPTCP_SUBFLOW_FLAG_… in words: MCAP_REM, MCAP_LOC, JOIN_REM, JOIN_LOC, BKUP_REM, BKUP_LOC, \
      FULLY_ESTABLISHED, CONNECTED, MAPVALID; bits without a name as hex.
      """),
    .maybe("id_rem", .unsigned, "Id of the peer's address."),
    .maybe("id_loc", .unsigned, "Id of the own address."),
  ]
}
