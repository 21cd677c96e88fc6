extension MethodContract {
  /// `packetSockets`: packet sockets, from packet_diag of sock_diag(7).
  public static let packetSockets = MethodContract(
    name: "packetSockets",
    set: .sockets,
    summary: "Packet sockets",
    description: """
      Dumps the packet sockets (packet(7)) of a network namespace, which capture packets of a \
      link. For example tcpdump(8) and DHCP clients use them.
      """,
    parameters: [.networkNamespace],
    list: "sockets", of: packetSocket, "One record per socket, in the kernel's order.")

  private static let packetSocket: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord
    + [
      .always("type", .string, "pdiag_type: raw (with link header), dgram or packet (obsolete)."),
      .always(
        "protocol", .string,
        """
        pdiag_num by name (ETH_P_ in linux/if_ether.h): ALL, IP, IPV6, ARP, LLDP, ...; others in \
        hex. A socket with NONE receives nothing.
        """),
      .always("protocolNumber", .unsigned, "pdiag_num as a number, in host byte order."),
      .always(
        "inode", .nullable(.unsigned), "pdiag_ino: the inode number, as in /proc/PID/fd."),
      .maybe(
        "interfaceIndex", .unsigned,
        "pdi_index: the index of the link; absent if the socket receives from all links."),
    ]
    + Schema.Member.bytes("interface", "The name of that link; absent if the link is gone.")
    + [
      .maybe("info", .object(info), "PACKET_DIAG_INFO."),
      .maybe("uid", .unsigned, "PACKET_DIAG_UID: the user id of the socket's owner."),
      .maybe(
        "memberships", .array(.object(membership)),
        "PACKET_DIAG_MCLIST: what links receive for the socket (PACKET_ADD_MEMBERSHIP)."),
      .maybe(
        "receiveRing", .object(ring), "PACKET_DIAG_RX_RING: the shared ring for receiving."),
      .maybe(
        "transmitRing", .object(ring), "PACKET_DIAG_TX_RING: the shared ring for sending."),
      .maybe(
        "fanout",
        .object([
          .always("id", .unsigned, "The number of the group."),
          .always("type", .string, "HASH, LB, CPU, ROLLOVER, RND, QM, CBPF or EBPF."),
        ]), "PACKET_DIAG_FANOUT: the fanout group with which the socket shares packets."),
      .maybe("memory", .object(socketMemory), "PACKET_DIAG_MEMINFO, in bytes."),
      .always("cookie", .string, "pdiag_cookie: unique until reboot; 16 hex digits."),
    ]

  private static let info: [Schema.Member] = [
    .maybe("pdi_version", .unsigned, "The layout of the rings: 0 is TPACKET_V1, 2 is TPACKET_V3."),
    .maybe("pdi_reserve", .unsigned, "PACKET_RESERVE, in bytes."),
    .maybe("pdi_copy_thresh", .unsigned, "PACKET_COPY_THRESH."),
    .maybe("pdi_tstamp", .unsigned, "PACKET_TIMESTAMP."),
    .maybe(
      "flags", .array(.string),
      "pdi_flags by name: RUNNING, AUXDATA, ORIGDEV, VNETHDR, LOSS; unnamed bits in hex."),
  ]

  private static let membership: [Schema.Member] =
    [.always("interfaceIndex", .unsigned, "pdmc_index: the index of the link.")]
    + Schema.Member.bytes("interface", "The name of that link; absent if the link is gone.")
    + [
      .always("type", .string, "pdmc_type: MULTICAST, PROMISC, ALLMULTI or UNICAST."),
      .always("count", .unsigned, "pdmc_count: how often the membership was added."),
      .maybe("addressHex", .string, "pdmc_addr in hex, for types that have an address."),
    ]

  /// `struct packet_diag_ring` (`linux/packet_diag.h`).
  private static let ring: [Schema.Member] = [
    .maybe("pdr_block_size", .unsigned, "Size of a block, in bytes."),
    .maybe("pdr_block_nr", .unsigned, "Number of blocks."),
    .maybe("pdr_frame_size", .unsigned, "Size of a frame, in bytes."),
    .maybe("pdr_frame_nr", .unsigned, "Number of frames."),
    .maybe(
      "pdr_retire_tmo", .unsigned,
      "TPACKET_V3: after how many milliseconds a block that is not full is passed on."),
    .maybe(
      "pdr_sizeof_priv", .unsigned,
      "TPACKET_V3: bytes of a block that are reserved for the application."),
    .maybe("pdr_features", .unsigned, "TPACKET_V3: the requested features, as bits."),
  ]
}
