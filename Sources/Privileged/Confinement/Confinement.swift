public import Syscalls

/// What a process of the agent gives up before it serves anybody: capabilities, new privileges by
/// execve(2), inspection by other processes, and system calls. A process that has less keeps less,
/// and nothing here fails for that.
public enum Confinement {
  /// What the process does.
  public enum Role: Sendable {
    /// It serves clients.
    /// - Parameter opensSockets: whether a reload of the configuration may open sockets.
    case agent(opensSockets: Bool)
    /// It takes hold of other processes' descriptors; see `SurveyorProcess`.
    case surveyor
  }

  /// What a process gives up.
  public enum Step: Sendable, CaseIterable {
    case newPrivileges, capabilities, inspection, systemCalls
  }

  /// Something that the process keeps, because the kernel refused to take it.
  public struct Shortfall: Sendable {
    public let step: Step
    public let error: SystemCallError
  }

  /// Confines this process. Call it before a second thread is started, which would keep its
  /// capabilities.
  /// - Returns: what could not be given up.
  public static func apply(to role: Role) -> [Shortfall] {
    var shortfalls: [Shortfall] = []
    for step in Step.allCases {
      do throws(SystemCallError) {
        switch step {
        case .newPrivileges: try ProcessRestriction.denyNewPrivileges()
        case .capabilities: try reduceCapabilities(of: role)
        case .inspection: try ProcessRestriction.denyInspection()
        case .systemCalls: try filterSystemCalls(of: role)
        }
      } catch {
        shortfalls.append(Shortfall(step: step, error: error))
      }
    }
    return shortfalls
  }

  // MARK: Capabilities

  /// The capabilities that a process keeps if it has them.
  static func kept(by role: Role) -> [Capability] {
    KeptCapability.table.filter { row in
      switch role {
      case .agent(let opensSockets): row.use == .methods || opensSockets
      case .surveyor: row.isSurveyors
      }
    }.map(\.capability)
  }

  /// The capabilities that programs keep which a process starts: surveyors of the agent. Without
  /// the ambient set only those of root would have any.
  static func passedOn(by role: Role) -> [Capability] {
    switch role {
    case .agent: kept(by: .surveyor)
    case .surveyor: []
    }
  }

  private static func reduceCapabilities(of role: Role) throws(SystemCallError) {
    let kept = CapabilitySet(kept(by: role))
    var held = try ThreadCapabilities.current()
    if held.effective.contains(.setCapabilities) {
      try ThreadCapabilities.reduceBoundingSet(to: kept)
    }
    held.effective = held.effective.intersection(kept)
    held.permitted = held.permitted.intersection(kept)
    held.inheritable = CapabilitySet([])
    try held.apply()
    let passed = passedOn(by: role).filter { held.permitted.contains($0) }
    guard !passed.isEmpty else { return }
    held.inheritable = CapabilitySet(passed)
    do throws(SystemCallError) {
      try held.apply()
      try ThreadCapabilities.setAmbient(passed)
    } catch {
      // Securebits can forbid it. A surveyor with less finds less, and reports that.
    }
  }

  // MARK: System calls

  private static func filterSystemCalls(of role: Role) throws(SystemCallError) {
    guard let architecture = SystemCall.Architecture.current else {
      throw SystemCallError(.notSupported, "seccomp")
    }
    try AllowedCall.filter(for: users(role), architecture).install()
  }

  /// Whose rows of the table a process gets.
  static func users(_ role: Role) -> AllowedCall.Users {
    switch role {
    case .agent(opensSockets: false): .agent
    case .agent(opensSockets: true): [.agent, .opener]
    case .surveyor: .surveyor
    }
  }
}
