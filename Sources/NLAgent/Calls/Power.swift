internal import Protocol

/// A power of the agent that clients do not need to have: what the agent does for a client although
/// the kernel may refuse it to the client itself. The names are those of the audit.
enum Power: String, CaseIterable, Sendable {
  case owners
  case tasks
  case namespaces
  case survey
  case freedSockets
  case pressureTriggers
  case reserved

  /// What the kernel requires.
  var reason: String {
    switch self {
    case .owners: "descriptors of other users' processes need CAP_SYS_PTRACE"
    case .tasks: "TASKSTATS needs CAP_NET_ADMIN in the initial user namespace"
    case .namespaces: "another network namespace than the caller's own needs CAP_SYS_ADMIN"
    case .survey: "namespaces of other users' processes need CAP_SYS_PTRACE"
    case .freedSockets: "the groups of sock_diag need CAP_NET_ADMIN"
    case .pressureTriggers:
      "the files of triggers can belong to root, and short windows need CAP_SYS_RESOURCE"
    case .reserved: "marks and the presence of TCP-MD5 keys need CAP_NET_ADMIN"
    }
  }

  /// The power that every call of a method, and every subscription to a topic, uses. What depends
  /// on the other parameters of a call is marked by `UsedPowers.use` where it is decided.
  static let used: [String: Power] = [
    MethodContract.listTasks.name: .tasks,
    MethodContract.taskStats.name: .tasks,
    MethodContract.listNamespaces.name: .survey,
    EventTopic.taskExit.name: .tasks,
    EventTopic.socketClose.name: .freedSockets,
    EventTopic.pressure.name: .pressureTriggers,
  ]
}

/// The powers that one call has used. Only the thread of its connection uses it.
final class UsedPowers {
  private var used: Set<Power> = []

  func use(_ power: Power) { used.insert(power) }

  /// All of them, in the order of their declaration.
  var all: [Power] { Power.allCases.filter { used.contains($0) } }
}
