extension MethodContract {
  static let macvlanMembers: [Schema.Member] =
    [
      .maybe("mode", .string, "IFLA_MACVLAN_MODE: private, vepa, bridge, passthru or source."),
      .maybe("flags", .array(.string), "IFLA_MACVLAN_FLAGS: NOPROMISC, NODST."),
      .maybe(
        "sourceAddressCount", .unsigned,
        "IFLA_MACVLAN_MACADDR_COUNT: in mode source, the number of allowed source addresses."),
      .maybe(
        "sourceAddresses", .array(.string),
        "IFLA_MACVLAN_MACADDR_DATA: in mode source, the allowed source addresses."),
      .maybe(
        "broadcastQueueLength", .unsigned,
        "IFLA_MACVLAN_BC_QUEUE_LEN: the length requested for this link, in packets."),
      .maybe(
        "broadcastQueueLengthUsed", .unsigned,
        """
        IFLA_MACVLAN_BC_QUEUE_LEN_USED: the length in use, in packets: the maximum that the links \
        on the same lower link requested.
        """),
      .maybe("broadcastCutoff", .integer, "IFLA_MACVLAN_BC_CUTOFF: Linux 6.4."),
    ]

  static let tunMembers: [Schema.Member] =
    [
      .maybe("type", .string, "IFLA_TUN_TYPE: tun (IP packets) or tap (Ethernet frames)."),
      .maybe(
        "packetInformation", .boolean, "IFLA_TUN_PI: each packet has a header of four bytes."),
      .maybe("virtioHeader", .boolean, "IFLA_TUN_VNET_HDR."),
      .maybe("multiQueue", .boolean, "IFLA_TUN_MULTI_QUEUE."),
      .maybe("numQueues", .unsigned, "IFLA_TUN_NUM_QUEUES."),
      .maybe("numDisabledQueues", .unsigned, "IFLA_TUN_NUM_DISABLED_QUEUES."),
      .maybe(
        "persist", .boolean, "IFLA_TUN_PERSIST: the link remains when no process has it open."),
      .maybe("owner", .unsigned, "IFLA_TUN_OWNER: the id of the user that may open the device."),
      .maybe("group", .unsigned, "IFLA_TUN_GROUP: the id of the group that may open the device."),
    ]

  static let vlanMembers: [Schema.Member] =
    [
      .maybe("protocol", .string, "IFLA_VLAN_PROTOCOL: 802.1Q or 802.1ad."),
      .maybe("id", .unsigned, "IFLA_VLAN_ID."),
      .maybe(
        "flags", .array(.string),
        """
        IFLA_VLAN_FLAGS (struct ifla_vlan_flags): REORDER_HDR, GVRP, LOOSE_BINDING, MVRP, \
        BRIDGE_BINDING.
        """),
      .maybe(
        "ingressQoS", .array(.object(mapping)),
        "IFLA_VLAN_INGRESS_QOS: maps the priority in the tag to the packet's priority."),
      .maybe(
        "egressQoS", .array(.object(mapping)),
        "IFLA_VLAN_EGRESS_QOS: maps the packet's priority to the priority in the tag."),
    ]

  static let vrfMembers: [Schema.Member] =
    [
      .maybe("table", .unsigned, "IFLA_VRF_TABLE: the number of the routing table.")
    ]

  static let vrfPortMembers: [Schema.Member] =
    [
      .maybe("table", .unsigned, "IFLA_VRF_PORT_TABLE: the number of the routing table.")
    ]

  static let ipvlanMembers: [Schema.Member] =
    [
      .maybe("mode", .string, "IFLA_IPVLAN_MODE: l2, l3 or l3s."),
      .maybe(
        "flags", .array(.string), "IFLA_IPVLAN_FLAGS: private, vepa; without a flag, bridge."),
    ]

