internal import Limits
internal import ProcFiles
public import Syscalls

/// Translates the numbers of tasks between the agent's pid namespace and that of a caller. Since
/// Linux 6.11 the kernel translates them; on older kernels `NSpid` of `/proc/PID/status` does.
public struct CallersTasks: ~Copyable {
  /// How numbers are translated.
  enum Translation: Equatable {
    /// Not at all: the caller is in the agent's own pid namespace.
    case none
    case kernel
    /// By `NSpid`. The caller's namespace is at this level, where 1 is the namespace of /proc.
    case status(level: Int)
  }

  private let namespace: PidNamespaceFile
  private let translation: Translation

  /// Translates for one caller.
  /// - Throws: `caller` if the caller has ended, or `system`.
  public init(_ caller: Caller) throws(PrivilegedError) {
    let action = PrivilegedAction.openCallersPidNamespace(pid: caller.pid)
    let namespace = try caller.opening(action) { pid throws(SystemCallError) in
      try PidNamespaceFile("/proc/\(pid)/ns/pid")
    }
    let own: UInt64
    do throws(SystemCallError) {
      own = try PidNamespaceFile("/proc/self/ns/pid").inode
      translation = try CallersTasks.translation(namespace, own: own, UInt32(caller.pid))
    } catch {
      if error.isEnded { throw .caller(.ended(pid: caller.pid, error.errno)) }
      throw .system(error, doing: action)
    }
    self.namespace = namespace
  }

  init(_ namespace: consuming PidNamespaceFile, _ translation: Translation) {
    self.namespace = namespace
    self.translation = translation
  }

  private static func translation(
    _ namespace: borrowing PidNamespaceFile, own: UInt64, _ pid: UInt32
  ) throws(SystemCallError) -> Translation {
    if namespace.inode == own { return .none }
    do throws(SystemCallError) {
      _ = try namespace.number(ofOwn: pid)
      return .kernel
    } catch {
      guard error.errno == .inappropriateIOCTLForDevice || error.errno == .invalidArgument else {
        throw error
      }
      let status = TaskStatus(
        try Files.read("/proc/\(pid)/status", atMost: Limits.procFileBytes)[...])
      return .status(level: status?.numbers.count ?? 0)
    }
  }

  // MARK: Translating

  /// The agent's number of a task that has the number `id` for the caller; nil if there is none.
  public func ownNumber(of id: UInt32, _ files: inout TaskFiles) throws(PrivilegedError) -> UInt32?
  {
    switch translation {
    case .none: return id
    case .kernel:
      do throws(SystemCallError) {
        return try namespace.ownNumber(of: id)
      } catch {
        if error.isEnded { return nil }
        throw .system(error, doing: .translateTasks)
      }
    case .status:
      let processes = try files.processes()
      do throws(SystemCallError) {
        return try find(id, among: processes, &files)
      } catch {
        throw .system(error, doing: .translateTasks)
      }
    }
  }

  private func find(
    _ id: UInt32, among processes: [UInt32], _ files: inout TaskFiles
  ) throws(SystemCallError) -> UInt32? {
    // The clause of `for ... where` would throw any error.
    var visible: [UInt32] = []
    for process in processes {
      let number = try callersNumber(of: process, &files)
      if number == id { return process }
      if number != nil { visible.append(process) }
    }
    for process in visible {
      for thread in try files.threads(of: process) {
        if thread != process, try callersNumber(of: thread, &files) == id { return thread }
      }
    }
    return nil
  }

  /// The caller's number of the task that has the number `id` for the agent; nil if it has none, or
  /// has ended.
  public func callersNumber(
    of id: UInt32, _ files: inout TaskFiles
  ) throws(SystemCallError) -> UInt32? {
    do throws(SystemCallError) {
      switch translation {
      case .none: return id
      case .kernel: return try namespace.number(ofOwn: id)
      case .status(let level):
        guard level > 0, let numbers = try files.status(of: id)?.numbers, numbers.count >= level,
          try isBelow(id, levels: numbers.count - level)
        else { return nil }
        return numbers[level - 1]
      }
    } catch {
      if error.isEnded { return nil }
      throw error
    }
  }

  /// Whether a task's pid namespace is this many levels below the caller's; 0 is the caller's own.
  private func isBelow(_ id: UInt32, levels: Int) throws(SystemCallError) -> Bool {
    var above = try PidNamespaceFile("/proc/\(id)/ns/pid")
    for _ in 0..<levels {
      do throws(SystemCallError) {
        above = try above.parent()
      } catch {
        // NS_GET_PARENT: there is none, or it is not visible from the agent's own namespace.
        if error.errno == .notPermitted { return false }
        throw error
      }
    }
    return above.inode == namespace.inode
  }
}
