internal import Limits
internal import Protocol
internal import Syscalls

/// What the work of a call may have to wait for inside the kernel. Each kind has places of its own:
/// a call keeps its place while it waits in the kernel, and then holds up only calls that need the
/// same lock.
enum WorkKind: Sendable {
  /// Sockets and generic netlink, which wait for no lock that is held long, and the agent itself.
  case sockets
  /// Links, addresses, routes, neighbors and rules: the RTNL lock, which can be held for seconds.
  case links
  /// Tasks and control groups: locks of processes and of control groups.
  case tasks
  /// Surveys of network namespaces, which a file of another user can block until a surveyor is
  /// killed.
  case surveys
}

extension WorkKind {
  /// The kind of work of a set of methods.
  init(_ set: MethodSet) {
    switch set {
    case .agent, .families, .sockets, .owners: self = .sockets
    case .links, .events: self = .links
    case .tasks, .load: self = .tasks
    }
  }
}

/// The places of all kinds of work.
struct WorkShares: Sendable {
  private let sockets: WorkPlaces
  private let links: WorkPlaces
  private let tasks: WorkPlaces
  private let surveys: WorkPlaces

  /// - Parameter count: the number of places of each kind of work, but of surveys. By default one
  ///   processor is left to small calls, new connections and the threads that read ahead: with as
  ///   many places as processors, they wait several times as long on a machine with two.
  init(_ count: Int = Process.processors - 1) {
    sockets = WorkPlaces(count)
    links = WorkPlaces(count)
    tasks = WorkPlaces(count)
    surveys = WorkPlaces(Int(Limits.surveyors))
  }

  /// The places of one kind.
  subscript(_ kind: WorkKind) -> WorkPlaces {
    switch kind {
    case .sockets: sockets
    case .links: links
    case .tasks: tasks
    case .surveys: surveys
    }
  }
}
