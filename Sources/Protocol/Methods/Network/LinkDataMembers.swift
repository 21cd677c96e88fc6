extension MethodContract {
  /// What each kind of links tells of itself. The names are the kernel's for the attributes,
  /// without their prefix and in words written out.
  static let linkData: [Schema.Variant] = [
    variant("bridge", bridgeMembers), variant("vxlan", vxlanMembers),
    variant("macvlan, macvtap", macvlanMembers), variant("tun", tunMembers),
    variant("vlan", vlanMembers), variant("bond", bondMembers), variant("vrf", vrfMembers),
    variant("ipvlan, ipvtap", ipvlanMembers), variant("netkit", netkitMembers),
    variant("geneve", geneveMembers),
    variant("gre, gretap, erspan, ip6gre, ip6gretap, ip6erspan", greMembers),
    variant("ipip, sit, ip6tnl", ipTunnelMembers), variant("vti, vti6", vtiMembers),
    variant("xfrm", xfrmMembers), variant("macsec", macsecMembers), variant("hsr", hsrMembers),
    variant("any other", []),
  ]

  /// What each kind of masters tells of its ports.
  static let linkPortData: [Schema.Variant] = [
    variant("bridge", bridgePortMembers), variant("bond", bondPortMembers),
    variant("vrf", vrfPortMembers), variant("any other", []),
  ]

  private static func variant(_ kinds: String, _ members: [Schema.Member]) -> Schema.Variant {
    Schema.Variant(name: kinds, members: members + [unknownAttributes])
  }

  private static let unknownAttributes = Schema.Member.maybe(
    "unknown",
    .array(
      .object([
        .always("type", .unsigned, "The attribute's number, without flags."),
        .always("hex", .string, "Its bytes."),
      ])),
    "Attributes this agent has no name for: of kinds it does not know, or of newer kernels.")

  static let portRange: [Schema.Member] = [
    .always("low", .unsigned, "The first."), .always("high", .unsigned, "The last."),
  ]

  static let mapping: [Schema.Member] = [
    .always("from", .unsigned, "This priority,"), .always("to", .unsigned, "becomes this one."),
  ]
}
