internal import Syscalls

/// A capability that a process of the agent keeps, if it has it.
public struct KeptCapability: Sendable {
  enum Use: Sendable {
    /// Methods need it.
    case methods
    /// A reload of the configuration needs it.
    case reload
  }

  let capability: Capability
  let use: Use
  /// Whether a surveyor needs it, too.
  let isSurveyors: Bool
  let why: StaticString

  private init(
    _ capability: Capability, for use: Use = .methods, isSurveyors: Bool = false,
    _ why: StaticString
  ) {
    self.capability = capability
    self.use = use
    self.isSurveyors = isSurveyors
    self.why = why
  }

  /// All others are given up. CAP_DAC_OVERRIDE is not needed: sockets are made in directories of
  /// root or of the agent's own user, and the owner of a directory can write to it.
  static let table = [
    KeptCapability(
      .readSearch, isSurveyors: true,
      "to read files of other users' processes in /proc, and control groups closed to others"),
    KeptCapability(
      .trace, isSurveyors: true,
      """
      to read links in /proc of other users' processes (fd, ns), their I/O, and whether threads \
      share descriptors, and to duplicate sockets (pidfd_getfd)
      """),
    KeptCapability(
      .networkAdministration, isSurveyors: true,
      """
      for TASKSTATS, marks of sockets, buffers of events beyond net.core.rmem_max, and the \
      namespace of a socket (SIOCGSKNS)
      """),
    KeptCapability(.administration, "to enter network namespaces (setns)"),
    KeptCapability(
      .resources,
      """
      for pressure triggers whose window is not a multiple of two seconds; before Linux 6.5, for \
      all
      """),
    KeptCapability(.performanceMonitoring, "to load the BPF program that finds owners of sockets"),
    KeptCapability(.bpf, "to load the BPF program that finds owners of sockets"),
    KeptCapability(
      .chown, for: .reload, "to give sockets that a reload opens or changes to their user and group"
    ),
    KeptCapability(
      .fileOwner, for: .reload, "to change the mode of a socket that belongs to another user"),
  ]

  /// The names of the capabilities that this thread has and methods use, by their numbers. Those of
  /// a user namespace below the initial one do not count for what methods ask.
  public static func namesForMethods() -> [String] {
    guard UserNamespace.isInitial, let effective = try? ThreadCapabilities.current().effective
    else { return [] }
    return table.filter { $0.use == .methods && effective.contains($0.capability) }
      .map(\.capability).sorted { $0.rawValue < $1.rawValue }.map(\.name)
  }
}
