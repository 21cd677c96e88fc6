/// The methods that one socket of the agent can serve or not, by subject.
public enum MethodSet: String, CaseIterable, Sendable {
  /// The agent itself. Every socket serves it.
  case agent
  /// Generic netlink families.
  case families
  /// Links, addresses, routes, rules, neighbors and network namespaces.
  case links
  /// Inet, Unix, netlink, packet and vsock sockets.
  case sockets
  /// Which processes hold which sockets.
  case owners
  /// Tasks: their times and I/O.
  case tasks
  /// Control groups and pressure.
  case load
  /// Subscriptions. A topic also needs the set of its objects.
  case events

  /// The sets that the configuration can name.
  public static let configurable = allCases.filter { $0 != .agent }

  /// What the set serves, for people.
  public var summary: String {
    switch self {
    case .agent: "the agent itself"
    case .families: "generic netlink families"
    case .links: "links, addresses, routes, rules, neighbors and network namespaces"
    case .sockets: "inet, Unix, netlink, packet and vsock sockets"
    case .owners: "the processes that hold sockets"
    case .tasks: "tasks: their times and I/O"
    case .load: "control groups and pressure"
    case .events: "subscriptions, for the topics whose objects another set serves"
    }
  }
}
