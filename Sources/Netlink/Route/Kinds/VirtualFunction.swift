extension LinkAttribute {
  /// A virtual function of a card, inside IFLA_VF_INFO: IFLA_VF_ of `linux/if_link.h`. Each
  /// attribute is a struct that begins with the function's number.
  public static let functionFields = [
    LinkField(1, "index", .part(0..<4, .number)),  // IFLA_VF_MAC, ifla_vf_mac.vf
    LinkField(1, "address", .part(4..<10, .hardwareAddress)),  // ifla_vf_mac.mac
    LinkField(13, "broadcast", .part(0..<6, .hardwareAddress)),  // IFLA_VF_BROADCAST
    LinkField(2, "vlan", .part(4..<8, .number)),  // IFLA_VF_VLAN, ifla_vf_vlan.vlan
    LinkField(2, "qos", .part(8..<12, .number)),  // ifla_vf_vlan.qos
    LinkField(3, "txRate", .part(4..<8, .number)),  // IFLA_VF_TX_RATE
    LinkField(6, "minTxRate", .part(4..<8, .number)),  // IFLA_VF_RATE, min_tx_rate
    LinkField(6, "maxTxRate", .part(8..<12, .number)),  // ifla_vf_rate.max_tx_rate
    LinkField(4, "spoofCheck", .part(4..<8, .setting)),  // IFLA_VF_SPOOFCHK
    LinkField(5, "linkState", .part(4..<8, .words(functionStates))),  // IFLA_VF_LINK_STATE
    LinkField(9, "trust", .part(4..<8, .setting)),  // IFLA_VF_TRUST
    LinkField(7, "rssQuery", .part(4..<8, .setting)),  // IFLA_VF_RSS_QUERY_EN
    LinkField(10, "nodeGUIDHex", .part(8..<16, .hex)),  // IFLA_VF_IB_NODE_GUID
    LinkField(11, "portGUIDHex", .part(8..<16, .hex)),  // IFLA_VF_IB_PORT_GUID
    LinkField(8, "statistics", .nested(functionStatistics)),  // IFLA_VF_STATS
  ]

  private static let functionStates = [
    WireWord(0, "auto"),  // IFLA_VF_LINK_STATE_AUTO
    WireWord(1, "enable"),  // IFLA_VF_LINK_STATE_ENABLE
    WireWord(2, "disable"),  // IFLA_VF_LINK_STATE_DISABLE
  ]

  /// IFLA_VF_STATS_, which begins at 0.
  private static let functionStatistics = [
    LinkField(0, "rxPackets", .number),  // IFLA_VF_STATS_RX_PACKETS
    LinkField(1, "txPackets", .number),  // IFLA_VF_STATS_TX_PACKETS
    LinkField(2, "rxBytes", .number),  // IFLA_VF_STATS_RX_BYTES
    LinkField(3, "txBytes", .number),  // IFLA_VF_STATS_TX_BYTES
    LinkField(4, "broadcast", .number),  // IFLA_VF_STATS_BROADCAST
    LinkField(5, "multicast", .number),  // IFLA_VF_STATS_MULTICAST
    LinkField(7, "rxDropped", .number),  // IFLA_VF_STATS_RX_DROPPED
    LinkField(8, "txDropped", .number),  // IFLA_VF_STATS_TX_DROPPED
  ]
}
