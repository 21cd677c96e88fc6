extension LinkKind {
  /// A pair of links with BPF programs between them: IFLA_NETKIT_, Linux 6.7.
  static let netkit = LinkKind(
    ["netkit"],
    [
      LinkField(5, "mode", .words(netkitMode)),  // IFLA_NETKIT_MODE
      LinkField(2, "primary", .boolean),  // IFLA_NETKIT_PRIMARY
      LinkField(3, "policy", .words(netkitPolicy)),  // IFLA_NETKIT_POLICY
      LinkField(4, "peerPolicy", .words(netkitPolicy)),  // IFLA_NETKIT_PEER_POLICY
      LinkField(6, "scrub", .words(netkitScrub)),  // IFLA_NETKIT_SCRUB
      LinkField(7, "peerScrub", .words(netkitScrub)),  // IFLA_NETKIT_PEER_SCRUB
      LinkField(8, "headroom", .number),  // IFLA_NETKIT_HEADROOM
      LinkField(9, "tailroom", .number),  // IFLA_NETKIT_TAILROOM
      LinkField(10, "pairing", .number),  // IFLA_NETKIT_PAIRING
    ])

  static let netkitMode: [WireWord] = [
    WireWord(0, "l2"),  // NETKIT_L2
    WireWord(1, "l3"),  // NETKIT_L3
  ]

  static let netkitPolicy: [WireWord] = [
    WireWord(0, "pass"),  // NETKIT_PASS
    WireWord(2, "drop"),  // NETKIT_DROP
  ]

  static let netkitScrub: [WireWord] = [
    WireWord(0, "none"),  // NETKIT_SCRUB_NONE
    WireWord(1, "default"),  // NETKIT_SCRUB_DEFAULT
  ]
}
