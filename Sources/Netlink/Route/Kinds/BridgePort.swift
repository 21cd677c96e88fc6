extension LinkKind {
  /// A port of a bridge: IFLA_BRPORT_. Times are in hundredths of a second (USER_HZ).
  static let bridgePort = LinkKind(
    ["bridge"],
    [
      LinkField(1, "state", .words(bridgePortState)),  // IFLA_BRPORT_STATE
      LinkField(2, "priority", .number),  // IFLA_BRPORT_PRIORITY
      LinkField(3, "cost", .number),  // IFLA_BRPORT_COST
      LinkField(4, "hairpin", .boolean),  // IFLA_BRPORT_MODE
      LinkField(5, "guard", .boolean),  // IFLA_BRPORT_GUARD
      LinkField(6, "protect", .boolean),  // IFLA_BRPORT_PROTECT
      LinkField(7, "fastLeave", .boolean),  // IFLA_BRPORT_FAST_LEAVE
      LinkField(8, "learning", .boolean),  // IFLA_BRPORT_LEARNING
      LinkField(9, "unicastFlood", .boolean),  // IFLA_BRPORT_UNICAST_FLOOD
      LinkField(17, "id", .number),  // IFLA_BRPORT_ID
      LinkField(18, "number", .number),  // IFLA_BRPORT_NO
      LinkField(15, "designatedPort", .number),  // IFLA_BRPORT_DESIGNATED_PORT
      LinkField(16, "designatedCost", .number),  // IFLA_BRPORT_DESIGNATED_COST
      LinkField(14, "bridgeID", .bridgeID),  // IFLA_BRPORT_BRIDGE_ID
      LinkField(13, "rootID", .bridgeID),  // IFLA_BRPORT_ROOT_ID
      LinkField(23, "holdTimer", .number),  // IFLA_BRPORT_HOLD_TIMER
      LinkField(21, "messageAgeTimer", .number),  // IFLA_BRPORT_MESSAGE_AGE_TIMER
      LinkField(22, "forwardDelayTimer", .number),  // IFLA_BRPORT_FORWARD_DELAY_TIMER
      LinkField(19, "topologyChangeAck", .boolean),  // IFLA_BRPORT_TOPOLOGY_CHANGE_ACK
      LinkField(20, "configPending", .boolean),  // IFLA_BRPORT_CONFIG_PENDING
      LinkField(10, "proxyARP", .boolean),  // IFLA_BRPORT_PROXYARP
      LinkField(12, "proxyARPWifi", .boolean),  // IFLA_BRPORT_PROXYARP_WIFI
      LinkField(11, "learningSync", .boolean),  // IFLA_BRPORT_LEARNING_SYNC
      LinkField(25, "multicastRouter", .number),  // IFLA_BRPORT_MULTICAST_ROUTER
      LinkField(27, "multicastFlood", .boolean),  // IFLA_BRPORT_MCAST_FLOOD
      LinkField(30, "broadcastFlood", .boolean),  // IFLA_BRPORT_BCAST_FLOOD
      LinkField(28, "multicastToUnicast", .boolean),  // IFLA_BRPORT_MCAST_TO_UCAST
      LinkField(32, "neighborSuppress", .boolean),  // IFLA_BRPORT_NEIGH_SUPPRESS
      LinkField(43, "neighborVLANSuppress", .boolean),  // IFLA_BRPORT_NEIGH_VLAN_SUPPRESS
      LinkField(45, "neighborForwardGratuitous", .boolean),  // IFLA_BRPORT_NEIGH_FORWARD_GRAT
      LinkField(31, "groupForwardMask", .number),  // IFLA_BRPORT_GROUP_FWD_MASK
      LinkField(29, "vlanTunnel", .boolean),  // IFLA_BRPORT_VLAN_TUNNEL
      LinkField(33, "isolated", .boolean),  // IFLA_BRPORT_ISOLATED
      LinkField(39, "locked", .boolean),  // IFLA_BRPORT_LOCKED
      LinkField(40, "mab", .boolean),  // IFLA_BRPORT_MAB
      LinkField(34, "backupPort", .link("backupPortName")),  // IFLA_BRPORT_BACKUP_PORT
      LinkField(44, "backupNexthop", .number),  // IFLA_BRPORT_BACKUP_NHID
      LinkField(35, "mrpRingOpen", .boolean),  // IFLA_BRPORT_MRP_RING_OPEN
      LinkField(36, "mrpInterconnectOpen", .boolean),  // IFLA_BRPORT_MRP_IN_OPEN
      LinkField(37, "multicastEHTHostsLimit", .number),  // IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT
      LinkField(38, "multicastEHTHostsCount", .number),  // IFLA_BRPORT_MCAST_EHT_HOSTS_CNT
      LinkField(41, "multicastGroups", .number),  // IFLA_BRPORT_MCAST_N_GROUPS
      LinkField(42, "multicastMaxGroups", .number),  // IFLA_BRPORT_MCAST_MAX_GROUPS
      LinkField(26, "", .padding),  // IFLA_BRPORT_PAD
    ])

  static let bridgePortState: [WireWord] = [
    WireWord(0, "disabled"),  // BR_STATE_DISABLED
    WireWord(1, "listening"),  // BR_STATE_LISTENING
    WireWord(2, "learning"),  // BR_STATE_LEARNING
    WireWord(3, "forwarding"),  // BR_STATE_FORWARDING
    WireWord(4, "blocking"),  // BR_STATE_BLOCKING
  ]
}
