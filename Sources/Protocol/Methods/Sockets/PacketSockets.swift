extension MethodContract {
  /// `packetSockets`: packet sockets, from packet_diag.
  public static let packetSockets = MethodContract(
    name: "packetSockets",
    summary: "Packet sockets",
    description: """
      Dumps the kernel's packet sockets (packet(7)) of a network namespace: who captures from \
      which device, for instance tcpdump(8) and DHCP clients.
      """,
    parameters: [.networkNamespace],
    list: "sockets", of: packetSocket, "One record a socket, in the kernel's order.")

  private static let packetSocket: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord
    + [
      .always("type", .string, "pdiag_type: raw (with link header), dgram or packet (obsolete)."),
      .always(
        "protocol", .string,
        """
        pdiag_num by the name of ETH_P_… (linux/if_ether.h): ALL, IP, IPV6, ARP, LLDP, …; others \
        as hex; NONE receives nothing.
        """),
      .always("protocolNumber", .unsigned, "pdiag_num."),
      .always("inode", .nullable(.unsigned), "pdiag_ino: as in /proc/PID/fd."),
      .maybe("interfaceIndex", .unsigned, "pdi_index: the device; absent: all of them."),
    ]
    + Schema.Member.bytes("interface", "That device's name; absent when it is gone already.")
    + [
      .maybe("info", .object(info), "PACKET_DIAG_INFO."),
      .maybe("uid", .unsigned, "PACKET_DIAG_UID: the socket's owner."),
      .maybe(
        "memberships", .array(.object(membership)),
        "PACKET_DIAG_MCLIST: what it makes devices receive (PACKET_ADD_MEMBERSHIP)."),
      .maybe("receiveRing", .object(ring), "PACKET_DIAG_RX_RING: memory shared for receiving."),
      .maybe("transmitRing", .object(ring), "PACKET_DIAG_TX_RING: memory shared for sending."),
      .maybe(
        "fanout",
        .object([
          .always("id", .unsigned, "The group's number."),
          .always("type", .string, "HASH, LB, CPU, ROLLOVER, RND, QM, CBPF or EBPF."),
        ]), "PACKET_DIAG_FANOUT: the group that shares its packets."),
      .maybe("memory", .object(socketMemory), "PACKET_DIAG_MEMINFO, in bytes."),
      .always("cookie", .string, "Unique while the kernel runs; 16 hex digits."),
    ]

  private static let info: [Schema.Member] = [
    .maybe("pdi_version", .unsigned, "The ring's layout: 0 is TPACKET_V1, 2 is TPACKET_V3."),
    .maybe("pdi_reserve", .unsigned, "PACKET_RESERVE, in bytes."),
    .maybe("pdi_copy_thresh", .unsigned, "PACKET_COPY_THRESH."),
    .maybe("pdi_tstamp", .unsigned, "PACKET_TIMESTAMP."),
    .maybe(
      "flags", .array(.string),
      "pdi_flags in words: RUNNING, AUXDATA, ORIGDEV, VNETHDR, LOSS; bits without a name as hex."),
  ]

  private static let membership: [Schema.Member] =
    [.always("interfaceIndex", .unsigned, "pdmc_index: the device.")]
    + Schema.Member.bytes("interface", "That device's name; absent when it is gone already.")
    + [
      .always("type", .string, "pdmc_type: MULTICAST, PROMISC, ALLMULTI or UNICAST."),
      .always("count", .unsigned, "pdmc_count: how often it was added."),
      .maybe("addressHex", .string, "pdmc_addr in hex, where the kind has one."),
    ]

  /// `struct packet_diag_ring`.
  private static let ring: [Schema.Member] = [
    .maybe("pdr_block_size", .unsigned, "Bytes of a block."),
    .maybe("pdr_block_nr", .unsigned, "Blocks."),
    .maybe("pdr_frame_size", .unsigned, "Bytes of a frame."),
    .maybe("pdr_frame_nr", .unsigned, "Frames."),
    .maybe("pdr_retire_tmo", .unsigned, "TPACKET_V3: when a block is handed over, in ms."),
    .maybe("pdr_sizeof_priv", .unsigned, "TPACKET_V3: bytes of a block for the application."),
    .maybe("pdr_features", .unsigned, "TPACKET_V3: features asked for, as bits."),
  ]
}
