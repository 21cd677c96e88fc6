extension MethodContract {
  /// `cgroupLoad`: task counts of one control group.
  public static let cgroupLoad = MethodContract(
    name: "cgroupLoad",
    set: .load,
    summary: "How many tasks of a control group run, sleep or wait",
    description: """
      Counts the tasks (threads) of one control group by state; with recursive, also those of the \
      groups below it. On cgroup v1 the five counts sleeping, running, stopped, uninterruptible \
      and ioWait come from the kernel (CGROUPSTATS). On cgroup v2, which has no CGROUPSTATS, the \
      agent counts them from /proc. source names the source. CGROUPSTATS misses every task whose \
      state carries an additional flag; since Linux 6.1 these are most sleeping tasks. So do not \
      use the sum of the five counts as the number of tasks: the counts in proc are complete on \
      both versions. With smoothed, the agent samples the group once a second, from the first \
      request until 60 seconds after the last one. A later request starts a new average.
      """,
    parameters: [
      .always("path", .string, CgroupMembers.path),
      .maybe(
        "recursive", .boolean,
        "Whether to also count the tasks of all groups below. Default: false."),
      .maybe(
        "smoothed", .boolean,
        "Whether to report the smoothed load, and to keep sampling it. Default: false."),
    ],
    result: CgroupMembers.place + [
      .always("groups", .unsigned, "How many groups were counted: 1 unless recursive.")
    ] + CgroupMembers.counts + [CgroupMembers.smoothed] + CgroupMembers.resources
      + MethodContract.verdict.filter { $0.name != "parts" })
}
