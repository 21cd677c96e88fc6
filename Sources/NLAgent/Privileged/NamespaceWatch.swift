internal import Protocol
internal import Syscalls

/// Looks whether a network namespace still is what it was chosen by. A subscription's own socket
/// keeps it alive, so that nothing else tells when everybody has left it.
struct NamespaceWatch {
  private let choice: NamespaceChoice
  private let inode: UInt64
  private let pid: Int32
  private var due: Int64

  /// - Returns: nil for the agent's own, which lives as long as the agent.
  init?(_ choice: NamespaceChoice, _ namespace: TargetNamespace?, of call: MethodCall) {
    guard let namespace, choice != .agent else { return nil }
    self.choice = choice
    inode = namespace.inode
    pid = call.caller.pid
    due = 0
    due = KernelClock.monotonicMilliseconds() + pause
  }

  private var pause: Int64 {
    if case .inode = choice { return Limits.surveyMilliseconds }
    return Limits.watchMilliseconds
  }

  /// How long until it wants to be asked again.
  var patience: Int64 { max(0, due - KernelClock.monotonicMilliseconds()) }

  /// Whether the namespace has lost its name or its process; looks only when it is time to.
  mutating func isGone() -> Bool {
    guard patience == 0 else { return false }
    defer { due = KernelClock.monotonicMilliseconds() + pause }
    switch choice {
    case .agent, .all: return false
    case .caller: return !isInside(pid)
    case .process(let pid): return !isInside(pid)
    case .name(let name):
      guard let directory = try? Directory(NamespaceFinder.namesDirectory) else { return true }
      return (try? NetworkNamespaceFile(Array(name.utf8), in: directory).inode) != inode
    case .inode:
      if inode == NamespaceFinder.own { return false }
      return ![NamespaceSurvey.Depth.processes, .descriptors].contains { depth in
        NamespaceSurvey(depth).namespaces.contains { $0.inode == inode }
      }
    }
  }

  private func isInside(_ pid: Int32) -> Bool {
    guard let link = try? Files.linkTarget("/proc/\(pid)/ns/net") else { return false }
    return NamespaceSurvey.inode(inLink: link) == inode
  }
}
