extension MethodContract {
  static let bridgeMembers: [Schema.Member] =
    [
      .maybe("forwardDelay", .unsigned, "IFLA_BR_FORWARD_DELAY: hundredths of a second."),
      .maybe("helloTime", .unsigned, "IFLA_BR_HELLO_TIME: hundredths of a second."),
      .maybe("maxAge", .unsigned, "IFLA_BR_MAX_AGE: hundredths of a second."),
      .maybe("ageingTime", .unsigned, "IFLA_BR_AGEING_TIME: hundredths of a second."),
      .maybe(
        "stpState", .unsigned,
        "IFLA_BR_STP_STATE: 0 is off, 1 is the kernel's STP, 2 is STP in user space."),
      .maybe("stpMode", .string, "IFLA_BR_STP_MODE: auto, user or kernel; newer kernels."),
      .maybe("priority", .unsigned, "IFLA_BR_PRIORITY."),
      .maybe("vlanFiltering", .boolean, "IFLA_BR_VLAN_FILTERING."),
      .maybe(
        "vlanProtocol", .string,
        "IFLA_BR_VLAN_PROTOCOL: 802.1Q, 802.1ad, or another EtherType in hex."),
      .maybe(
        "bridgeID", .string, "IFLA_BR_BRIDGE_ID: the priority in hex, a dot, and the address."),
      .maybe("rootID", .string, "IFLA_BR_ROOT_ID: the designated root, in the same form."),
      .maybe("rootPort", .unsigned, "IFLA_BR_ROOT_PORT."),
      .maybe("rootPathCost", .unsigned, "IFLA_BR_ROOT_PATH_COST."),
      .maybe("topologyChange", .boolean, "IFLA_BR_TOPOLOGY_CHANGE."),
      .maybe("topologyChangeDetected", .boolean, "IFLA_BR_TOPOLOGY_CHANGE_DETECTED."),
      .maybe("helloTimer", .unsigned, "IFLA_BR_HELLO_TIMER: remaining hundredths of a second."),
      .maybe("tcnTimer", .unsigned, "IFLA_BR_TCN_TIMER: remaining hundredths of a second."),
      .maybe(
        "topologyChangeTimer", .unsigned,
        "IFLA_BR_TOPOLOGY_CHANGE_TIMER: remaining hundredths of a second."),
      .maybe("gcTimer", .unsigned, "IFLA_BR_GC_TIMER: remaining hundredths of a second."),
      .maybe("fdbLearned", .unsigned, "IFLA_BR_FDB_N_LEARNED: learned entries; Linux 6.7."),
      .maybe(
        "fdbMaxLearned", .unsigned,
        "IFLA_BR_FDB_MAX_LEARNED: the limit of learned entries; 0 is no limit; Linux 6.7."),
      .maybe("vlanDefaultPVID", .unsigned, "IFLA_BR_VLAN_DEFAULT_PVID."),
      .maybe("vlanStatsEnabled", .boolean, "IFLA_BR_VLAN_STATS_ENABLED."),
      .maybe("vlanStatsPerPort", .boolean, "IFLA_BR_VLAN_STATS_PER_PORT."),
      .maybe(
        "groupForwardMask", .unsigned,
        "IFLA_BR_GROUP_FWD_MASK: bit X is set if frames to 01-80-c2-00-00-0X are forwarded."),
      .maybe("groupAddress", .string, "IFLA_BR_GROUP_ADDR."),
      .maybe("multicastSnooping", .boolean, "IFLA_BR_MCAST_SNOOPING."),
      .maybe(
        "booleanOptions", .array(.string),
        "IFLA_BR_MULTI_BOOLOPT (struct br_boolopt_multi): the names of the options that are on."),
      .maybe(
        "multicastRouter", .unsigned,
        "IFLA_BR_MCAST_ROUTER (MDB_RTR_TYPE_): 0 off, 1 learned, 2 always."),
      .maybe("multicastQueryUseInterfaceAddress", .boolean, "IFLA_BR_MCAST_QUERY_USE_IFADDR."),
      .maybe("multicastQuerier", .boolean, "IFLA_BR_MCAST_QUERIER."),
      .maybe(
        "multicastQuerierState", .object(bridgeQuerierStateMembers),
        "IFLA_BR_MCAST_QUERIER_STATE: the multicast queriers."),
      .maybe("multicastHashElasticity", .unsigned, "IFLA_BR_MCAST_HASH_ELASTICITY."),
      .maybe("multicastHashMax", .unsigned, "IFLA_BR_MCAST_HASH_MAX."),
      .maybe("multicastLastMemberCount", .unsigned, "IFLA_BR_MCAST_LAST_MEMBER_CNT."),
      .maybe("multicastStartupQueryCount", .unsigned, "IFLA_BR_MCAST_STARTUP_QUERY_CNT."),
      .maybe(
        "multicastLastMemberInterval", .unsigned,
        "IFLA_BR_MCAST_LAST_MEMBER_INTVL: hundredths of a second."),
      .maybe(
        "multicastMembershipInterval", .unsigned,
        "IFLA_BR_MCAST_MEMBERSHIP_INTVL: hundredths of a second."),
      .maybe(
        "multicastQuerierInterval", .unsigned,
        "IFLA_BR_MCAST_QUERIER_INTVL: hundredths of a second."),
      .maybe(
        "multicastQueryInterval", .unsigned,
        "IFLA_BR_MCAST_QUERY_INTVL: hundredths of a second."),
      .maybe(
        "multicastQueryResponseInterval", .unsigned,
        "IFLA_BR_MCAST_QUERY_RESPONSE_INTVL: hundredths of a second."),
      .maybe(
        "multicastStartupQueryInterval", .unsigned,
        "IFLA_BR_MCAST_STARTUP_QUERY_INTVL: hundredths of a second."),
      .maybe("multicastStatsEnabled", .boolean, "IFLA_BR_MCAST_STATS_ENABLED."),
      .maybe("multicastIGMPVersion", .unsigned, "IFLA_BR_MCAST_IGMP_VERSION."),
      .maybe("multicastMLDVersion", .unsigned, "IFLA_BR_MCAST_MLD_VERSION."),
      .maybe("nfCallIPTables", .boolean, "IFLA_BR_NF_CALL_IPTABLES."),
      .maybe("nfCallIP6Tables", .boolean, "IFLA_BR_NF_CALL_IP6TABLES."),
      .maybe("nfCallARPTables", .boolean, "IFLA_BR_NF_CALL_ARPTABLES."),
    ]

