extension MethodContract {
  /// `listCgroups`: the tree below a group.
  public static let listCgroups = MethodContract(
    name: "listCgroups",
    summary: "Control groups below one, with tasks, processor, memory and pressure",
    description: """
      Lists a control group and those below it, each with what cgroupLoad tells of it. Tasks are \
      counted of each group alone; numbers of processor, memory, pids and pressure are the kernel's, \
      which counts all groups below in.
      """,
    parameters: [
      .maybe("path", .string, CgroupMembers.path + " Where it is left out, /."),
      .maybe(
        "depth", .unsigned,
        "How deep to go: 0 is the group itself, 1 those directly below; all where it is left out."),
      .maybe("smoothed", .boolean, "Whether to tell smoothed loads, as in cgroupLoad."),
    ],
    list: "groups",
    of: CgroupMembers.place + [
      .always("depth", .unsigned, "How far below the group that was asked for.")
    ] + CgroupMembers.counts + [CgroupMembers.smoothed] + CgroupMembers.resources,
    "One record a group, each before those below it, siblings by name.")
}
