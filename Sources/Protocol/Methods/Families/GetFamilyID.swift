extension MethodContract {
  /// `getFamilyID`: the generic netlink family with a given name.
  public static let getFamilyID = MethodContract(
    name: "getFamilyID",
    set: .families,
    summary: "A generic netlink family's id, commands and groups",
    description: """
      Requests one generic netlink family from the kernel (CTRL_CMD_GETFAMILY). The kernel assigns \
      ids when families are registered, so they differ between hosts and between boots. If the \
      kernel does not know the name, the error is notFound. The request may make the kernel load \
      the module that provides the family.
      """,
    parameters: [
      .always(
        "name", .string,
        """
        The family's name, for example TASKSTATS: 1 to 15 of the characters A-Z a-z 0-9 _ . - \
        and, inside, space.
        """)
    ],
    result: familyMembers)

  /// A generic netlink family in the results of `getFamilyID` and `listFamilies`.
  static let familyMembers: [Schema.Member] =
    [.always("id", .unsigned, "CTRL_ATTR_FAMILY_ID: the nlmsg_type of the family's requests.")]
    + Schema.Member.bytes("name", required: true, "CTRL_ATTR_FAMILY_NAME.")
    + [
      .maybe("version", .unsigned, "CTRL_ATTR_VERSION: the version of the family's interface."),
      .maybe(
        "headerSize", .unsigned, "CTRL_ATTR_HDRSIZE: the size of the family's header in bytes."),
      .maybe(
        "maxAttribute", .unsigned,
        "CTRL_ATTR_MAXATTR: the highest attribute type; 0 if the kernel does not report it."),
      .always("operations", .array(.object(operation)), "CTRL_ATTR_OPS: the family's commands."),
      .always(
        "multicastGroups", .array(.object(group)),
        "CTRL_ATTR_MCAST_GROUPS: the multicast groups for the family's events."),
    ]

  private static let operation: [Schema.Member] = [
    .always("id", .unsigned, "CTRL_ATTR_OP_ID: the command's number."),
    .always(
      "flags", .array(.string),
      """
      CTRL_ATTR_OP_FLAGS by name: adminPermission (GENL_ADMIN_PERM, requires CAP_NET_ADMIN), do \
      (GENL_CMD_CAP_DO), dump (GENL_CMD_CAP_DUMP), hasPolicy (GENL_CMD_CAP_HASPOL), \
      userNamespaceAdminPermission (GENL_UNS_ADMIN_PERM, requires CAP_NET_ADMIN in the user \
      namespace only); unnamed bits in hex.
      """),
  ]

  private static let group: [Schema.Member] =
    Schema.Member.bytes("name", required: true, "CTRL_ATTR_MCAST_GRP_NAME.")
    + [
      .always(
        "id", .unsigned, "CTRL_ATTR_MCAST_GRP_ID: the group number for NETLINK_ADD_MEMBERSHIP.")
    ]
}
