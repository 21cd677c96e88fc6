extension LinkKind {
  /// A VRF, a routing domain with its own table: IFLA_VRF_.
  static let vrf = LinkKind(
    ["vrf"],
    [
      LinkField(1, "table", .number)  // IFLA_VRF_TABLE
    ])

  /// A link of a VRF: IFLA_VRF_PORT_.
  static let vrfPort = LinkKind(
    ["vrf"],
    [
      LinkField(1, "table", .number)  // IFLA_VRF_PORT_TABLE
    ])
}
