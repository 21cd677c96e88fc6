extension MethodContract {
  /// The members of `data` for each kind of link. A name is the kernel's name of the attribute,
  /// without its prefix and with abbreviations written out.
  static let linkData: [Schema.Variant] = [
    variant("bridge", bridgeMembers), variant("vxlan", vxlanMembers),
    variant("macvlan, macvtap", macvlanMembers), variant("tun", tunMembers),
    variant("vlan", vlanMembers), variant("bond", bondMembers), variant("vrf", vrfMembers),
    variant("ipvlan, ipvtap", ipvlanMembers), variant("netkit", netkitMembers),
    variant("geneve", geneveMembers),
    variant("gre, gretap, erspan, ip6gre, ip6gretap, ip6erspan", greMembers),
    variant("ipip, ip6tnl", ipTunnelMembers), variant("sit", ipTunnelMembers),
    variant("gtp", gtpMembers),
    variant("vti, vti6", vtiMembers),
    variant("xfrm", xfrmMembers), variant("macsec", macsecMembers), variant("hsr", hsrMembers),
    variant("any other", []),
  ]

  /// The members of `portData` for each kind of master.
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
        .always("type", .unsigned, "The attribute's type, without flags."),
        .always("hex", .string, "The attribute's payload in hex."),
      ])),
    "Attributes that this agent does not know: of other kinds, or of newer kernels.")

  static let portRange: [Schema.Member] = [
    .always("low", .unsigned, "The first port."), .always("high", .unsigned, "The last port."),
  ]

  static let mapping: [Schema.Member] = [
    .always("from", .unsigned, "The priority that is mapped."),
    .always("to", .unsigned, "The priority that it is mapped to."),
  ]
}
