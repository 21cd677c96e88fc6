/// `struct mptcp_info` of `linux/mptcp.h`: INET_DIAG_INFO of an MPTCP socket.
public enum MPTCPInfo {
  /// The byte offset of `mptcpi_flags`, a u32 with the bits MPTCP_INFO_FLAG_….
  public static let flagsOffset = 8
  /// The end of the known members, in bytes.
  public static let knownBytes = 96

  public static let fields: [WireField] = [
    WireField("mptcpi_subflows", at: 0, bytes: 1),
    WireField("mptcpi_add_addr_signal", at: 1, bytes: 1),
    WireField("mptcpi_add_addr_accepted", at: 2, bytes: 1),
    WireField("mptcpi_subflows_max", at: 3, bytes: 1),
    WireField("mptcpi_add_addr_signal_max", at: 4, bytes: 1),
    WireField("mptcpi_add_addr_accepted_max", at: 5, bytes: 1),
    WireField("mptcpi_flags", at: 8, bytes: 4),
    WireField("mptcpi_token", at: 12, bytes: 4),
    WireField("mptcpi_write_seq", at: 16, bytes: 8),
    WireField("mptcpi_snd_una", at: 24, bytes: 8),
    WireField("mptcpi_rcv_nxt", at: 32, bytes: 8),
    WireField("mptcpi_local_addr_used", at: 40, bytes: 1),
    WireField("mptcpi_local_addr_max", at: 41, bytes: 1),
    WireField("mptcpi_csum_enabled", at: 42, bytes: 1),
    WireField("mptcpi_retransmits", at: 44, bytes: 4),
    WireField("mptcpi_bytes_retrans", at: 48, bytes: 8),
    WireField("mptcpi_bytes_sent", at: 56, bytes: 8),
    WireField("mptcpi_bytes_received", at: 64, bytes: 8),
    WireField("mptcpi_bytes_acked", at: 72, bytes: 8),
    WireField("mptcpi_subflows_total", at: 80, bytes: 1),
    WireField("mptcpi_endp_laminar_max", at: 81, bytes: 1),
    WireField("mptcpi_endp_fullmesh_max", at: 82, bytes: 1),
    WireField("mptcpi_last_data_sent", at: 84, bytes: 4),
    WireField("mptcpi_last_data_recv", at: 88, bytes: 4),
    WireField("mptcpi_last_ack_recv", at: 92, bytes: 4),
  ]
}
