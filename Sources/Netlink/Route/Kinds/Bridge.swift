extension LinkKind {
  /// A bridge: IFLA_BR_. Times are in hundredths of a second (USER_HZ).
  static let bridge = LinkKind(
    ["bridge"],
    [
      LinkField(1, "forwardDelay", .number),  // IFLA_BR_FORWARD_DELAY
      LinkField(2, "helloTime", .number),  // IFLA_BR_HELLO_TIME
      LinkField(3, "maxAge", .number),  // IFLA_BR_MAX_AGE
      LinkField(4, "ageingTime", .number),  // IFLA_BR_AGEING_TIME
      LinkField(5, "stpState", .number),  // IFLA_BR_STP_STATE
      LinkField(50, "stpMode", .words(bridgeSTPMode)),  // IFLA_BR_STP_MODE
      LinkField(6, "priority", .number),  // IFLA_BR_PRIORITY
      LinkField(7, "vlanFiltering", .boolean),  // IFLA_BR_VLAN_FILTERING
      LinkField(8, "vlanProtocol", .etherType),  // IFLA_BR_VLAN_PROTOCOL
      LinkField(11, "bridgeID", .bridgeID),  // IFLA_BR_BRIDGE_ID
      LinkField(10, "rootID", .bridgeID),  // IFLA_BR_ROOT_ID
      LinkField(12, "rootPort", .number),  // IFLA_BR_ROOT_PORT
      LinkField(13, "rootPathCost", .number),  // IFLA_BR_ROOT_PATH_COST
      LinkField(14, "topologyChange", .boolean),  // IFLA_BR_TOPOLOGY_CHANGE
      LinkField(15, "topologyChangeDetected", .boolean),  // IFLA_BR_TOPOLOGY_CHANGE_DETECTED
      LinkField(16, "helloTimer", .number),  // IFLA_BR_HELLO_TIMER
      LinkField(17, "tcnTimer", .number),  // IFLA_BR_TCN_TIMER
      LinkField(18, "topologyChangeTimer", .number),  // IFLA_BR_TOPOLOGY_CHANGE_TIMER
      LinkField(19, "gcTimer", .number),  // IFLA_BR_GC_TIMER
      LinkField(48, "fdbLearned", .number),  // IFLA_BR_FDB_N_LEARNED
      LinkField(49, "fdbMaxLearned", .number),  // IFLA_BR_FDB_MAX_LEARNED
      LinkField(39, "vlanDefaultPVID", .number),  // IFLA_BR_VLAN_DEFAULT_PVID
      LinkField(41, "vlanStatsEnabled", .boolean),  // IFLA_BR_VLAN_STATS_ENABLED
      LinkField(45, "vlanStatsPerPort", .boolean),  // IFLA_BR_VLAN_STATS_PER_PORT
      LinkField(9, "groupForwardMask", .number),  // IFLA_BR_GROUP_FWD_MASK
      LinkField(20, "groupAddress", .hardwareAddress),  // IFLA_BR_GROUP_ADDR
      LinkField(23, "multicastSnooping", .boolean),  // IFLA_BR_MCAST_SNOOPING
      LinkField(46, "booleanOptions", .maskedBits(bridgeOptions)),  // IFLA_BR_MULTI_BOOLOPT
      LinkField(22, "multicastRouter", .number),  // IFLA_BR_MCAST_ROUTER
      // IFLA_BR_MCAST_QUERY_USE_IFADDR
      LinkField(24, "multicastQueryUseInterfaceAddress", .boolean),
      LinkField(25, "multicastQuerier", .boolean),  // IFLA_BR_MCAST_QUERIER
      // IFLA_BR_MCAST_QUERIER_STATE
      LinkField(47, "multicastQuerierState", .nested(bridgeQuerierState.fields)),
      LinkField(26, "multicastHashElasticity", .number),  // IFLA_BR_MCAST_HASH_ELASTICITY
      LinkField(27, "multicastHashMax", .number),  // IFLA_BR_MCAST_HASH_MAX
      LinkField(28, "multicastLastMemberCount", .number),  // IFLA_BR_MCAST_LAST_MEMBER_CNT
      LinkField(29, "multicastStartupQueryCount", .number),  // IFLA_BR_MCAST_STARTUP_QUERY_CNT
      LinkField(30, "multicastLastMemberInterval", .number),  // IFLA_BR_MCAST_LAST_MEMBER_INTVL
      LinkField(31, "multicastMembershipInterval", .number),  // IFLA_BR_MCAST_MEMBERSHIP_INTVL
      LinkField(32, "multicastQuerierInterval", .number),  // IFLA_BR_MCAST_QUERIER_INTVL
      LinkField(33, "multicastQueryInterval", .number),  // IFLA_BR_MCAST_QUERY_INTVL
      // IFLA_BR_MCAST_QUERY_RESPONSE_INTVL
      LinkField(34, "multicastQueryResponseInterval", .number),
      LinkField(35, "multicastStartupQueryInterval", .number),  // IFLA_BR_MCAST_STARTUP_QUERY_INTVL
      LinkField(42, "multicastStatsEnabled", .boolean),  // IFLA_BR_MCAST_STATS_ENABLED
      LinkField(43, "multicastIGMPVersion", .number),  // IFLA_BR_MCAST_IGMP_VERSION
      LinkField(44, "multicastMLDVersion", .number),  // IFLA_BR_MCAST_MLD_VERSION
      LinkField(36, "nfCallIPTables", .boolean),  // IFLA_BR_NF_CALL_IPTABLES
      LinkField(37, "nfCallIP6Tables", .boolean),  // IFLA_BR_NF_CALL_IP6TABLES
      LinkField(38, "nfCallARPTables", .boolean),  // IFLA_BR_NF_CALL_ARPTABLES
      LinkField(40, "", .padding),  // IFLA_BR_PAD
    ])

  /// Inside IFLA_BR_MCAST_QUERIER_STATE: the multicast querier of the network.
  static let bridgeQuerierState = LinkKind(
    [],
    [
      LinkField(1, "ipAddress", .ipAddress),  // BRIDGE_QUERIER_IP_ADDRESS
      LinkField(2, "ipPort", .number),  // BRIDGE_QUERIER_IP_PORT
      LinkField(3, "ipOtherTimer", .number),  // BRIDGE_QUERIER_IP_OTHER_TIMER
      LinkField(5, "ipv6Address", .ipAddress),  // BRIDGE_QUERIER_IPV6_ADDRESS
      LinkField(6, "ipv6Port", .number),  // BRIDGE_QUERIER_IPV6_PORT
      LinkField(7, "ipv6OtherTimer", .number),  // BRIDGE_QUERIER_IPV6_OTHER_TIMER
      LinkField(4, "", .padding),  // BRIDGE_QUERIER_PAD
    ])

  static let bridgeSTPMode: [WireWord] = [
    WireWord(0, "auto"),  // BR_STP_MODE_AUTO
    WireWord(1, "user"),  // BR_STP_MODE_USER
    WireWord(2, "kernel"),  // BR_STP_MODE_KERNEL
  ]

  static let bridgeOptions: [WireWord] = [
    WireWord(1, "NO_LL_LEARN"),  // 1 << BR_BOOLOPT_NO_LL_LEARN
    WireWord(2, "MCAST_VLAN_SNOOPING"),  // 1 << BR_BOOLOPT_MCAST_VLAN_SNOOPING
    WireWord(4, "MST_ENABLE"),  // 1 << BR_BOOLOPT_MST_ENABLE
    WireWord(8, "MDB_OFFLOAD_FAIL_NOTIFICATION"),  // 1 << BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION
    WireWord(16, "FDB_LOCAL_VLAN_0"),  // 1 << BR_BOOLOPT_FDB_LOCAL_VLAN_0
  ]
}
