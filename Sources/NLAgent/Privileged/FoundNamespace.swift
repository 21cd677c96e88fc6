internal import Protocol
internal import Syscalls

/// What keeps a network namespace alive, and a way to open it.
enum NamespaceHolder {
  case agent
  /// A process whose first thread is in it.
  case process(Int32)
  /// A name of `ip netns`.
  case name([UInt8])
  /// A thread that is in it while its process is elsewhere.
  case thread(Int32, of: Int32)
  /// A namespace file that a process has open.
  case descriptor(Int32, of: Int32)
  case socket(Int32, of: Int32)
}

/// A network namespace that a survey met, and what holds it: enough to open it later, so that
/// the survey itself holds none.
struct FoundNamespace {
  let inode: UInt64
  private(set) var isAgents = false
  private(set) var names: [[UInt8]] = []
  /// Processes whose first thread is in it.
  private(set) var processes: UInt64 = 0
  /// One of each kind that there is, and every name.
  private(set) var holders: [NamespaceHolder] = []

  init(inode: UInt64) {
    self.inode = inode
  }

  mutating func note(_ holder: NamespaceHolder) {
    switch holder {
    case .agent: isAgents = true
    case .name(let name): names.append(name)
    case .process: processes += 1
    case .thread, .descriptor, .socket: break
    }
    if case .name = holder {
      holders.append(holder)
    } else if !holders.contains(where: { $0.kind == holder.kind }) {
      holders.append(holder)
    }
  }

  /// One of its processes.
  var process: Int32? {
    for case .process(let pid) in holders { return pid }
    return nil
  }

  /// Opens it, by whichever of its holders still has it.
  func open() throws(RPCError) -> TargetNamespace {
    var failure = SystemCallError(.noSuchFileOrDirectory, "open")
    for holder in holders {
      do throws(SystemCallError) {
        let file = try holder.open()
        // Its holder may be in another one by now.
        guard file.inode == inode else { continue }
        return TargetNamespace(file, name: names.first, own: isAgents ? inode : nil)
      } catch {
        if !error.isGone, error.errno != .badFileDescriptor { failure = error }
      }
    }
    if failure.isGone {
      throw RPCError(
        .notFound, "the network namespace \(inode) is gone meanwhile", errno: failure.name)
    }
    throw RPCError(failure, opening: "the network namespace \(inode)")
  }
}

extension NamespaceHolder {
  /// The word for its kind; the agent is a process.
  var kind: String {
    switch self {
    case .agent: "agent"
    case .process: "process"
    case .name: "name"
    case .thread: "thread"
    case .descriptor: "descriptor"
    case .socket: "socket"
    }
  }

  // Never by /proc/PID/fd: what is there by now might be anything, and opening it might hang.
  fileprivate func open() throws(SystemCallError) -> NetworkNamespaceFile {
    switch self {
    case .agent: try NetworkNamespaceFile("/proc/self/ns/net")
    case .process(let pid): try NetworkNamespaceFile("/proc/\(pid)/ns/net")
    case .name(let name):
      try NetworkNamespaceFile(name, in: try Directory(NamespaceFinder.namesDirectory))
    case .thread(let thread, of: let pid):
      try NetworkNamespaceFile("/proc/\(pid)/task/\(thread)/ns/net")
    case .descriptor(let number, of: let pid):
      try NetworkNamespaceFile(owning: try ProcessFile(pid).descriptor(number))
    case .socket(let number, of: let pid):
      try NetworkNamespaceFile(ofSocket: try ProcessFile(pid).descriptor(number))
    }
  }
}
