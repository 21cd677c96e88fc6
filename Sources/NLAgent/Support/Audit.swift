/// Which calls cause a line of the audit: the setting `audit`. Each choice includes the ones before
/// it.
enum Audit: Int, CaseIterable, Sendable {
  /// None. Then the audit costs nothing.
  case off
  /// Calls and connections that the agent refuses, because of rights or limits.
  case refused
  /// Calls that use a power that the client may not have itself.
  case privileged
  /// All calls.
  case all

  init?(name: String) {
    guard let choice = Audit.allCases.first(where: { $0.name == name }) else { return nil }
    self = choice
  }

  var name: String {
    switch self {
    case .off: "off"
    case .refused: "refused"
    case .privileged: "privileged"
    case .all: "all"
    }
  }

  /// What a line is about.
  enum Kind: String, CaseIterable, Sendable {
    case refused, privileged, other

    /// The first choice that includes it.
    fileprivate var choice: Audit {
      switch self {
      case .refused: .refused
      case .privileged: .privileged
      case .other: .all
      }
    }
  }

  func includes(_ kind: Kind) -> Bool { kind.choice.rawValue <= rawValue }
}
