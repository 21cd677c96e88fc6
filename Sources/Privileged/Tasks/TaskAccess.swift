public import Syscalls

/// Whether one client may see tasks. With the rule `own` it may see those of its own user whose
/// `/proc/PID/io` the kernel would let it read. A program with the set-user-ID bit has the real user
/// of its caller, and is not its caller's to observe.
public struct TaskAccess: ~Copyable {
  private enum Reader {
    /// The rule lets the client see all tasks.
    case unlimited
    /// A user, by its ids alone. Its capabilities do not count: the process may have executed
    /// another program since it connected.
    case user(namespace: String)
    /// Root of a container, for the tasks of that container.
    case containerRoot(namespace: String)
    case nobody
  }

  private let rule: TaskRule
  private let caller: Caller
  private let reader: Reader
  // The tasks in the container of a container's root; nil if it may not read others.
  private let container: CallersTasks?
  /// Whether the rule lets the client see all tasks.
  public let isUnlimited: Bool

  public init(of caller: Caller, by rule: TaskRule) {
    self.rule = rule
    self.caller = caller
    isUnlimited = rule.grantsAll(to: caller)
    guard !isUnlimited, let user = try? caller.userNamespace() else {
      reader = isUnlimited ? .unlimited : .nobody
      container = nil
      return
    }
    reader =
      user.isRoot
      ? .containerRoot(namespace: user.namespace) : .user(namespace: user.namespace)
    if user.isRoot, user.mayTrace { container = try? CallersTasks(caller) } else { container = nil }
  }

  /// Whether the client may see a task of this real user, as far as the user decides. It costs
  /// nothing, and is asked first.
  public func grants(_ uid: UInt32?) -> Bool { rule.grants(uid, to: caller) }

  /// Whether the client may see a task at this moment. Ask after everything that the client is to
  /// get of the task was read: before, the task may still have executed a set-user-ID program.
  /// Afterwards check that the number still belongs to the same task.
  /// - Parameter thread: the task; for a process its first thread.
  /// - Returns: false also for a task that has ended, and if the agent may not read what decides.
  /// - Throws: an error that says nothing about the task, such as EMFILE.
  public func permits(
    _ thread: UInt32, of process: UInt32, _ files: inout TaskFiles
  ) throws(SystemCallError) -> Bool {
    do throws(SystemCallError) {
      switch reader {
      case .unlimited: return true
      case .nobody: return false
      case .user(let namespace):
        guard let facts = try files.facts(ofThread: thread, of: process) else { return false }
        return facts.isReadable(byUser: caller.uid, group: caller.gid, in: namespace)
      case .containerRoot(let namespace):
        guard let facts = try files.facts(ofThread: thread, of: process),
          facts.isReadable(byRoot: caller.uid, of: namespace)
        else { return false }
        return try container?.callersNumber(of: thread, &files) != nil
      }
    } catch {
      if error.isEnded || error.errno == .permissionDenied || error.errno == .notPermitted {
        return false
      }
      throw error
    }
  }
}
