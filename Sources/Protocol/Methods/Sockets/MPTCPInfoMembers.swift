extension MethodContract {
  /// `struct mptcp_info` (`linux/mptcp.h`), as far as this kernel's struct reaches.
  static let mptcpInfo: [Schema.Member] = [
    .maybe("mptcpi_subflows", .unsigned, "Subflows in addition to the first."),
    .maybe("mptcpi_add_addr_signal", .unsigned, "Addresses announced to the peer."),
    .maybe("mptcpi_add_addr_accepted", .unsigned, "Addresses of the peer that were accepted."),
    .maybe("mptcpi_subflows_max", .unsigned, "Limit of subflows in addition to the first."),
    .maybe("mptcpi_add_addr_signal_max", .unsigned, "Limit of addresses to announce."),
    .maybe("mptcpi_add_addr_accepted_max", .unsigned, "Limit of the peer's addresses to accept."),
    .maybe("mptcpi_flags", .unsigned, "MPTCP_INFO_FLAG_ as a number; flagWords has the names."),
    .maybe("mptcpi_token", .unsigned, "The local token of the connection."),
    .maybe("mptcpi_write_seq", .unsigned, "Data sequence number of the next byte to send."),
    .maybe("mptcpi_snd_una", .unsigned, "Data sequence number of the first byte not acknowledged."),
    .maybe("mptcpi_rcv_nxt", .unsigned, "Data sequence number of the next byte to receive."),
    .maybe("mptcpi_local_addr_used", .unsigned, "Local addresses in use."),
    .maybe("mptcpi_local_addr_max", .unsigned, "Limit of local addresses to use."),
    .maybe("mptcpi_csum_enabled", .unsigned, "1 if checksums are used."),
    .maybe("mptcpi_retransmits", .unsigned, "Segments retransmitted at the MPTCP level."),
    .maybe("mptcpi_bytes_retrans", .unsigned, "Bytes retransmitted at the MPTCP level."),
    .maybe("mptcpi_bytes_sent", .unsigned, "Bytes sent."),
    .maybe("mptcpi_bytes_received", .unsigned, "Bytes received."),
    .maybe("mptcpi_bytes_acked", .unsigned, "Bytes that the peer acknowledged."),
    .maybe("mptcpi_subflows_total", .unsigned, "Subflows, including the first."),
    .maybe("mptcpi_endp_laminar_max", .unsigned, "Endpoints with the flag laminar."),
    .maybe("mptcpi_endp_fullmesh_max", .unsigned, "Endpoints with the flag fullmesh."),
    .maybe("mptcpi_last_data_sent", .unsigned, "Time since data was last sent, in milliseconds."),
    .maybe(
      "mptcpi_last_data_recv", .unsigned,
      "Time since data was last received, in milliseconds."),
    .maybe(
      "mptcpi_last_ack_recv", .unsigned,
      "Time since an ACK was last received, in milliseconds."),
    .maybe(
      "flagWords", .array(.string),
      "mptcpi_flags by name: FALLBACK, REMOTE_KEY_RECEIVED; unnamed bits in hex."),
    .maybe("tailHex", .string, "The bytes in hex that a newer kernel's struct has after these."),
  ]
}
