extension MethodContract {
  static let bondMembers: [Schema.Member] =
    [
      .maybe(
        "mode", .string, "IFLA_BOND_MODE: balance-rr, active-backup, ..., by the names of ip."),
      .maybe("activeSlave", .unsigned, "IFLA_BOND_ACTIVE_SLAVE: the index of a link."),
    ]
    + Schema.Member.bytes("activeSlaveName", "The name of that link.")
    + [
      .maybe("miimon", .unsigned, "IFLA_BOND_MIIMON: milliseconds."),
      .maybe("upDelay", .unsigned, "IFLA_BOND_UPDELAY: milliseconds."),
      .maybe("downDelay", .unsigned, "IFLA_BOND_DOWNDELAY: milliseconds."),
      .maybe("peerNotifyDelay", .unsigned, "IFLA_BOND_PEER_NOTIF_DELAY: milliseconds."),
      .maybe("useCarrier", .boolean, "IFLA_BOND_USE_CARRIER."),
      .maybe("arpInterval", .unsigned, "IFLA_BOND_ARP_INTERVAL: milliseconds."),
      .maybe("missedMax", .unsigned, "IFLA_BOND_MISSED_MAX."),
      .maybe("arpIPTargets", .array(.string), "IFLA_BOND_ARP_IP_TARGET."),
      .maybe("nsIP6Targets", .array(.string), "IFLA_BOND_NS_IP6_TARGET."),
      .maybe(
        "arpValidate", .string,
        "IFLA_BOND_ARP_VALIDATE: none, active, backup, all, filter, ..., by the names of ip."),
      .maybe("arpAllTargets", .string, "IFLA_BOND_ARP_ALL_TARGETS: any or all."),
      .maybe("primary", .unsigned, "IFLA_BOND_PRIMARY: the index of a link."),
    ]
    + Schema.Member.bytes("primaryName", "The name of that link.")
    + [
      .maybe("primaryReselect", .string, "IFLA_BOND_PRIMARY_RESELECT: always, better or failure."),
      .maybe("failOverMAC", .string, "IFLA_BOND_FAIL_OVER_MAC: none, active or follow."),
      .maybe(
        "transmitHashPolicy", .string,
        "IFLA_BOND_XMIT_HASH_POLICY: layer2, layer3+4, ..., by the names of ip."),
      .maybe("resendIGMP", .unsigned, "IFLA_BOND_RESEND_IGMP."),
      .maybe("numPeerNotifications", .unsigned, "IFLA_BOND_NUM_PEER_NOTIF."),
      .maybe("allSlavesActive", .boolean, "IFLA_BOND_ALL_SLAVES_ACTIVE."),
      .maybe("minLinks", .unsigned, "IFLA_BOND_MIN_LINKS."),
      .maybe("lpInterval", .unsigned, "IFLA_BOND_LP_INTERVAL: seconds between learning packets."),
      .maybe("packetsPerSlave", .unsigned, "IFLA_BOND_PACKETS_PER_SLAVE."),
      .maybe("adLACPActive", .boolean, "IFLA_BOND_AD_LACP_ACTIVE."),
      .maybe("adLACPRate", .string, "IFLA_BOND_AD_LACP_RATE: slow or fast."),
      .maybe("coupledControl", .boolean, "IFLA_BOND_COUPLED_CONTROL: Linux 6.9."),
      .maybe("broadcastNeighbor", .boolean, "IFLA_BOND_BROADCAST_NEIGH: Linux 6.17."),
      .maybe("lacpStrict", .boolean, "IFLA_BOND_LACP_STRICT: newer kernels."),
      .maybe(
        "adSelect", .string,
        "IFLA_BOND_AD_SELECT: stable, bandwidth, count or actor_port_prio."),
      .maybe(
        "adInfo", .object(bondAggregatorMembers),
        "IFLA_BOND_AD_INFO: the active aggregator, in mode 802.3ad."),
      .maybe(
        "adActorSystemPriority", .unsigned,
        "IFLA_BOND_AD_ACTOR_SYS_PRIO: sent to root only, as by the kernel."),
      .maybe(
        "adUserPortKey", .unsigned,
        "IFLA_BOND_AD_USER_PORT_KEY: sent to root only, as by the kernel."),
      .maybe(
        "adActorSystem", .string,
        "IFLA_BOND_AD_ACTOR_SYSTEM: sent to root only, as by the kernel."),
      .maybe("tlbDynamicLoadBalancing", .boolean, "IFLA_BOND_TLB_DYNAMIC_LB."),
    ]

  private static let bondAggregatorMembers: [Schema.Member] =
    [
      .maybe("aggregator", .unsigned, "IFLA_BOND_AD_INFO_AGGREGATOR."),
      .maybe("numPorts", .unsigned, "IFLA_BOND_AD_INFO_NUM_PORTS."),
      .maybe("actorKey", .unsigned, "IFLA_BOND_AD_INFO_ACTOR_KEY."),
      .maybe("partnerKey", .unsigned, "IFLA_BOND_AD_INFO_PARTNER_KEY."),
      .maybe("partnerMAC", .string, "IFLA_BOND_AD_INFO_PARTNER_MAC."),
    ]

  static let bondPortMembers: [Schema.Member] =
    [
      .maybe("state", .string, "IFLA_BOND_SLAVE_STATE: ACTIVE or BACKUP."),
      .maybe(
        "miiStatus", .string,
        "IFLA_BOND_SLAVE_MII_STATUS: UP, GOING_DOWN, DOWN or GOING_BACK."),
      .maybe("linkFailureCount", .unsigned, "IFLA_BOND_SLAVE_LINK_FAILURE_COUNT."),
      .maybe("permanentAddress", .string, "IFLA_BOND_SLAVE_PERM_HWADDR."),
      .maybe("queueID", .unsigned, "IFLA_BOND_SLAVE_QUEUE_ID."),
      .maybe("priority", .integer, "IFLA_BOND_SLAVE_PRIO."),
      .maybe("actorPortPriority", .unsigned, "IFLA_BOND_SLAVE_ACTOR_PORT_PRIO: Linux 6.18."),
      .maybe("adAggregatorID", .unsigned, "IFLA_BOND_SLAVE_AD_AGGREGATOR_ID."),
      .maybe(
        "adActorOperPortState", .array(.string),
        """
        IFLA_BOND_SLAVE_AD_ACTOR_OPER_PORT_STATE: the state in LACP: active, short_timeout, \
        aggregating, in_sync, collecting, distributing, defaulted, expired.
        """),
      .maybe(
        "adPartnerOperPortState", .array(.string),
        "IFLA_BOND_SLAVE_AD_PARTNER_OPER_PORT_STATE: as adActorOperPortState, of the other end."),
      .maybe(
        "adChurnActorState", .string,
        "IFLA_BOND_SLAVE_AD_CHURN_ACTOR_STATE: monitoring, churned or none; newer kernels."),
      .maybe(
        "adChurnPartnerState", .string,
        "IFLA_BOND_SLAVE_AD_CHURN_PARTNER_STATE: as adChurnActorState; newer kernels."),
    ]
}
