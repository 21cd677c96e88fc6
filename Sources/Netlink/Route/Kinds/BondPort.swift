extension LinkKind {
  /// A link of a bond: IFLA_BOND_SLAVE_.
  static let bondPort = LinkKind(
    ["bond"],
    [
      LinkField(1, "state", .words(bondPortState)),  // IFLA_BOND_SLAVE_STATE
      LinkField(2, "miiStatus", .words(bondPortLink)),  // IFLA_BOND_SLAVE_MII_STATUS
      LinkField(3, "linkFailureCount", .number),  // IFLA_BOND_SLAVE_LINK_FAILURE_COUNT
      LinkField(4, "permanentAddress", .hardwareAddress),  // IFLA_BOND_SLAVE_PERM_HWADDR
      LinkField(5, "queueID", .number),  // IFLA_BOND_SLAVE_QUEUE_ID
      LinkField(9, "priority", .signed),  // IFLA_BOND_SLAVE_PRIO
      LinkField(10, "actorPortPriority", .number),  // IFLA_BOND_SLAVE_ACTOR_PORT_PRIO
      LinkField(6, "adAggregatorID", .number),  // IFLA_BOND_SLAVE_AD_AGGREGATOR_ID
      // IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE
      LinkField(7, "adActorOperPortState", .bits(bondPortActivity)),
      // IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE
      LinkField(8, "adPartnerOperPortState", .bits(bondPortActivity)),
      // IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE
      LinkField(11, "adChurnActorState", .words(bondPortChurn)),
      // IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE
      LinkField(12, "adChurnPartnerState", .words(bondPortChurn)),
    ])

  /// The state of a port in LACP, with the words of ip-link(8).
  static let bondPortActivity: [WireWord] = [
    WireWord(0x01, "active"),  // LACP_STATE_LACP_ACTIVITY of linux/if_bonding.h
    WireWord(0x02, "short_timeout"),  // LACP_STATE_LACP_TIMEOUT
    WireWord(0x04, "aggregating"),  // LACP_STATE_AGGREGATION
    WireWord(0x08, "in_sync"),  // LACP_STATE_SYNCHRONIZATION
    WireWord(0x10, "collecting"),  // LACP_STATE_COLLECTING
    WireWord(0x20, "distributing"),  // LACP_STATE_DISTRIBUTING
    WireWord(0x40, "defaulted"),  // LACP_STATE_DEFAULTED
    WireWord(0x80, "expired"),  // LACP_STATE_EXPIRED
  ]

  /// As in /proc/net/bonding.
  static let bondPortChurn: [WireWord] = [
    WireWord(0, "monitoring"),  // AD_CHURN_MONITOR of net/bond_3ad.h
    WireWord(1, "churned"),  // AD_CHURN
    WireWord(2, "none"),  // AD_NO_CHURN
  ]

  static let bondPortState: [WireWord] = [
    WireWord(0, "ACTIVE"),  // BOND_STATE_ACTIVE of linux/if_bonding.h
    WireWord(1, "BACKUP"),  // BOND_STATE_BACKUP
  ]

  static let bondPortLink: [WireWord] = [
    WireWord(0, "UP"),  // BOND_LINK_UP of linux/if_bonding.h
    WireWord(1, "GOING_DOWN"),  // BOND_LINK_FAIL
    WireWord(2, "DOWN"),  // BOND_LINK_DOWN
    WireWord(3, "GOING_BACK"),  // BOND_LINK_BACK
  ]
}
