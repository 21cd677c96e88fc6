extension MethodContract {
  /// `cgroupLoad`: task counts of one control group.
  public static let cgroupLoad = MethodContract(
    name: "cgroupLoad",
    summary: "How many tasks of a control group run, sleep or wait",
    description: """
      Counts the tasks (threads) of one control group, and with recursive those of the groups below \
      it, too. The five counts sleeping, running, stopped, uninterruptible and ioWait are the \
      kernel's own CGROUPSTATS on cgroup v1, and counted from /proc on cgroup v2, where the kernel \
      has none; source tells which. CGROUPSTATS misses every task whose state carries a flag, since \
      Linux 6.1 most that sleep: never take the sum for the number of tasks. The counts under proc \
      are complete, on both versions. With smoothed the agent samples the group once a second from \
      the first request on, until nobody has asked for 60 seconds; then it begins anew.
      """,
    parameters: [
      .always("path", .string, CgroupMembers.path),
      .maybe(
        "recursive", .boolean,
        "Whether to count the tasks of all groups below, too; false where it is left out."),
      .maybe(
        "smoothed", .boolean,
        "Whether to tell the smoothed load, and keep it up; false where it is left out."),
    ],
    result: CgroupMembers.place + [
      .always("groups", .unsigned, "How many groups were counted: 1 unless recursive.")
    ] + CgroupMembers.counts + [CgroupMembers.smoothed] + CgroupMembers.resources
      + MethodContract.verdict.filter { $0.name != "parts" })
}
