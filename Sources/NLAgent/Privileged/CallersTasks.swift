internal import Protocol
internal import Syscalls

/// Numbers of tasks as the process that connected knows them: those of its pid namespace. The
/// kernel translates since Linux 6.11; before, `NSpid` of /proc/PID/status tells.
struct CallersTasks: ~Copyable {
  /// How numbers are translated.
  enum Means: Equatable {
    /// The caller is in the agent's own namespace.
    case none
    case kernel
    /// By `NSpid`; the caller's namespace is so many levels below that of /proc.
    case status(level: Int)
  }

  private let namespace: PidNamespaceFile
  private let means: Means

  /// - Parameter call: whose caller it is about.
  init(_ call: MethodCall) throws(RPCError) {
    let pid = try CallersTasks.pid(call)
    do throws(SystemCallError) {
      let namespace = try PidNamespaceFile("/proc/\(pid)/ns/pid")
      // What was opened is the caller's only if it still lives now.
      guard try NamespaceFinder.process(of: call, pid).isAlive else {
        throw SystemCallError(.noSuchProcess, "pidfd_open")
      }
      let own = try PidNamespaceFile("/proc/self/ns/pid").inode
      means = try CallersTasks.means(namespace, own: own, UInt32(pid))
      self.namespace = namespace
    } catch {
      throw CallersTasks.explain(error, pid)
    }
  }

  init(_ namespace: consuming PidNamespaceFile, _ means: Means) {
    self.namespace = namespace
    self.means = means
  }

  private static func pid(_ call: MethodCall) throws(RPCError) -> Int32 {
    if call.caller.pid > 0 { return call.caller.pid }
    throw RPCError(
      .notSupported, "the caller's process cannot be seen from here",
      hint: "The agent is in a pid namespace that the caller is not in: run the agent outside.")
  }

  private static func means(
    _ namespace: borrowing PidNamespaceFile, own: UInt64, _ pid: UInt32
  ) throws(SystemCallError) -> Means {
    if namespace.inode == own { return .none }
    do throws(SystemCallError) {
      _ = try namespace.number(ofOwn: pid)
      return .kernel
    } catch {
      guard error.errno == .inappropriateIOCTLForDevice || error.errno == .invalidArgument else {
        throw error
      }
      var files = try TaskFiles()
      return .status(level: try files.status(of: pid)?.numbers.count ?? 0)
    }
  }

  private static func explain(_ error: SystemCallError, _ pid: Int32) -> RPCError {
    if error.isEnded {
      return RPCError(
        .notFound, "the process that connected (\(pid)) has ended", errno: error.name,
        hint: "Connect from a process that stays.")
    }
    return RPCError(
      error, doing: "open the caller's pid namespace (process \(pid))",
      hint: "For other users' processes the agent needs CAP_SYS_PTRACE.")
  }

  // MARK: Translating

  /// The agent's number of a task that the caller knows by another; nil where there is none.
  func ownNumber(of id: UInt32, _ files: inout TaskFiles) throws(RPCError) -> UInt32? {
    switch means {
    case .none: return id
    case .kernel: return try? namespace.ownNumber(of: id)
    case .status:
      let processes = try files.processes()
      for process in processes
      where callersNumber(of: process, &files) == id { return process }
      for process in processes where callersNumber(of: process, &files) != nil {
        for thread in files.threads(of: process)
        where thread != process && callersNumber(of: thread, &files) == id { return thread }
      }
      return nil
    }
  }

  /// The caller's number of a task; nil where it has none there.
  func callersNumber(of id: UInt32, _ files: inout TaskFiles) -> UInt32? {
    switch means {
    case .none: return id
    case .kernel: return try? namespace.number(ofOwn: id)
    case .status(let level):
      guard level > 0, let numbers = try? files.status(of: id)?.numbers, numbers.count >= level,
        isBelow(id, levels: numbers.count - level)
      else { return nil }
      return numbers[level - 1]
    }
  }

  /// Whether a task's namespace lies so many levels below the caller's, or is the same.
  private func isBelow(_ id: UInt32, levels: Int) -> Bool {
    guard var above = try? PidNamespaceFile("/proc/\(id)/ns/pid") else { return false }
    for _ in 0..<levels {
      guard let parent = try? above.parent() else { return false }
      above = parent
    }
    return above.inode == namespace.inode
  }
}
