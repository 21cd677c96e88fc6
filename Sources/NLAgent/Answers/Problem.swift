internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// What made a list incomplete.
struct Problem: Sendable {
  /// What kind of problem it is; its raw value is the member `name`.
  enum Kind: String, Sendable {
    case interrupted
    case limitExceeded
    case notFound
    case permissionDenied
    case kernelError
    case processesUnreadable
    /// The records come from /proc/net, which the list then names as its source.
    case procOnly
    case forgedSockets
    case linksMissing
    case addressesLeftOut
    case groupsLeftOut
  }

  /// The member `name`: a kind, or the name of an error code.
  let name: String
  let message: String
  var errno: String?
  var kernel: String?
  /// The inode of the network namespace it was met in, where all were asked for.
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
  /// The kernel's table changed while it was dumped (NLM_F_DUMP_INTR).
  static func interrupted(_ table: String) -> Problem {
    Problem(.interrupted, "the kernel's table of \(table) changed during the dump")
  }

  /// There are more tasks than one answer counts.
  static let tooManyTasks = Problem(
    .limitExceeded, "there are more than \(Limits.tasksCounted) tasks; the others are left out")

  init(_ gap: NamespaceSurvey.Gap) {
    switch gap {
    case .processesNotListed(let error):
      self.init(.processesUnreadable, "cannot list processes: \(error)", errno: error.name)
    case .processesRefused(let count, let first):
      let who = count == 1 ? "process \(first)" : "\(count) processes, such as \(first),"
      self.init(
        .processesUnreadable,
        "\(who) cannot be read: namespaces that nothing else holds are missing")
    }
  }

  /// What made a walk through control groups incomplete.
  static func all(of walk: CgroupWalk) -> [Problem] {
    var problems: [Problem] = []
    if walk.gone > 0 {
      problems.append(
        Problem(.notFound, "groups that were removed while they were read: \(walk.gone)"))
    }
    if let (group, error) = walk.firstUnreadable {
      problems.append(
        Problem(
          error.errno == .permissionDenied ? .permissionDenied : .kernelError,
          "groups that cannot be read: \(walk.unreadable), the first of them \(group): "
            + error.explanation, errno: error.name))
    }
    if walk.hasTooMany {
      problems.append(
        Problem(
          .limitExceeded, "there are more than \(walk.limit) groups; the others are left out"))
    }
    if walk.isTooDeep {
      problems.append(
        Problem(.limitExceeded, "groups more than \(Limits.cgroupDepth) levels down are left out"))
    }
    return problems
  }
}
