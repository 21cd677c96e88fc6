extension LinkKind {
  /// A link whose packets a program reads and writes: IFLA_TUN_.
  static let tun = LinkKind(
    ["tun"],
    [
      LinkField(3, "type", .words(tunType)),  // IFLA_TUN_TYPE
      LinkField(4, "packetInformation", .boolean),  // IFLA_TUN_PI
      LinkField(5, "virtioHeader", .boolean),  // IFLA_TUN_VNET_HDR
      LinkField(7, "multiQueue", .boolean),  // IFLA_TUN_MULTI_QUEUE
      LinkField(8, "numQueues", .number),  // IFLA_TUN_NUM_QUEUES
      LinkField(9, "numDisabledQueues", .number),  // IFLA_TUN_NUM_DISABLED_QUEUES
      LinkField(6, "persist", .boolean),  // IFLA_TUN_PERSIST
      LinkField(1, "owner", .number),  // IFLA_TUN_OWNER
      LinkField(2, "group", .number),  // IFLA_TUN_GROUP
    ])

  static let tunType: [WireWord] = [
    WireWord(1, "tun"),  // IFF_TUN of linux/if_tun.h
    WireWord(2, "tap"),  // IFF_TAP
  ]
}
