extension LinkKind {
  /// IPsec interfaces: IFLA_XFRM_.
  static let xfrm = LinkKind(
    ["xfrm"],
    [
      LinkField(1, "link", .link("linkName")),  // IFLA_XFRM_LINK
      LinkField(2, "interfaceID", .number),  // IFLA_XFRM_IF_ID
      LinkField(3, "collectMetadata", .boolean),  // IFLA_XFRM_COLLECT_METADATA
    ])
}
