extension MethodContract {
  /// `getFamilyID`: one generic netlink family by its name.
  public static let getFamilyID = MethodContract(
    name: "getFamilyID",
    summary: "A generic netlink family's id, commands and groups",
    description: """
      Asks the kernel for a generic netlink family (CTRL_CMD_GETFAMILY). Ids are given out when \
      a family is registered: they differ between hosts and between boots. A name that the \
      kernel does not know is notFound; on kernels with modules, asking may load the module \
      that provides it.
      """,
    parameters: [
      .always(
        "name", .string,
        "The family's name, for instance TASKSTATS: 1 to 15 of the characters A-Z a-z 0-9 _ . -")
    ],
    result: familyMembers)

  /// A generic netlink family, as `getFamilyID` and `listFamilies` tell it.
  static let familyMembers: [Schema.Member] =
    [.always("id", .unsigned, "CTRL_ATTR_FAMILY_ID: the message type of its requests.")]
    + Schema.Member.bytes("name", required: true, "CTRL_ATTR_FAMILY_NAME.")
    + [
      .maybe("version", .unsigned, "CTRL_ATTR_VERSION: the version of its interface."),
      .maybe("headerSize", .unsigned, "CTRL_ATTR_HDRSIZE: bytes of its own header."),
      .maybe("maxAttribute", .unsigned, "CTRL_ATTR_MAXATTR: its highest attribute; 0 if not told."),
      .always("operations", .array(.object(operation)), "CTRL_ATTR_OPS: its commands."),
      .always(
        "multicastGroups", .array(.object(group)),
        "CTRL_ATTR_MCAST_GROUPS: the groups it sends events to."),
    ]

  private static let operation: [Schema.Member] = [
    .always("id", .unsigned, "CTRL_ATTR_OP_ID: the command's number."),
    .always(
      "flags", .array(.string),
      """
      CTRL_ATTR_OP_FLAGS in words: adminPermission (GENL_ADMIN_PERM, needs CAP_NET_ADMIN), do \
      (GENL_CMD_CAP_DO), dump (GENL_CMD_CAP_DUMP), hasPolicy (GENL_CMD_CAP_HASPOL), \
      userNamespaceAdminPermission (GENL_UNS_ADMIN_PERM, CAP_NET_ADMIN in the user namespace is \
      enough); bits without a name as hex.
      """),
  ]

  private static let group: [Schema.Member] =
    Schema.Member.bytes("name", required: true, "CTRL_ATTR_MCAST_GRP_NAME.")
    + [.always("id", .unsigned, "CTRL_ATTR_MCAST_GRP_ID: what NETLINK_ADD_MEMBERSHIP takes.")]
}
