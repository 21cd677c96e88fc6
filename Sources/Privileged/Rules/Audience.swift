/// Who may see what the kernel shows only to processes with a capability that the agent has.
public enum Audience: Sendable {
  /// Every client: the permission to connect is the permission to see it.
  case clients
  /// Root alone; see `Caller.isRoot`.
  case root
  /// No client.
  case nobody

  /// Whether a client belongs to it.
  public func includes(_ caller: Caller) -> Bool {
    switch self {
    case .clients: true
    case .root: caller.isRoot
    case .nobody: false
    }
  }
}
