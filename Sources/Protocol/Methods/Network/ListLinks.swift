extension MethodContract {
  /// `listLinks`: network devices with their counters and addresses.
  public static let listLinks = MethodContract(
    name: "listLinks",
    set: .links,
    summary: "Network links with counters and addresses",
    description: """
      Dumps the links of a network namespace, like `ip -d -s link`, each with its addresses. A \
      dump interrupted by a concurrent change (NLM_F_DUMP_INTR) is repeated a few times. If all \
      links are requested, their number is checked against a second dump, of their counters; if \
      the first dump has fewer links, the result has the problem linksMissing. Names and aliases \
      can be any bytes. All parameters except netns and virtualFunctions are filters; with index \
      or name, the kernel is asked for that one link.
      """,
    parameters: [
      .networkNamespace,
      .maybe(
        "index", .unsigned,
        "Only the link with this index; if there is none, the error is notFound."
      ),
      .maybe(
        "name", .string,
        """
        Only the link with this name or alternative name; if there is none, the error is notFound.
        """),
      .maybe(
        "kind", .string, "Only links of this kind, as in records: veth, bridge, vxlan, ..."),
      .maybe(
        "master", .string,
        "Only links that belong to this bridge, bond or VRF: its name, or its index in decimal."),
      .maybe("up", .boolean, "Only links that are up (IFF_UP; true), or that are not (false)."),
      .maybe(
        "virtualFunctions", .boolean,
        """
        Whether to report the virtual functions (SR-IOV) of network cards. If a card has very \
        many, the kernel may fail. Default: false.
        """),
    ],
    list: "links", of: linkMembers, "One record per link, in the kernel's order.")

  private static let linkMembers: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord
    + [
      .always(
        "index", .unsigned,
        "ifi_index: unique in the network namespace; the kernel can reuse it after removal.")
    ]
    + Schema.Member.bytes("name", required: true, "IFLA_IFNAME.")
    + [
      .always("alternativeNames", .array(.string), "The IFLA_ALT_IFNAME in IFLA_PROP_LIST."),
      .maybe(
        "alternativeNamesHex", .array(.string),
        "The exact bytes of all alternative names in hex, if one is not valid UTF-8."),
      .maybe(
        "kind", .string,
        "IFLA_INFO_KIND: veth, bridge, ...; absent for physical devices and loopback."),
      .maybe(
        "data", .variants(linkData),
        "IFLA_INFO_DATA: the attributes of this kind; absent if the kind has none."),
      .maybe("slaveKind", .string, "IFLA_INFO_SLAVE_KIND: the kind of the link's master."),
      .maybe(
        "portData", .variants(linkPortData),
        "IFLA_INFO_SLAVE_DATA: the attributes as a port of the master, by the master's kind."),
      .always(
        "type", .string,
        "ifi_type by name: ether, loopback, none, ...; unknown-N if the number N has no name."),
      .maybe(
        "address", .string,
        "IFLA_ADDRESS: hex bytes separated by colons; on IP tunnels an IP address."),
      .maybe(
        "broadcast", .string,
        "IFLA_BROADCAST, in the same form; on tunnels the address of the other end."),
      .maybe(
        "permanentAddress", .string,
        "IFLA_PERM_ADDRESS: the address that the device was manufactured with."),
      .always(
        "flags", .array(.string),
        """
        ifi_flags by name (IFF_ in `linux/if.h`): UP, BROADCAST, LOOPBACK, POINTOPOINT, RUNNING, \
        NOARP, PROMISC, ALLMULTI, MASTER, SLAVE, MULTICAST, LOWER_UP, ...; unnamed bits in hex.
        """),
    ] + stateMembers + relationMembers + sizeMembers
    + Schema.Member.bytes("alias", "IFLA_IFALIAS: a description that an administrator set.")
    + [
      .maybe(
        "xdp", .object(xdpMembers),
        "IFLA_XDP: the attached XDP programs; absent if there are none."),
      .maybe(
        "numVirtualFunctions", .unsigned, "IFLA_NUM_VF; only with the parameter virtualFunctions."),
      .maybe(
        "virtualFunctions", .array(.object(functionMembers)),
        """
        IFLA_VFINFO_LIST of a network card; only with the parameter virtualFunctions.
        """),
      .maybe(
        "statistics", .object(statisticsMembers),
        "IFLA_STATS64, as far as the kernel's struct reaches: unsigned 64-bit counters."),
      .always(
        "addresses", .array(.object(addressMembers)),
        "The IPv4 and IPv6 addresses of the link, as in listAddresses."),
    ]

  private static let stateMembers: [Schema.Member] = [
    .maybe(
      "operState", .string,
      """
      IFLA_OPERSTATE (RFC 2863): UNKNOWN, NOTPRESENT, DOWN, LOWERLAYERDOWN, TESTING, DORMANT \
      or UP. Devices that do not track the state are UNKNOWN although they work.
      """),
    .maybe("linkMode", .string, "IFLA_LINKMODE: DEFAULT, DORMANT or TESTING."),
    .maybe("carrier", .boolean, "IFLA_CARRIER."),
    .maybe(
      "carrierChanges", .unsigned,
      "IFLA_CARRIER_CHANGES: how often the carrier came up or was lost."),
    .maybe("carrierUpCount", .unsigned, "IFLA_CARRIER_UP_COUNT."),
    .maybe("carrierDownCount", .unsigned, "IFLA_CARRIER_DOWN_COUNT."),
    .maybe("protoDown", .boolean, "IFLA_PROTO_DOWN: held down by a protocol such as MLAG."),
    .maybe(
      "promiscuity", .unsigned,
      "IFLA_PROMISCUITY: how many users of the link requested promiscuous mode."),
    .maybe(
      "allMulticast", .unsigned,
      "IFLA_ALLMULTI: how many users of the link requested all multicast packets."),
    .maybe(
      "protoDownReasons", .array(.unsigned),
      """
      IFLA_PROTO_DOWN_REASON: the numbers of the bits that are set; the host's configuration \
      (protodown_reasons.d) names them.
      """),
    .maybe(
      "inet6AddressGenerationMode", .string,
      "IFLA_INET6_ADDR_GEN_MODE: eui64, none, stable_secret or random."),
  ]

  private static let relationMembers: [Schema.Member] =
    [
      .maybe(
        "master", .unsigned,
        "IFLA_MASTER: the index of the bridge, bond or VRF that the link belongs to.")
    ]
    + Schema.Member.bytes("masterName", "The name of that link.")
    + [
      .maybe(
        "link", .unsigned,
        """
        IFLA_LINK: the index of the lower link, or of the other end of a pair. With linkNetnsID \
        it is an index in that network namespace and not valid in this one.
        """)
    ]
    + Schema.Member.bytes("linkName", "The name of that link, if it is in this namespace.")
    + [
      .maybe(
        "linkNetnsID", .integer,
        """
        IFLA_LINK_NETNSID: the id in this namespace (ip-netns(8)) of the namespace of that link; \
        -1 if it has none.
        """),
      .maybe(
        "group", .unsigned,
        """
        IFLA_GROUP: 0 is the default group; the host's configuration (iproute2/group) names the \
        others.
        """),
      .maybe(
        "netnsImmutable", .boolean,
        "IFLA_NETNS_IMMUTABLE: the link cannot move to another network namespace; Linux 6.15."),
    ] + Schema.Member.bytes("physicalPortName", "IFLA_PHYS_PORT_NAME.")
    + [
      .maybe("physicalPortID", .string, "IFLA_PHYS_PORT_ID: bytes in hex."),
      .maybe(
        "physicalSwitchID", .string,
        "IFLA_PHYS_SWITCH_ID: bytes in hex; links with the same id are ports of one switch."),
    ]
    + Schema.Member.bytes("parentDevice", "IFLA_PARENT_DEV_NAME: the link's device in sysfs.")
    + Schema.Member.bytes("parentBus", "IFLA_PARENT_DEV_BUS_NAME: the bus of that device.")

  private static let sizeMembers: [Schema.Member] = [
    .maybe("mtu", .unsigned, "IFLA_MTU: bytes."),
    .maybe("minMtu", .unsigned, "IFLA_MIN_MTU: bytes; absent if there is no limit."),
    .maybe("maxMtu", .unsigned, "IFLA_MAX_MTU: bytes; absent if there is no limit."),
    .maybe("qdisc", .string, "IFLA_QDISC: the kind of the root queueing discipline."),
    .maybe("txQueueLength", .unsigned, "IFLA_TXQLEN: packets."),
    .maybe("numTxQueues", .unsigned, "IFLA_NUM_TX_QUEUES."),
    .maybe("numRxQueues", .unsigned, "IFLA_NUM_RX_QUEUES."),
    .maybe("gsoMaxSize", .unsigned, "IFLA_GSO_MAX_SIZE: bytes."),
    .maybe("gsoMaxSegments", .unsigned, "IFLA_GSO_MAX_SEGS."),
    .maybe("groMaxSize", .unsigned, "IFLA_GRO_MAX_SIZE: bytes."),
    .maybe("tsoMaxSize", .unsigned, "IFLA_TSO_MAX_SIZE: bytes."),
    .maybe("tsoMaxSegments", .unsigned, "IFLA_TSO_MAX_SEGS."),
    .maybe("gsoIPv4MaxSize", .unsigned, "IFLA_GSO_IPV4_MAX_SIZE: bytes."),
    .maybe("groIPv4MaxSize", .unsigned, "IFLA_GRO_IPV4_MAX_SIZE: bytes."),
    .maybe(
      "maxPacingOffloadHorizon", .unsigned,
      "IFLA_MAX_PACING_OFFLOAD_HORIZON: nanoseconds; Linux 6.13."),
    .maybe(
      "headroom", .unsigned,
      "IFLA_HEADROOM: bytes that the device needs before a packet; Linux 6.18."),
    .maybe(
      "tailroom", .unsigned,
      "IFLA_TAILROOM: bytes that the device needs after a packet; Linux 6.18."),
  ]

  private static let xdpMembers: [Schema.Member] = [
    .maybe("mode", .string, "IFLA_XDP_ATTACHED: drv, skb (generic), hw, or multi (several)."),
    .maybe("programID", .unsigned, "IFLA_XDP_PROG_ID."),
    .maybe("drvProgramID", .unsigned, "IFLA_XDP_DRV_PROG_ID."),
    .maybe("skbProgramID", .unsigned, "IFLA_XDP_SKB_PROG_ID."),
    .maybe("hwProgramID", .unsigned, "IFLA_XDP_HW_PROG_ID."),
  ]

  private static let functionMembers: [Schema.Member] = [
    .maybe("index", .unsigned, "ifla_vf_mac.vf."),
    .maybe("address", .string, "IFLA_VF_MAC."),
    .maybe("broadcast", .string, "IFLA_VF_BROADCAST."),
    .maybe("vlan", .unsigned, "IFLA_VF_VLAN: the VLAN id; 0 is none."),
    .maybe("qos", .unsigned, "IFLA_VF_VLAN: the priority in the VLAN tag."),
    .maybe("txRate", .unsigned, "IFLA_VF_TX_RATE: Mbit/s; 0 is no limit."),
    .maybe("minTxRate", .unsigned, "IFLA_VF_RATE: Mbit/s."),
    .maybe("maxTxRate", .unsigned, "IFLA_VF_RATE: Mbit/s; 0 is no limit."),
    .maybe("spoofCheck", .boolean, "IFLA_VF_SPOOFCHK."),
    .maybe("linkState", .string, "IFLA_VF_LINK_STATE: auto, enable or disable."),
    .maybe("trust", .boolean, "IFLA_VF_TRUST."),
    .maybe("rssQuery", .boolean, "IFLA_VF_RSS_QUERY_EN."),
    .maybe("nodeGUIDHex", .string, "IFLA_VF_IB_NODE_GUID: 8 bytes in host byte order."),
    .maybe("portGUIDHex", .string, "IFLA_VF_IB_PORT_GUID: 8 bytes in host byte order."),
    .maybe(
      "statistics",
      .object([
        .maybe("rxPackets", .unsigned, "IFLA_VF_STATS_RX_PACKETS."),
        .maybe("txPackets", .unsigned, "IFLA_VF_STATS_TX_PACKETS."),
        .maybe("rxBytes", .unsigned, "IFLA_VF_STATS_RX_BYTES."),
        .maybe("txBytes", .unsigned, "IFLA_VF_STATS_TX_BYTES."),
        .maybe("broadcast", .unsigned, "IFLA_VF_STATS_BROADCAST."),
        .maybe("multicast", .unsigned, "IFLA_VF_STATS_MULTICAST."),
        .maybe("rxDropped", .unsigned, "IFLA_VF_STATS_RX_DROPPED."),
        .maybe("txDropped", .unsigned, "IFLA_VF_STATS_TX_DROPPED."),
      ]), "IFLA_VF_STATS."),
  ]

  private static let statisticsMembers: [Schema.Member] = [
    .maybe("rxPackets", .unsigned, "rx_packets: good packets received."),
    .maybe("txPackets", .unsigned, "tx_packets: packets sent."),
    .maybe("rxBytes", .unsigned, "rx_bytes: good bytes received."),
    .maybe("txBytes", .unsigned, "tx_bytes: good bytes sent."),
    .maybe("rxErrors", .unsigned, "rx_errors: bad packets received."),
    .maybe("txErrors", .unsigned, "tx_errors: packets that could not be sent."),
    .maybe("rxDropped", .unsigned, "rx_dropped: packets received, but not processed."),
    .maybe("txDropped", .unsigned, "tx_dropped: packets dropped before they were sent."),
    .maybe("multicast", .unsigned, "multicast: multicast packets received."),
    .maybe("collisions", .unsigned, "collisions: collisions while sending."),
    .maybe("rxLengthErrors", .unsigned, "rx_length_errors: packets of an invalid length."),
    .maybe("rxOverErrors", .unsigned, "rx_over_errors: receiver FIFO overflows."),
    .maybe("rxCrcErrors", .unsigned, "rx_crc_errors: packets with a wrong CRC."),
    .maybe("rxFrameErrors", .unsigned, "rx_frame_errors: packets with a wrong alignment."),
    .maybe("rxFifoErrors", .unsigned, "rx_fifo_errors: receiver FIFO errors."),
    .maybe("rxMissedErrors", .unsigned, "rx_missed_errors: packets missed for lack of buffers."),
    .maybe("txAbortedErrors", .unsigned, "tx_aborted_errors: sending was aborted."),
    .maybe("txCarrierErrors", .unsigned, "tx_carrier_errors: the carrier was lost."),
    .maybe("txFifoErrors", .unsigned, "tx_fifo_errors: sender FIFO underruns."),
    .maybe("txHeartbeatErrors", .unsigned, "tx_heartbeat_errors: heartbeat or SQE errors."),
    .maybe("txWindowErrors", .unsigned, "tx_window_errors: late collisions."),
    .maybe("rxCompressed", .unsigned, "rx_compressed: compressed packets received."),
    .maybe("txCompressed", .unsigned, "tx_compressed: compressed packets sent."),
    .maybe(
      "rxNoHandler", .unsigned,
      """
      rx_nohandler: packets dropped because the device is not designated to receive packets, for \
      example the backup link of a bond.
      """),
    .maybe(
      "rxOtherHostDropped", .unsigned,
      "rx_otherhost_dropped: packets dropped because they are for another host."),
  ]
}
