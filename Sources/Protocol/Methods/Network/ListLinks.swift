extension MethodContract {
  /// `listLinks`: network devices with their counters and addresses.
  public static let listLinks = MethodContract(
    name: "listLinks",
    summary: "Network links with counters and addresses",
    description: """
      Dumps the links of a network namespace, as `ip -d -s link` does, each with its \
      addresses. Where all are asked for, their number is checked against the kernel's \
      counters, which come from a dump of their own: links that the first one left out are the \
      problem linksMissing. A dump that changes of the kernel's table interrupt is read again a \
      few times. Names and aliases are what their makers chose, any bytes. All parameters \
      beside netns narrow the list; index and name ask the kernel for one link alone.
      """,
    parameters: [
      .networkNamespace,
      .maybe("index", .unsigned, "The link with this index; an error where there is none."),
      .maybe(
        "name", .string,
        "The link with this name or alternative name; an error where there is none."),
      .maybe("kind", .string, "Links of this kind, as kind tells it: veth, bridge, vxlan, ..."),
      .maybe(
        "master", .string,
        "Links that belong to this bridge, bond or VRF: its name, or its index in decimal."),
      .maybe("up", .boolean, "Links that are set up (IFF_UP), or those that are not."),
      .maybe(
        "virtualFunctions", .boolean,
        "Tells the virtual functions of cards, too. With very many the kernel may fail."),
    ],
    list: "links", of: linkMembers, "One record a link, in the kernel's order.")

  private static let linkMembers: [Schema.Member] =
    Schema.Member.networkNamespaceOfRecord
    + [.always("index", .unsigned, "ifi_index: unique in its network namespace, and reused.")]
    + Schema.Member.bytes("name", required: true, "IFLA_IFNAME.")
    + [
      .always("alternativeNames", .array(.string), "IFLA_ALT_IFNAME of IFLA_PROP_LIST."),
      .maybe(
        "alternativeNamesHex", .array(.string),
        "The exact bytes of all of them in hex, where one is not valid UTF-8."),
      .maybe("kind", .string, "IFLA_INFO_KIND: veth, bridge, ...; absent on physical ones and lo."),
      .maybe(
        "data", .variants(linkData),
        "IFLA_INFO_DATA: what links of its kind tell; absent where the kind tells nothing."),
      .maybe("slaveKind", .string, "IFLA_INFO_SLAVE_KIND: the kind of its master."),
      .maybe(
        "portData", .variants(linkPortData),
        "IFLA_INFO_SLAVE_DATA: what it is to its master, by the master's kind."),
      .always(
        "type", .string,
        "ifi_type in words: ether, loopback, none, ...; unknown-N where it has no word."),
      .maybe(
        "address", .string,
        "IFLA_ADDRESS: colons between hex bytes; as an IP address on IP tunnels."),
      .maybe("broadcast", .string, "IFLA_BROADCAST: likewise; a tunnel's far end."),
      .maybe("permanentAddress", .string, "IFLA_PERM_ADDRESS: what the device was made with."),
      .always(
        "flags", .array(.string),
        """
        ifi_flags in the words of IFF_ in `linux/if.h`: UP, BROADCAST, LOOPBACK, POINTOPOINT, \
        RUNNING, NOARP, PROMISC, ALLMULTI, MASTER, SLAVE, MULTICAST, LOWER_UP, ...; bits \
        without a name as hex.
        """),
    ] + stateMembers + relationMembers + sizeMembers
    + Schema.Member.bytes("alias", "IFLA_IFALIAS: a description that its owner wrote.")
    + [
      .maybe("xdp", .object(xdpMembers), "IFLA_XDP: programs that see packets first, if any."),
      .maybe("numVirtualFunctions", .unsigned, "IFLA_NUM_VF, with virtualFunctions."),
      .maybe(
        "virtualFunctions", .array(.object(functionMembers)),
        "IFLA_VFINFO_LIST, with virtualFunctions, of the host's cards."),
      .maybe(
        "statistics", .object(statisticsMembers),
        "IFLA_STATS64, as far as this kernel has them; unsigned 64-bit counts."),
      .always(
        "addresses", .array(.object(addressMembers)),
        "Its IPv4 and IPv6 addresses, as in `listAddresses`."),
    ]

  private static let stateMembers: [Schema.Member] = [
    .maybe(
      "operState", .string,
      """
      IFLA_OPERSTATE (RFC 2863): UNKNOWN, NOTPRESENT, DOWN, LOWERLAYERDOWN, TESTING, DORMANT \
      or UP; UNKNOWN is also what devices without a notion of it are, though they work.
      """),
    .maybe("linkMode", .string, "IFLA_LINKMODE: DEFAULT, DORMANT or TESTING."),
    .maybe("carrier", .boolean, "IFLA_CARRIER."),
    .maybe("carrierChanges", .unsigned, "IFLA_CARRIER_CHANGES, both ways."),
    .maybe("carrierUpCount", .unsigned, "IFLA_CARRIER_UP_COUNT."),
    .maybe("carrierDownCount", .unsigned, "IFLA_CARRIER_DOWN_COUNT."),
    .maybe("protoDown", .boolean, "IFLA_PROTO_DOWN: held down by a protocol such as MLAG."),
    .maybe("promiscuity", .unsigned, "IFLA_PROMISCUITY: how many want it promiscuous."),
    .maybe("allMulticast", .unsigned, "IFLA_ALLMULTI: how many want all multicast packets."),
    .maybe(
      "protoDownReasons", .array(.unsigned),
      "IFLA_PROTO_DOWN_REASON: the numbers of the bits that are set; names are the host's own."),
    .maybe(
      "inet6AddressGenerationMode", .string,
      "IFLA_INET6_ADDR_GEN_MODE: eui64, none, stable_secret or random."),
  ]

  private static let relationMembers: [Schema.Member] =
    [.maybe("master", .unsigned, "IFLA_MASTER: the index of the bridge, bond or VRF above it.")]
    + Schema.Member.bytes("masterName", "The name of that link.")
    + [
      .maybe(
        "link", .unsigned,
        """
        IFLA_LINK: the index of the link below it or at its other end. Beside linkNetnsID it \
        is an index in that network namespace and means nothing in this one.
        """)
    ]
    + Schema.Member.bytes("linkName", "The name of that link, where it is in this namespace.")
    + [
      .maybe(
        "linkNetnsID", .integer,
        "IFLA_LINK_NETNSID: this namespace's number for the one that link is in; -1 for none."),
      .maybe(
        "group", .unsigned,
        "IFLA_GROUP: 0 is the default group; the names of others are the host's own."),
      .maybe(
        "netnsImmutable", .boolean,
        "IFLA_NETNS_IMMUTABLE: it cannot be moved to another network namespace; Linux 6.15."),
    ] + Schema.Member.bytes("physicalPortName", "IFLA_PHYS_PORT_NAME.")
    + [
      .maybe("physicalPortID", .string, "IFLA_PHYS_PORT_ID: bytes in hex."),
      .maybe(
        "physicalSwitchID", .string,
        "IFLA_PHYS_SWITCH_ID: bytes in hex; links with the same are ports of one switch."),
    ] + Schema.Member.bytes("parentDevice", "IFLA_PARENT_DEV_NAME: its device in sysfs.")
    + Schema.Member.bytes("parentBus", "IFLA_PARENT_DEV_BUS_NAME: that device's bus.")

  private static let sizeMembers: [Schema.Member] = [
    .maybe("mtu", .unsigned, "IFLA_MTU: bytes."),
    .maybe("minMtu", .unsigned, "IFLA_MIN_MTU: bytes; absent where there is no limit."),
    .maybe("maxMtu", .unsigned, "IFLA_MAX_MTU: bytes; absent where there is no limit."),
    .maybe("qdisc", .string, "IFLA_QDISC: the kind of its root queueing discipline."),
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
    .maybe("headroom", .unsigned, "IFLA_HEADROOM: bytes it needs before packets; Linux 6.18."),
    .maybe("tailroom", .unsigned, "IFLA_TAILROOM: bytes it needs behind packets; Linux 6.18."),
  ]

  private static let xdpMembers: [Schema.Member] = [
    .maybe("mode", .string, "IFLA_XDP_ATTACHED: drv, skb (generic), hw, or multi: several."),
    .maybe("programID", .unsigned, "IFLA_XDP_PROG_ID."),
    .maybe("drvProgramID", .unsigned, "IFLA_XDP_DRV_PROG_ID."),
    .maybe("skbProgramID", .unsigned, "IFLA_XDP_SKB_PROG_ID."),
    .maybe("hwProgramID", .unsigned, "IFLA_XDP_HW_PROG_ID."),
  ]

  private static let functionMembers: [Schema.Member] = [
    .maybe("index", .unsigned, "ifla_vf_mac.vf."),
    .maybe("address", .string, "IFLA_VF_MAC."),
    .maybe("broadcast", .string, "IFLA_VF_BROADCAST."),
    .maybe("vlan", .unsigned, "IFLA_VF_VLAN: 0 is none."),
    .maybe("qos", .unsigned, "IFLA_VF_VLAN: the priority in its tag."),
    .maybe("txRate", .unsigned, "IFLA_VF_TX_RATE: Mbit a second; 0 is no limit."),
    .maybe("minTxRate", .unsigned, "IFLA_VF_RATE: Mbit a second."),
    .maybe("maxTxRate", .unsigned, "IFLA_VF_RATE: Mbit a second; 0 is no limit."),
    .maybe("spoofCheck", .boolean, "IFLA_VF_SPOOFCHK."),
    .maybe("linkState", .string, "IFLA_VF_LINK_STATE: auto, enable or disable."),
    .maybe("trust", .boolean, "IFLA_VF_TRUST."),
    .maybe("rssQuery", .boolean, "IFLA_VF_RSS_QUERY_EN."),
    .maybe("nodeGUIDHex", .string, "IFLA_VF_IB_NODE_GUID: 8 bytes in host byte order."),
    .maybe("portGUIDHex", .string, "IFLA_VF_IB_PORT_GUID: likewise."),
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
    .maybe("rxDropped", .unsigned, "rx_dropped: received, but not processed."),
    .maybe("txDropped", .unsigned, "tx_dropped: dropped on their way out."),
    .maybe("multicast", .unsigned, "multicast: multicast packets received."),
    .maybe("collisions", .unsigned, "collisions: collisions while sending."),
    .maybe("rxLengthErrors", .unsigned, "rx_length_errors: of an invalid length."),
    .maybe("rxOverErrors", .unsigned, "rx_over_errors: receiver FIFO overflows."),
    .maybe("rxCrcErrors", .unsigned, "rx_crc_errors: with a wrong CRC."),
    .maybe("rxFrameErrors", .unsigned, "rx_frame_errors: with a wrong alignment."),
    .maybe("rxFifoErrors", .unsigned, "rx_fifo_errors: receiver FIFO errors."),
    .maybe("rxMissedErrors", .unsigned, "rx_missed_errors: missed for lack of room."),
    .maybe("txAbortedErrors", .unsigned, "tx_aborted_errors: sending was given up."),
    .maybe("txCarrierErrors", .unsigned, "tx_carrier_errors: the carrier was lost."),
    .maybe("txFifoErrors", .unsigned, "tx_fifo_errors: sender FIFO underruns."),
    .maybe("txHeartbeatErrors", .unsigned, "tx_heartbeat_errors: heartbeat or SQE errors."),
    .maybe("txWindowErrors", .unsigned, "tx_window_errors: late collisions."),
    .maybe("rxCompressed", .unsigned, "rx_compressed: compressed packets received."),
    .maybe("txCompressed", .unsigned, "tx_compressed: compressed packets sent."),
    .maybe("rxNoHandler", .unsigned, "rx_nohandler: dropped, the device was not meant to get any."),
    .maybe("rxOtherHostDropped", .unsigned, "rx_otherhost_dropped: meant for another host."),
  ]
}
