extension MethodContract {
  /// `struct mptcp_info` (`linux/mptcp.h`), as far as the kernel's reaches.
  static let mptcpInfo: [Schema.Member] = [
    .maybe("mptcpi_subflows", .unsigned, "Subflows beside the first."),
    .maybe("mptcpi_add_addr_signal", .unsigned, "Addresses told to the peer."),
    .maybe("mptcpi_add_addr_accepted", .unsigned, "Addresses of the peer that were used."),
    .maybe("mptcpi_subflows_max", .unsigned, "The most subflows beside the first."),
    .maybe("mptcpi_add_addr_signal_max", .unsigned, "The most addresses to tell."),
    .maybe("mptcpi_add_addr_accepted_max", .unsigned, "The most addresses of the peer to use."),
    .maybe("mptcpi_flags", .unsigned, "MPTCP_INFO_FLAG_… as a number; flagWords has it in words."),
    .maybe("mptcpi_token", .unsigned, "The token that names the connection here."),
    .maybe("mptcpi_write_seq", .unsigned, "Data sequence number of the next byte to send."),
    .maybe("mptcpi_snd_una", .unsigned, "Data sequence number of the first byte not acknowledged."),
    .maybe("mptcpi_rcv_nxt", .unsigned, "Data sequence number of the next byte to receive."),
    .maybe("mptcpi_local_addr_used", .unsigned, "Local addresses in use."),
    .maybe("mptcpi_local_addr_max", .unsigned, "The most local addresses to use."),
    .maybe("mptcpi_csum_enabled", .unsigned, "1 where checksums are used."),
    .maybe("mptcpi_retransmits", .unsigned, "Segments retransmitted on the level of MPTCP."),
    .maybe("mptcpi_bytes_retrans", .unsigned, "Bytes retransmitted on the level of MPTCP."),
    .maybe("mptcpi_bytes_sent", .unsigned, "Bytes sent."),
    .maybe("mptcpi_bytes_received", .unsigned, "Bytes received."),
    .maybe("mptcpi_bytes_acked", .unsigned, "Bytes that the peer acknowledged."),
    .maybe("mptcpi_subflows_total", .unsigned, "Subflows, the first one included."),
    .maybe("mptcpi_endp_laminar_max", .unsigned, "Endpoints of the kind laminar."),
    .maybe("mptcpi_endp_fullmesh_max", .unsigned, "Endpoints of the kind fullmesh."),
    .maybe("mptcpi_last_data_sent", .unsigned, "Time since data was last sent, in milliseconds."),
    .maybe(
      "mptcpi_last_data_recv", .unsigned,
      "Time since data was last received, in milliseconds."),
    .maybe(
      "mptcpi_last_ack_recv", .unsigned,
      "Time since an ACK was last received, in milliseconds."),
    .maybe(
      "flagWords", .array(.string),
      "mptcpi_flags in words: FALLBACK, REMOTE_KEY_RECEIVED; bits without a name as hex."),
    .maybe("tailHex", .string, "What a newer kernel put behind that."),
  ]
}
