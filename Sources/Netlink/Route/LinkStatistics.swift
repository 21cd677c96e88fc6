/// The payload of IFLA_STATS64 or IFLA_STATS_LINK_64: `struct rtnl_link_stats64` of
/// `linux/if_link.h`, which is shorter on older kernels. Each member counts since the device was
/// created: bytes if its name says so, packets otherwise.
public enum LinkStatistics {
  /// The members in the kernel's order, u64 in host byte order, with the agent's names.
  public static let fields: [WireField] = names.enumerated().map { index, name in
    WireField(name, at: index * 8, bytes: 8)
  }

  private static let names: [StaticString] = [
    "rxPackets",  // rx_packets
    "txPackets",  // tx_packets
    "rxBytes",  // rx_bytes
    "txBytes",  // tx_bytes
    "rxErrors",  // rx_errors
    "txErrors",  // tx_errors
    "rxDropped",  // rx_dropped
    "txDropped",  // tx_dropped
    "multicast",  // multicast
    "collisions",  // collisions
    "rxLengthErrors",  // rx_length_errors
    "rxOverErrors",  // rx_over_errors
    "rxCrcErrors",  // rx_crc_errors
    "rxFrameErrors",  // rx_frame_errors
    "rxFifoErrors",  // rx_fifo_errors
    "rxMissedErrors",  // rx_missed_errors
    "txAbortedErrors",  // tx_aborted_errors
    "txCarrierErrors",  // tx_carrier_errors
    "txFifoErrors",  // tx_fifo_errors
    "txHeartbeatErrors",  // tx_heartbeat_errors
    "txWindowErrors",  // tx_window_errors
    "rxCompressed",  // rx_compressed
    "txCompressed",  // tx_compressed
    "rxNoHandler",  // rx_nohandler, Linux 4.6
    "rxOtherHostDropped",  // rx_otherhost_dropped, Linux 5.19
  ]
}
