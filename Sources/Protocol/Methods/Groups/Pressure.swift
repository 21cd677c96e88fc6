extension MethodContract {
  /// `pressure`: pressure stall information.
  public static let pressure = MethodContract(
    name: "pressure",
    summary: "How much time is lost to waiting for processor, memory and I/O",
    description: """
      Tells pressure stall information (PSI) of the whole system, or of a group of cgroup v2 and all \
      below it. What the kernel does not measure is null, with its reason in unavailable.
      """,
    parameters: [
      .maybe(
        "path", .string, "A group of cgroup v2, as in cgroupLoad; the system where it is left out.")
    ],
    result: Schema.Member.bytes("path", "The group below its mount; absent for the system.") + [
      .maybe("mount", .string, "Where its hierarchy is mounted.")
    ] + CgroupMembers.pressure + [
      .maybe("unavailable", .map(.string), "Why a resource is null, by its name.")
    ])
}
