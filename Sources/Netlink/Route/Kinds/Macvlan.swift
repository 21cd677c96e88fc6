extension LinkKind {
  /// A virtual link with a hardware address of its own on another link: IFLA_MACVLAN_.
  static let macvlan = LinkKind(
    ["macvlan", "macvtap"],
    [
      LinkField(1, "mode", .words(macvlanMode)),  // IFLA_MACVLAN_MODE
      LinkField(2, "flags", .bits(macvlanFlags)),  // IFLA_MACVLAN_FLAGS
      LinkField(6, "sourceAddressCount", .number),  // IFLA_MACVLAN_MACADDR_COUNT
      LinkField(5, "sourceAddresses", .list(.hardwareAddress)),  // IFLA_MACVLAN_MACADDR_DATA
      LinkField(7, "broadcastQueueLength", .number),  // IFLA_MACVLAN_BC_QUEUE_LEN
      LinkField(8, "broadcastQueueLengthUsed", .number),  // IFLA_MACVLAN_BC_QUEUE_LEN_USED
      LinkField(9, "broadcastCutoff", .signed),  // IFLA_MACVLAN_BC_CUTOFF
    ])

  static let macvlanMode: [WireWord] = [
    WireWord(1, "private"),  // MACVLAN_MODE_PRIVATE
    WireWord(2, "vepa"),  // MACVLAN_MODE_VEPA
    WireWord(4, "bridge"),  // MACVLAN_MODE_BRIDGE
    WireWord(8, "passthru"),  // MACVLAN_MODE_PASSTHRU
    WireWord(16, "source"),  // MACVLAN_MODE_SOURCE
  ]

  static let macvlanFlags: [WireWord] = [
    WireWord(1, "NOPROMISC"),  // MACVLAN_FLAG_NOPROMISC
    WireWord(2, "NODST"),  // MACVLAN_FLAG_NODST
  ]
}
