extension MethodContract {
  /// `listCgroups`: a control group and the groups below it.
  public static let listCgroups = MethodContract(
    name: "listCgroups",
    set: .load,
    summary: "Control groups below one, with tasks, processor, memory and pressure",
    description: """
      Lists a control group and the groups below it, with the members of cgroupLoad. The task \
      counts are of each group alone. The numbers for processor, memory, pids and pressure come \
      from the kernel and include all groups below.
      """,
    parameters: [
      .maybe("path", .string, CgroupMembers.path + " Default: /."),
      .maybe(
        "depth", .unsigned,
        """
        How many levels to list: 0 is the group itself, 1 adds the groups directly below it. \
        Default: all levels.
        """),
      .maybe(
        "smoothed", .boolean,
        "Whether to report the smoothed loads, as in cgroupLoad. Default: false."),
    ],
    list: "groups",
    of: CgroupMembers.place + [
      .always("depth", .unsigned, "The number of levels below the group in the parameter path.")
    ] + CgroupMembers.counts + [CgroupMembers.smoothed] + CgroupMembers.resources,
    "One record per group, each before the groups below it, siblings ordered by name.")
}