  static let netkitMembers: [Schema.Member] =
    [
      .maybe("mode", .string, "IFLA_NETKIT_MODE: l2 or l3."),
      .maybe("primary", .boolean, "IFLA_NETKIT_PRIMARY."),
      .maybe("policy", .string, "IFLA_NETKIT_POLICY: pass or drop."),
      .maybe("peerPolicy", .string, "IFLA_NETKIT_PEER_POLICY: pass or drop."),
      .maybe("scrub", .string, "IFLA_NETKIT_SCRUB: none or default; Linux 6.13."),
      .maybe("peerScrub", .string, "IFLA_NETKIT_PEER_SCRUB: none or default; Linux 6.13."),
      .maybe("headroom", .unsigned, "IFLA_NETKIT_HEADROOM: bytes; Linux 6.14."),
      .maybe("tailroom", .unsigned, "IFLA_NETKIT_TAILROOM: bytes; Linux 6.14."),
      .maybe("pairing", .unsigned, "IFLA_NETKIT_PAIRING: newer kernels."),
    ]

  static let xfrmMembers: [Schema.Member] =
    [
      .maybe("link", .unsigned, "IFLA_XFRM_LINK: the index of a link.")
    ]
    + Schema.Member.bytes("linkName", "The name of that link.")
    + [
      .maybe("interfaceID", .unsigned, "IFLA_XFRM_IF_ID."),
      .maybe("collectMetadata", .boolean, "IFLA_XFRM_COLLECT_METADATA."),
    ]

  static let hsrMembers: [Schema.Member] =
    [
      .maybe("slave1", .unsigned, "IFLA_HSR_SLAVE1: the index of a link.")
    ]
    + Schema.Member.bytes("slave1Name", "The name of that link.")
    + [
      .maybe("slave2", .unsigned, "IFLA_HSR_SLAVE2: the index of a link.")
    ]
    + Schema.Member.bytes("slave2Name", "The name of that link.")
    + [
      .maybe("interlink", .unsigned, "IFLA_HSR_INTERLINK: the index of a link; Linux 6.10.")
    ]
    + Schema.Member.bytes("interlinkName", "The name of that link.")
    + [
      .maybe("supervisionAddress", .string, "IFLA_HSR_SUPERVISION_ADDR."),
      .maybe("sequenceNumber", .unsigned, "IFLA_HSR_SEQ_NR."),
      .maybe("version", .unsigned, "IFLA_HSR_VERSION."),
      .maybe("protocol", .string, "IFLA_HSR_PROTOCOL: hsr or prp."),
    ]

  static let macsecMembers: [Schema.Member] =
    [
      .maybe("sciHex", .string, "IFLA_MACSEC_SCI: 8 bytes in network byte order."),
      .maybe("port", .unsigned, "IFLA_MACSEC_PORT."),
      .maybe("icvLength", .unsigned, "IFLA_MACSEC_ICV_LEN: bytes."),
      .maybe(
        "cipherSuite", .string,
        "IFLA_MACSEC_CIPHER_SUITE: GCM-AES-128, GCM-AES-256, GCM-AES-XPN-128 or GCM-AES-XPN-256."),
      .maybe("window", .unsigned, "IFLA_MACSEC_WINDOW: packets."),
      .maybe("encodingSA", .unsigned, "IFLA_MACSEC_ENCODING_SA."),
      .maybe("validation", .string, "IFLA_MACSEC_VALIDATION: disabled, check or strict."),
      .maybe("encrypt", .boolean, "IFLA_MACSEC_ENCRYPT."),
      .maybe("protect", .boolean, "IFLA_MACSEC_PROTECT."),
      .maybe("includeSCI", .boolean, "IFLA_MACSEC_INC_SCI."),
      .maybe("endStation", .boolean, "IFLA_MACSEC_ES."),
      .maybe("singleCopyBroadcast", .boolean, "IFLA_MACSEC_SCB."),
      .maybe("replayProtect", .boolean, "IFLA_MACSEC_REPLAY_PROTECT."),
      .maybe("offload", .string, "IFLA_MACSEC_OFFLOAD: off, phy or mac."),
    ]
}
