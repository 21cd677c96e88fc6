internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// A reason why a list is incomplete.
struct Problem: Sendable {
  /// The kind of problem. Its raw value is the member `name`.
  enum Kind: String, Sendable {
    case interrupted
    case limitExceeded
    case notFound
    case permissionDenied
    case kernelError
    case processesUnreadable
    /// The records come from /proc/net. The list then has the member `source`.
    case procOnly
    case forgedSockets
    case linksMissing
    case namesMissing
    case eventsMissing
    case addressesLeftOut
    case groupsLeftOut
  }

  /// The member `name`: a kind, or the name of an error code.
  let name: String
  let message: String
  var errno: String?
  var kernel: String?
  /// The inode number of the network namespace concerned, if the call was about all.
  var netns: UInt64?
  /// Whether the records come from /proc/net.
  let isOfProc: Bool

  init(_ kind: Kind, _ message: String, errno: String? = nil, kernel: String? = nil) {
    name = kind.rawValue
    isOfProc = kind == .procOnly
    self.message = message
    self.errno = errno
    self.kernel = kernel
  }

  init(_ error: RPCError) {
    name = error.code.name
    isOfProc = false
    message = error.message
    errno = error.errno
    kernel = error.kernel
  }
}

extension Problem {
  /// The kernel's table changed during the dump (NLM_F_DUMP_INTR).
  static func interrupted(_ table: String) -> Problem {
    Problem(.interrupted, "the kernel's table of \(table) changed during the dump")
  }

  /// There is no memory for all cookies of a dump with several passes.
  static let cookiesForgotten = Problem(
    .limitExceeded, "the agent has no memory left to remember all sockets; some may be repeated")

  /// There is no memory for all cookies of sockets that are only bound.
  static let boundSocketsMissing = Problem(
    .limitExceeded,
    "the agent has no memory left to remember all bound sockets; some of them are missing")

  /// sock_diag has no state for TCP sockets that are only bound.
  static let boundSocketsNotListed = Problem(
    .kernelError, "this kernel does not list bound TCP sockets; that needs Linux 6.8")

  /// A filter asks for processes, and sockets were found whose holder is not known.
  init(unknownOwners verdict: OwnerIndex.Verdict) {
    let reason =
      switch verdict.hidden {
      case .byMount?: "/proc hides processes from the agent (hidepid)"
      case .byNamespace?: "the agent sees only the processes of its pid namespace"
      case nil: "\(verdict.unreadable) processes cannot be read"
      }
    self.init(
      .processesUnreadable,
      "sockets of processes that the filter asks for may be missing: \(reason)")
  }

  /// There are more tasks than one answer counts.
  static let tooManyTasks = Problem(
    .limitExceeded, "there are more than \(Limits.tasksCounted) tasks; the others are not counted")

  init(_ gap: NamespaceSurvey.Gap) {
    switch gap {
    case .processesNotListed(let error):
      self.init(.processesUnreadable, "cannot list processes: \(error)", errno: error.name)
    case .processesRefused(let count, let first):
      let who = count == 1 ? "process \(first)" : "\(count) processes, for instance \(first),"
      self.init(
        .processesUnreadable,
        "\(who) cannot be read: namespaces without another holder are missing")
    case .processesStuck(let pids):
      let who = pids.map { "\($0)" }.joined(separator: ", ")
      self.init(
        .processesUnreadable,
        "an open file blocks whoever takes hold of it, in the processes \(who): namespaces that "
          + "only they hold are missing", errno: "ETIMEDOUT")
    case .notSurveyed(let error):
      self.init(
        .processesUnreadable,
        "not all open files and sockets of processes were read: \(error.explanation)",
        errno: error.name)
    }
  }

  /// The reasons why a walk through control groups is incomplete.
  static func all(of walk: CgroupWalk) -> [Problem] {
    var problems: [Problem] = []
    if walk.gone > 0 {
      problems.append(
        Problem(.notFound, "groups removed while they were read: \(walk.gone)"))
    }
    if let (group, error) = walk.firstUnreadable {
      problems.append(
        Problem(
          error.errno == .permissionDenied ? .permissionDenied : .kernelError,
          "groups that cannot be read: \(walk.unreadable), the first one \(group): "
            + error.explanation, errno: error.name))
    }
    if walk.hasTooMany {
      problems.append(
        Problem(
          .limitExceeded, "there are more than \(walk.limit) groups; the others are missing"))
    }
    if walk.hasNoMemory {
      problems.append(
        Problem(.limitExceeded, "the agent has no memory left for more groups; some are missing"))
    }
    if walk.isTooDeep {
      problems.append(
        Problem(.limitExceeded, "groups more than \(Limits.cgroupDepth) levels deep are missing"))
    }
    return problems
  }
}
