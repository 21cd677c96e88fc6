/// Attributes inside RTA_METRICS: RTAX_ of `linux/rtnetlink.h`. Each is a u32 in host byte order
/// unless a comment states otherwise, in the unit that TCP uses internally.
public enum RouteMetric {
  public static let lock: UInt16 = 1  // RTAX_LOCK, the bit 1 << N for metric N
  public static let features: UInt16 = 12  // RTAX_FEATURES, RTAX_FEATURE_ bits
  public static let congestion: UInt16 = 16  // RTAX_CC_ALGO, a string

  /// The metrics that are plain numbers, with their names.
  public static let numbers: [(type: UInt16, name: StaticString)] = [
    (2, "mtu"),  // RTAX_MTU, bytes
    (3, "window"),  // RTAX_WINDOW, bytes
    (4, "rtt"),  // RTAX_RTT, eighths of a millisecond
    (5, "rttvar"),  // RTAX_RTTVAR, quarters of a millisecond
    (6, "ssthresh"),  // RTAX_SSTHRESH, segments
    (7, "cwnd"),  // RTAX_CWND, segments
    (8, "advmss"),  // RTAX_ADVMSS, bytes
    (9, "reordering"),  // RTAX_REORDERING, segments
    (10, "hoplimit"),  // RTAX_HOPLIMIT
    (11, "initcwnd"),  // RTAX_INITCWND, segments
    (13, "rto_min"),  // RTAX_RTO_MIN, milliseconds
    (14, "initrwnd"),  // RTAX_INITRWND, segments
    (15, "quickack"),  // RTAX_QUICKACK, 0 or 1
    (17, "fastopen_no_cookie"),  // RTAX_FASTOPEN_NO_COOKIE, 0 or 1
  ]
}
