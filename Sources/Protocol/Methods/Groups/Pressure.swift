extension MethodContract {
  /// `pressure`: pressure stall information.
  public static let pressure = MethodContract(
    name: "pressure",
    set: .load,
    summary: "How much time is lost to waiting for processor, memory and I/O",
    description: """
      Reports the pressure stall information (PSI) of the whole system, or of a cgroup v2 group \
      and all groups below it. A resource that the kernel does not measure is null; unavailable \
      has the reason.
      """,
    parameters: [
      .maybe("path", .string, "A cgroup v2 group, as in cgroupLoad. Default: the whole system.")
    ],
    result: Schema.Member.bytes(
      "path", "The path of the group below its mount; absent for the whole system.") + [
        .maybe("mount", .string, "Where the group's hierarchy is mounted.")
      ] + CgroupMembers.pressure + [
        .maybe("unavailable", .map(.string), "Why a resource is null, by the resource's name.")
      ])
}
