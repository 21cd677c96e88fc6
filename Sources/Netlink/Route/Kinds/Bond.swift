extension LinkKind {
  /// Several links aggregated into one: IFLA_BOND_. Times are in milliseconds.
  static let bond = LinkKind(
    ["bond"],
    [
      LinkField(1, "mode", .words(bondMode)),  // IFLA_BOND_MODE
      LinkField(2, "activeSlave", .link("activeSlaveName")),  // IFLA_BOND_ACTIVE_SLAVE
      LinkField(3, "miimon", .number),  // IFLA_BOND_MIIMON
      LinkField(4, "upDelay", .number),  // IFLA_BOND_UPDELAY
      LinkField(5, "downDelay", .number),  // IFLA_BOND_DOWNDELAY
      LinkField(28, "peerNotifyDelay", .number),  // IFLA_BOND_PEER_NOTIF_DELAY
      LinkField(6, "useCarrier", .boolean),  // IFLA_BOND_USE_CARRIER
      LinkField(7, "arpInterval", .number),  // IFLA_BOND_ARP_INTERVAL
      LinkField(30, "missedMax", .number),  // IFLA_BOND_MISSED_MAX
      LinkField(8, "arpIPTargets", .list(.ipAddress)),  // IFLA_BOND_ARP_IP_TARGET
      LinkField(31, "nsIP6Targets", .list(.ipAddress)),  // IFLA_BOND_NS_IP6_TARGET
      LinkField(9, "arpValidate", .words(bondValidate)),  // IFLA_BOND_ARP_VALIDATE
      LinkField(10, "arpAllTargets", .words(bondTargets)),  // IFLA_BOND_ARP_ALL_TARGETS
      LinkField(11, "primary", .link("primaryName")),  // IFLA_BOND_PRIMARY
      LinkField(12, "primaryReselect", .words(bondReselect)),  // IFLA_BOND_PRIMARY_RESELECT
      LinkField(13, "failOverMAC", .words(bondFailOver)),  // IFLA_BOND_FAIL_OVER_MAC
      LinkField(14, "transmitHashPolicy", .words(bondPolicy)),  // IFLA_BOND_XMIT_HASH_POLICY
      LinkField(15, "resendIGMP", .number),  // IFLA_BOND_RESEND_IGMP
      LinkField(16, "numPeerNotifications", .number),  // IFLA_BOND_NUM_PEER_NOTIF
      LinkField(17, "allSlavesActive", .boolean),  // IFLA_BOND_ALL_SLAVES_ACTIVE
      LinkField(18, "minLinks", .number),  // IFLA_BOND_MIN_LINKS
      LinkField(19, "lpInterval", .number),  // IFLA_BOND_LP_INTERVAL
      LinkField(20, "packetsPerSlave", .number),  // IFLA_BOND_PACKETS_PER_SLAVE
      LinkField(29, "adLACPActive", .boolean),  // IFLA_BOND_AD_LACP_ACTIVE
      LinkField(21, "adLACPRate", .words(bondRate)),  // IFLA_BOND_AD_LACP_RATE
      LinkField(32, "coupledControl", .boolean),  // IFLA_BOND_COUPLED_CONTROL
      LinkField(33, "broadcastNeighbor", .boolean),  // IFLA_BOND_BROADCAST_NEIGH
      LinkField(34, "lacpStrict", .boolean),  // IFLA_BOND_LACP_STRICT
      LinkField(22, "adSelect", .words(bondSelect)),  // IFLA_BOND_AD_SELECT
      LinkField(23, "adInfo", .nested(bondAggregator.fields)),  // IFLA_BOND_AD_INFO
      // bond_fill_info of drivers/net/bonding/bond_netlink.c reserves these three.
      // IFLA_BOND_AD_ACTOR_SYS_PRIO
      LinkField(24, "adActorSystemPriority", .number, isReserved: true),
      // IFLA_BOND_AD_USER_PORT_KEY
      LinkField(25, "adUserPortKey", .number, isReserved: true),
      // IFLA_BOND_AD_ACTOR_SYSTEM
      LinkField(26, "adActorSystem", .hardwareAddress, isReserved: true),
      LinkField(27, "tlbDynamicLoadBalancing", .boolean),  // IFLA_BOND_TLB_DYNAMIC_LB
    ])

  /// Inside IFLA_BOND_AD_INFO.
  static let bondAggregator = LinkKind(
    [],
    [
      LinkField(1, "aggregator", .number),  // IFLA_BOND_AD_INFO_AGGREGATOR
      LinkField(2, "numPorts", .number),  // IFLA_BOND_AD_INFO_NUM_PORTS
      LinkField(3, "actorKey", .number),  // IFLA_BOND_AD_INFO_ACTOR_KEY
      LinkField(4, "partnerKey", .number),  // IFLA_BOND_AD_INFO_PARTNER_KEY
      LinkField(5, "partnerMAC", .hardwareAddress),  // IFLA_BOND_AD_INFO_PARTNER_MAC
    ])

  static let bondMode: [WireWord] = [
    WireWord(0, "balance-rr"),  // BOND_MODE_ROUNDROBIN of linux/if_bonding.h
    WireWord(1, "active-backup"),  // BOND_MODE_ACTIVEBACKUP
    WireWord(2, "balance-xor"),  // BOND_MODE_XOR
    WireWord(3, "broadcast"),  // BOND_MODE_BROADCAST
    WireWord(4, "802.3ad"),  // BOND_MODE_8023AD
    WireWord(5, "balance-tlb"),  // BOND_MODE_TLB
    WireWord(6, "balance-alb"),  // BOND_MODE_ALB
  ]

  static let bondValidate: [WireWord] = [
    WireWord(0, "none"),  // BOND_ARP_VALIDATE_NONE of net/bonding.h
    WireWord(1, "active"),  // BOND_ARP_VALIDATE_ACTIVE
    WireWord(2, "backup"),  // BOND_ARP_VALIDATE_BACKUP
    WireWord(3, "all"),  // BOND_ARP_VALIDATE_ALL
    WireWord(4, "filter"),  // BOND_ARP_FILTER
    WireWord(5, "filter_active"),  // BOND_ARP_FILTER | BOND_ARP_VALIDATE_ACTIVE
    WireWord(6, "filter_backup"),  // BOND_ARP_FILTER | BOND_ARP_VALIDATE_BACKUP
  ]

  static let bondTargets: [WireWord] = [
    WireWord(0, "any"),  // BOND_ARP_TARGETS_ANY of net/bond_options.h
    WireWord(1, "all"),  // BOND_ARP_TARGETS_ALL
  ]

  static let bondReselect: [WireWord] = [
    WireWord(0, "always"),  // BOND_PRI_RESELECT_ALWAYS of net/bond_options.h
    WireWord(1, "better"),  // BOND_PRI_RESELECT_BETTER
    WireWord(2, "failure"),  // BOND_PRI_RESELECT_FAILURE
  ]

  static let bondFailOver: [WireWord] = [
    WireWord(0, "none"),  // BOND_FOM_NONE of net/bond_options.h
    WireWord(1, "active"),  // BOND_FOM_ACTIVE
    WireWord(2, "follow"),  // BOND_FOM_FOLLOW
  ]

  static let bondPolicy: [WireWord] = [
    WireWord(0, "layer2"),  // BOND_XMIT_POLICY_LAYER2 of linux/if_bonding.h
    WireWord(1, "layer3+4"),  // BOND_XMIT_POLICY_LAYER34
    WireWord(2, "layer2+3"),  // BOND_XMIT_POLICY_LAYER23
    WireWord(3, "encap2+3"),  // BOND_XMIT_POLICY_ENCAP23
    WireWord(4, "encap3+4"),  // BOND_XMIT_POLICY_ENCAP34
    WireWord(5, "vlan+srcmac"),  // BOND_XMIT_POLICY_VLAN_SRCMAC
  ]

  static let bondRate: [WireWord] = [
    WireWord(0, "slow"),  // AD_LACP_SLOW of net/bond_3ad.h
    WireWord(1, "fast"),  // AD_LACP_FAST
  ]

  static let bondSelect: [WireWord] = [
    WireWord(0, "stable"),  // BOND_AD_STABLE of net/bond_3ad.h
    WireWord(1, "bandwidth"),  // BOND_AD_BANDWIDTH
    WireWord(2, "count"),  // BOND_AD_COUNT
    WireWord(3, "actor_port_prio"),  // BOND_AD_PRIO
  ]
}
