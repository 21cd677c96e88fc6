/// The members of `struct rtnl_link_stats64` of `linux/if_link.h`, in its order: each one u64
/// in host byte order, a count since the device was made, of packets where no bytes are named.
public enum LinkStatistic: String, CaseIterable, Sendable {
  case rxPackets  // rx_packets
  case txPackets  // tx_packets
  case rxBytes  // rx_bytes
  case txBytes  // tx_bytes
  case rxErrors  // rx_errors
  case txErrors  // tx_errors
  case rxDropped  // rx_dropped
  case txDropped  // tx_dropped
  case multicast  // multicast
  case collisions  // collisions
  case rxLengthErrors  // rx_length_errors
  case rxOverErrors  // rx_over_errors
  case rxCRCErrors = "rxCrcErrors"  // rx_crc_errors
  case rxFrameErrors  // rx_frame_errors
  case rxFIFOErrors = "rxFifoErrors"  // rx_fifo_errors
  case rxMissedErrors  // rx_missed_errors
  case txAbortedErrors  // tx_aborted_errors
  case txCarrierErrors  // tx_carrier_errors
  case txFIFOErrors = "txFifoErrors"  // tx_fifo_errors
  case txHeartbeatErrors  // tx_heartbeat_errors
  case txWindowErrors  // tx_window_errors
  case rxCompressed  // rx_compressed
  case txCompressed  // tx_compressed
  case rxNoHandler  // rx_nohandler, Linux 4.6
  case rxOtherHostDropped  // rx_otherhost_dropped, Linux 5.19
}

/// The payload of IFLA_STATS64 or IFLA_STATS_LINK_64.
public enum LinkStatistics {
  /// Hands over the members that lie wholly inside `payload`, in the kernel's order. Older
  /// kernels send fewer; what newer ones append is passed over.
  public static func read(_ payload: RawSpan, _ each: (LinkStatistic, UInt64) -> Void) {
    for (index, statistic) in LinkStatistic.allCases.enumerated() {
      guard let value = payload.load(UInt64.self, at: index * 8) else { return }
      each(statistic, value)
    }
  }
}
