extension LinkKind {
  /// A virtual link with the hardware address of another link: IFLA_IPVLAN_.
  static let ipvlan = LinkKind(
    ["ipvlan", "ipvtap"],
    [
      LinkField(1, "mode", .words(ipvlanMode)),  // IFLA_IPVLAN_MODE
      LinkField(2, "flags", .bits(ipvlanFlags)),  // IFLA_IPVLAN_FLAGS
    ])

  static let ipvlanMode: [WireWord] = [
    WireWord(0, "l2"),  // IPVLAN_MODE_L2
    WireWord(1, "l3"),  // IPVLAN_MODE_L3
    WireWord(2, "l3s"),  // IPVLAN_MODE_L3S
  ]

  static let ipvlanFlags: [WireWord] = [
    WireWord(1, "private"),  // IPVLAN_F_PRIVATE
    WireWord(2, "vepa"),  // IPVLAN_F_VEPA
  ]
}
