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
      LinkField(7, "adActorOperPortState", .number),  // IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE
      // IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE
      LinkField(8, "adPartnerOperPortState", .number),
      LinkField(11, "adChurnActorState", .number),  // IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE
      LinkField(12, "adChurnPartnerState", .number),  // IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE
    ])

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