  private static let bridgeQuerierStateMembers: [Schema.Member] =
    [
      .maybe("ipAddress", .string, "BRIDGE_QUERIER_IP_ADDRESS."),
      .maybe("ipPort", .unsigned, "BRIDGE_QUERIER_IP_PORT."),
      .maybe("ipOtherTimer", .unsigned, "BRIDGE_QUERIER_IP_OTHER_TIMER: hundredths of a second."),
      .maybe("ipv6Address", .string, "BRIDGE_QUERIER_IPV6_ADDRESS."),
      .maybe("ipv6Port", .unsigned, "BRIDGE_QUERIER_IPV6_PORT."),
      .maybe(
        "ipv6OtherTimer", .unsigned,
        "BRIDGE_QUERIER_IPV6_OTHER_TIMER: hundredths of a second."),
    ]

  static let bridgePortMembers: [Schema.Member] =
    [
      .maybe(
        "state", .string,
        "IFLA_BRPORT_STATE: disabled, listening, learning, forwarding or blocking."),
      .maybe("priority", .unsigned, "IFLA_BRPORT_PRIORITY."),
      .maybe("cost", .unsigned, "IFLA_BRPORT_COST."),
      .maybe(
        "hairpin", .boolean,
        "IFLA_BRPORT_MODE: frames may leave by the port that they arrived on."),
      .maybe("guard", .boolean, "IFLA_BRPORT_GUARD: BPDU guard."),
      .maybe(
        "protect", .boolean,
        "IFLA_BRPORT_PROTECT: the port never becomes the root port; `ip` prints root_block."),
      .maybe("fastLeave", .boolean, "IFLA_BRPORT_FAST_LEAVE."),
      .maybe("learning", .boolean, "IFLA_BRPORT_LEARNING."),
      .maybe("unicastFlood", .boolean, "IFLA_BRPORT_UNICAST_FLOOD."),
      .maybe("id", .unsigned, "IFLA_BRPORT_ID."),
      .maybe("number", .unsigned, "IFLA_BRPORT_NO."),
      .maybe("designatedPort", .unsigned, "IFLA_BRPORT_DESIGNATED_PORT."),
      .maybe("designatedCost", .unsigned, "IFLA_BRPORT_DESIGNATED_COST."),
      .maybe("bridgeID", .string, "IFLA_BRPORT_BRIDGE_ID: the designated bridge."),
      .maybe("rootID", .string, "IFLA_BRPORT_ROOT_ID: the designated root."),
      .maybe(
        "holdTimer", .unsigned,
        "IFLA_BRPORT_HOLD_TIMER: remaining hundredths of a second."),
      .maybe(
        "messageAgeTimer", .unsigned,
        "IFLA_BRPORT_MESSAGE_AGE_TIMER: remaining hundredths of a second."),
      .maybe(
        "forwardDelayTimer", .unsigned,
        "IFLA_BRPORT_FORWARD_DELAY_TIMER: remaining hundredths of a second."),
      .maybe("topologyChangeAck", .boolean, "IFLA_BRPORT_TOPOLOGY_CHANGE_ACK."),
      .maybe("configPending", .boolean, "IFLA_BRPORT_CONFIG_PENDING."),
      .maybe("proxyARP", .boolean, "IFLA_BRPORT_PROXYARP."),
      .maybe("proxyARPWifi", .boolean, "IFLA_BRPORT_PROXYARP_WIFI."),
      .maybe("learningSync", .boolean, "IFLA_BRPORT_LEARNING_SYNC."),
      .maybe(
        "multicastRouter", .unsigned,
        """
        IFLA_BRPORT_MULTICAST_ROUTER (MDB_RTR_TYPE_): 0 off, 1 learned, 2 always, 3 temporarily.
        """),
      .maybe("multicastFlood", .boolean, "IFLA_BRPORT_MCAST_FLOOD."),
      .maybe("broadcastFlood", .boolean, "IFLA_BRPORT_BCAST_FLOOD."),
      .maybe("multicastToUnicast", .boolean, "IFLA_BRPORT_MCAST_TO_UCAST."),
      .maybe("neighborSuppress", .boolean, "IFLA_BRPORT_NEIGH_SUPPRESS."),
      .maybe("neighborVLANSuppress", .boolean, "IFLA_BRPORT_NEIGH_VLAN_SUPPRESS."),
      .maybe("neighborForwardGratuitous", .boolean, "IFLA_BRPORT_NEIGH_FORWARD_GRAT."),
      .maybe(
        "groupForwardMask", .unsigned,
        "IFLA_BRPORT_GROUP_FWD_MASK: bit X is set if frames to 01-80-c2-00-00-0X are forwarded."),
      .maybe("vlanTunnel", .boolean, "IFLA_BRPORT_VLAN_TUNNEL."),
      .maybe("isolated", .boolean, "IFLA_BRPORT_ISOLATED."),
      .maybe("locked", .boolean, "IFLA_BRPORT_LOCKED."),
      .maybe("mab", .boolean, "IFLA_BRPORT_MAB: MAC authentication bypass; Linux 6.2."),
      .maybe("backupPort", .unsigned, "IFLA_BRPORT_BACKUP_PORT: the index of a link."),
    ]
    + Schema.Member.bytes("backupPortName", "The name of that link.")
    + [
      .maybe(
        "backupNexthop", .unsigned, "IFLA_BRPORT_BACKUP_NHID: the id of a next-hop object."),
      .maybe("mrpRingOpen", .boolean, "IFLA_BRPORT_MRP_RING_OPEN."),
      .maybe("mrpInterconnectOpen", .boolean, "IFLA_BRPORT_MRP_IN_OPEN."),
      .maybe("multicastEHTHostsLimit", .unsigned, "IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT."),
      .maybe("multicastEHTHostsCount", .unsigned, "IFLA_BRPORT_MCAST_EHT_HOSTS_CNT."),
      .maybe("multicastGroups", .unsigned, "IFLA_BRPORT_MCAST_N_GROUPS: Linux 6.3."),
      .maybe(
        "multicastMaxGroups", .unsigned,
        "IFLA_BRPORT_MCAST_MAX_GROUPS: the limit of multicastGroups; 0 is no limit; Linux 6.3."),
    ]
}
