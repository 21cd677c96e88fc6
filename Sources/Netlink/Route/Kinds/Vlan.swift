extension LinkKind {
  /// A VLAN of a link: IFLA_VLAN_.
  static let vlan = LinkKind(
    ["vlan"],
    [
      LinkField(5, "protocol", .etherType),  // IFLA_VLAN_PROTOCOL
      LinkField(1, "id", .number),  // IFLA_VLAN_ID
      LinkField(2, "flags", .maskedBits(vlanFlags)),  // IFLA_VLAN_FLAGS
      LinkField(4, "ingressQoS", .mappings),  // IFLA_VLAN_INGRESS_QOS
      LinkField(3, "egressQoS", .mappings),  // IFLA_VLAN_EGRESS_QOS
    ])

  static let vlanFlags: [WireWord] = [
    WireWord(1, "REORDER_HDR"),  // VLAN_FLAG_REORDER_HDR of linux/if_vlan.h
    WireWord(2, "GVRP"),  // VLAN_FLAG_GVRP
    WireWord(4, "LOOSE_BINDING"),  // VLAN_FLAG_LOOSE_BINDING
    WireWord(8, "MVRP"),  // VLAN_FLAG_MVRP
    WireWord(16, "BRIDGE_BINDING"),  // VLAN_FLAG_BRIDGE_BINDING
  ]
}
