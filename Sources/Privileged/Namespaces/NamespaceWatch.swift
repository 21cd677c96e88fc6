internal import Limits
internal import Syscalls

/// Checks whether a network namespace still has the name or process by which it was chosen. A
/// subscription's own socket keeps the namespace alive, so nothing else shows that everybody else
/// has left it.
public struct NamespaceWatch {
  private let choice: NamespaceChoice
  private let inode: UInt64
  private let pid: Int32
  private let surveyor: Surveyor
  private var due: Int64

  /// Starts a watch.
  /// - Returns: nil for the agent's own namespace, which exists as long as the agent.
  public init?(
    _ choice: NamespaceChoice, _ namespace: TargetNamespace?, of caller: Caller,
    by surveyor: Surveyor
  ) {
    guard let namespace, choice != .agent else { return nil }
    self.choice = choice
    inode = namespace.inode
    pid = caller.pid
    self.surveyor = surveyor
    due = 0
    due = KernelClock.monotonicMilliseconds() + interval
  }

  private var interval: Int64 {
    if case .inode = choice { return Limits.surveyMilliseconds }
    return Limits.watchMilliseconds
  }

  /// Whether a check is a survey of namespaces, which takes long, and which a file of another process
  /// can block until a surveyor is killed.
  public var needsSurvey: Bool {
    if case .inode = choice { return true }
    return false
  }

  /// The time until the next check, in milliseconds.
  public var patience: Int64 { max(0, due - KernelClock.monotonicMilliseconds()) }

  /// Checks whether the namespace has lost its name or process. Returns false if no check is due.
  public mutating func isGone() -> Bool {
    guard patience == 0 else { return false }
    defer { due = KernelClock.monotonicMilliseconds() + interval }
    switch choice {
    case .agent, .all: return false
    case .caller: return !isInside(pid)
    case .process(let pid): return !isInside(pid)
    case .name(let name):
      guard let directory = try? Directory(NamespaceFinder.namesDirectory) else { return true }
      return (try? NetworkNamespaceFile(Array(name.utf8), in: directory).inode) != inode
    case .inode:
      if inode == NamespaceFinder.own { return false }
      return ![NamespaceSurvey.Depth.processes, .descriptors(by: surveyor)].contains { depth in
        let survey = NamespaceSurvey(depth)
        return survey.isInterrupted || survey.namespaces.contains { $0.inode == inode }
      }
    }
  }

  private func isInside(_ pid: Int32) -> Bool {
    guard let link = try? Files.linkTarget("/proc/\(pid)/ns/net") else { return false }
    return NamespaceSurvey.inode(inLink: link) == inode
  }
}
