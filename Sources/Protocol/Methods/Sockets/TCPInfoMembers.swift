extension MethodContract {
  /// `struct tcp_info` (`linux/tcp.h`), as far as this kernel's struct reaches.
  static let tcpInfo: [Schema.Member] = [
    .maybe("tcpi_state", .unsigned, "The state's number, as in net/tcp_states.h."),
    .maybe(
      "tcpi_ca_state", .unsigned,
      "Congestion state: 0 open, 1 disorder, 2 CWR, 3 recovery, 4 loss."),
    .maybe("tcpi_retransmits", .unsigned, "Consecutive retransmission timeouts."),
    .maybe("tcpi_probes", .unsigned, "Unanswered window probes or keepalives."),
    .maybe("tcpi_backoff", .unsigned, "How often the timeout was doubled."),
    .maybe(
      "tcpi_options", .unsigned,
      "The negotiated options as a number; optionWords has their names."),
    .maybe(
      "tcpi_snd_wscale", .unsigned, "Window scale of the peer's windows, as a power of two."),
    .maybe(
      "tcpi_rcv_wscale", .unsigned, "Window scale of the local windows, as a power of two."),
    .maybe(
      "tcpi_delivery_rate_app_limited", .unsigned,
      "1 if tcpi_delivery_rate was limited by the application."),
    .maybe(
      "tcpi_fastopen_client_fail", .unsigned,
      "Why Fast Open failed: 0 unknown, 1 no cookie, 2 data not acked, 3 SYN lost."),
    .maybe("tcpi_rto", .unsigned, "Retransmission timeout, in microseconds."),
    .maybe("tcpi_ato", .unsigned, "Delayed ACK timeout, in microseconds."),
    .maybe("tcpi_snd_mss", .unsigned, "Maximum size of a segment sent, in bytes."),
    .maybe("tcpi_rcv_mss", .unsigned, "Estimated size of a segment received, in bytes."),
    .maybe(
      "tcpi_unacked", .unsigned,
      "Segments sent and not acknowledged; LISTEN: how many connections wait for accept(2)."),
    .maybe(
      "tcpi_sacked", .unsigned,
      "Segments acknowledged selectively; LISTEN: how many connections may wait at most."),
    .maybe("tcpi_lost", .unsigned, "Segments considered lost."),
    .maybe("tcpi_retrans", .unsigned, "Segments retransmitted and not acknowledged."),
    .maybe("tcpi_fackets", .unsigned, "Always 0 since Linux 4.15."),
    .maybe("tcpi_last_data_sent", .unsigned, "Time since data was last sent, in milliseconds."),
    .maybe("tcpi_last_ack_sent", .unsigned, "Always 0: the kernel does not record it."),
    .maybe("tcpi_last_data_recv", .unsigned, "Time since data was last received, in milliseconds."),
    .maybe(
      "tcpi_last_ack_recv", .unsigned,
      "Time since an ACK was last received, in milliseconds."),
    .maybe("tcpi_pmtu", .unsigned, "Path MTU, in bytes."),
    .maybe("tcpi_rcv_ssthresh", .unsigned, "Limit of the receive window, in bytes."),
    .maybe("tcpi_rtt", .unsigned, "Smoothed round trip time, in microseconds."),
    .maybe("tcpi_rttvar", .unsigned, "Mean deviation of the round trip time, in microseconds."),
    .maybe(
      "tcpi_snd_ssthresh", .unsigned,
      "Slow start threshold, in segments; 2147483647 if it is not set yet."),
    .maybe("tcpi_snd_cwnd", .unsigned, "Congestion window, in segments."),
    .maybe("tcpi_advmss", .unsigned, "Maximum segment size announced to the peer, in bytes."),
    .maybe(
      "tcpi_reordering", .unsigned,
      "How far out of order segments may arrive before they count as lost, in segments."),
    .maybe(
      "tcpi_rcv_rtt", .unsigned,
      "The receiver's estimate of the round trip time, in microseconds."),
    .maybe("tcpi_rcv_space", .unsigned, "Bytes that the application reads per round trip."),
    .maybe("tcpi_total_retrans", .unsigned, "Segments retransmitted so far."),
    .maybe(
      "tcpi_pacing_rate", .nullable(.unsigned),
      "Maximum rate of sending, in bytes per second; null is no limit."),
    .maybe(
      "tcpi_max_pacing_rate", .nullable(.unsigned),
      "SO_MAX_PACING_RATE, in bytes per second; null is no limit."),
    .maybe("tcpi_bytes_acked", .unsigned, "Bytes that the peer acknowledged."),
    .maybe("tcpi_bytes_received", .unsigned, "Bytes received and acknowledged."),
    .maybe("tcpi_segs_out", .unsigned, "Segments sent, including retransmissions."),
    .maybe("tcpi_segs_in", .unsigned, "Segments received."),
    .maybe("tcpi_notsent_bytes", .unsigned, "Bytes in the send queue that were not sent yet."),
    .maybe(
      "tcpi_min_rtt", .nullable(.unsigned),
      "Recent minimum round trip time, in microseconds; null before the first measurement."),
    .maybe("tcpi_data_segs_in", .unsigned, "Segments with data received."),
    .maybe("tcpi_data_segs_out", .unsigned, "Segments with data sent, including retransmissions."),
    .maybe(
      "tcpi_delivery_rate", .unsigned,
      "Recent rate of delivery to the peer, in bytes per second."),
    .maybe("tcpi_busy_time", .unsigned, "Time with data to send, in microseconds."),
    .maybe(
      "tcpi_rwnd_limited", .unsigned, "Time limited by the peer's window, in microseconds."),
    .maybe(
      "tcpi_sndbuf_limited", .unsigned, "Time limited by the send buffer, in microseconds."),
    .maybe("tcpi_delivered", .unsigned, "Segments delivered to the peer."),
    .maybe(
      "tcpi_delivered_ce", .unsigned,
      "Segments delivered to the peer with the ECN mark Congestion Experienced."),
    .maybe("tcpi_bytes_sent", .unsigned, "Bytes of data sent, including retransmissions."),
    .maybe("tcpi_bytes_retrans", .unsigned, "Bytes of data retransmitted."),
    .maybe("tcpi_dsack_dups", .unsigned, "Segments that the peer reported as duplicates (DSACK)."),
    .maybe("tcpi_reord_seen", .unsigned, "How often reordering was detected."),
    .maybe("tcpi_rcv_ooopack", .unsigned, "Segments received out of order."),
    .maybe("tcpi_snd_wnd", .unsigned, "The peer's receive window, in bytes."),
    .maybe("tcpi_rcv_wnd", .unsigned, "The local receive window, in bytes."),
    .maybe(
      "tcpi_rehash", .unsigned,
      "How often the hash that chooses the path was changed because of timeouts."),
    .maybe("tcpi_total_rto", .unsigned, "Retransmission timeouts so far."),
    .maybe(
      "tcpi_total_rto_recoveries", .unsigned, "Recoveries from retransmission timeouts so far."),
    .maybe("tcpi_total_rto_time", .unsigned, "Time spent in these recoveries, in milliseconds."),
    .maybe(
      "tcpi_received_ce", .unsigned,
      "Segments received with the ECN mark Congestion Experienced."),
    .maybe("tcpi_delivered_e1_bytes", .unsigned, "Accurate ECN: bytes delivered with ECT(1)."),
    .maybe("tcpi_delivered_e0_bytes", .unsigned, "Accurate ECN: bytes delivered with ECT(0)."),
    .maybe("tcpi_delivered_ce_bytes", .unsigned, "Accurate ECN: bytes delivered with CE."),
    .maybe("tcpi_received_e1_bytes", .unsigned, "Accurate ECN: bytes received with ECT(1)."),
    .maybe("tcpi_received_e0_bytes", .unsigned, "Accurate ECN: bytes received with ECT(0)."),
    .maybe("tcpi_received_ce_bytes", .unsigned, "Accurate ECN: bytes received with CE."),
    .maybe(
      "optionWords", .array(.string),
      """
      tcpi_options by name: TIMESTAMPS, SACK, WSCALE, ECN (negotiated), ECN_SEEN, SYN_DATA, \
      USEC_TS, TFO_CHILD; unnamed bits in hex.
      """),
    .maybe(
      "tailHex", .string,
      """
      The bytes of the struct from offset 276 on, in hex. They are not decoded, because Linux \
      6.18 and 7.0 have different layouts of the same length (ECN modes).
      """),
  ]
}
