/// The members of small structs in attributes of inet_diag and the other sock_diag families.

/// The values of SK_MEMINFO_… (`linux/sock_diag.h`), each a u32 in bytes, except drops, which
/// counts packets.
public enum SocketMemory {
  public static let fields: [WireField] = [
    WireField("rmem_alloc", at: 0, bytes: 4),
    WireField("rcvbuf", at: 4, bytes: 4),
    WireField("wmem_alloc", at: 8, bytes: 4),
    WireField("sndbuf", at: 12, bytes: 4),
    WireField("fwd_alloc", at: 16, bytes: 4),
    WireField("wmem_queued", at: 20, bytes: 4),
    WireField("optmem", at: 24, bytes: 4),
    WireField("backlog", at: 28, bytes: 4),
    WireField("drops", at: 32, bytes: 4),
  ]
}

/// The structs of congestion control algorithms (`linux/inet_diag.h`).
public enum CongestionInfo {
  /// `struct tcpvegas_info`.
  public static let vegas: [WireField] = [
    WireField("tcpv_enabled", at: 0, bytes: 4),
    WireField("tcpv_rttcnt", at: 4, bytes: 4),
    WireField("tcpv_rtt", at: 8, bytes: 4),
    WireField("tcpv_minrtt", at: 12, bytes: 4, hasNone: true),
  ]

  /// `struct tcp_dctcp_info`.
  public static let dctcp: [WireField] = [
    WireField("dctcp_enabled", at: 0, bytes: 2),
    WireField("dctcp_ce_state", at: 2, bytes: 2),
    WireField("dctcp_alpha", at: 4, bytes: 4),
    WireField("dctcp_ab_ecn", at: 8, bytes: 4),
    WireField("dctcp_ab_tot", at: 12, bytes: 4),
  ]

  /// `struct tcp_bbr_info`. The kernel splits the bandwidth into bbr_bw_lo and bbr_bw_hi, which lie
  /// in the order of one little-endian u64.
  public static let bbr: [WireField] = [
    WireField("bbr_bw", at: 0, bytes: 8),
    WireField("bbr_min_rtt", at: 8, bytes: 4, hasNone: true),
    WireField("bbr_pacing_gain", at: 12, bytes: 4),
    WireField("bbr_cwnd_gain", at: 16, bytes: 4),
  ]
}
