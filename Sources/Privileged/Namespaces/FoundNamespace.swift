internal import Syscalls

/// Something that keeps a network namespace alive and through which it can be opened.
public enum NamespaceHolder: Sendable {
  /// The agent itself.
  case agent
  /// A process whose main thread is in the namespace.
  case process(Int32)
  /// A name of `ip netns`.
  case name([UInt8])
  /// A thread that is in the namespace while its process's main thread is not.
  case thread(Int32, of: Int32)
  /// A process that has the namespace's file open.
  case descriptor(Int32, of: Int32)
  /// A process that has a socket of the namespace open.
  case socket(Int32, of: Int32)

  /// The kind of a holder.
  public enum Kind: Sendable {
    case agent, process, name, thread, descriptor, socket
  }

  /// The kind of this holder.
  public var kind: Kind {
    switch self {
    case .agent: .agent
    case .process: .process
    case .name: .name
    case .thread: .thread
    case .descriptor: .descriptor
    case .socket: .socket
    }
  }
}

/// A network namespace that a survey found, with its holders. It can be opened later, so the survey
/// itself does not keep it alive.
public struct FoundNamespace: Sendable {
  /// The inode number, which identifies the namespace.
  public let inode: UInt64
  /// Whether the agent is in it.
  public private(set) var isAgents = false
  /// Its names of `ip netns`: any bytes.
  public private(set) var names: [[UInt8]] = []
  /// The number of processes whose main thread is in it.
  public private(set) var processes: UInt64 = 0
  /// All names, and one holder of each other kind.
  public private(set) var holders: [NamespaceHolder] = []

  init(inode: UInt64) {
    self.inode = inode
  }

  mutating func add(_ holder: NamespaceHolder) {
    switch holder {
    case .agent: isAgents = true
    case .name(let name): names.append(name)
    case .process: processes += 1
    case .thread, .descriptor, .socket: break
    }
    if holder.kind == .name || !holders.contains(where: { $0.kind == holder.kind }) {
      holders.append(holder)
    }
  }

  /// The pid of one process in it; nil if there is none.
  public var process: Int32? {
    for case .process(let pid) in holders { return pid }
    return nil
  }

  /// Opens it through the first of its holders that still has it.
  /// - Parameter surveyor: takes hold of descriptors of other processes.
  /// - Throws: `namespace(.gone)` if none has.
  public func open(by surveyor: Surveyor) throws(PrivilegedError) -> TargetNamespace {
    var failure = SystemCallError(.noSuchFileOrDirectory, "open")
    for holder in holders {
      do throws(SystemCallError) {
        let file = try holder.open(by: surveyor)
        // The holder may have changed to another namespace since the survey.
        guard file.inode == inode else { continue }
        return TargetNamespace(file, name: names.first, own: isAgents ? inode : nil)
      } catch {
        if !error.isGone, error.errno != .badFileDescriptor { failure = error }
      }
    }
    if failure.isGone { throw .namespace(.gone(inode: inode, failure.errno)) }
    throw .system(failure, doing: .openNamespace(inode: inode))
  }
}

extension NamespaceHolder {
  // Never through /proc/PID/fd: by now the descriptor might be any file, and opening that might
  // block for ever.
  fileprivate func open(by surveyor: Surveyor) throws(SystemCallError) -> NetworkNamespaceFile {
    switch self {
    case .agent: try NetworkNamespaceFile("/proc/self/ns/net")
    case .process(let pid): try NetworkNamespaceFile("/proc/\(pid)/ns/net")
    case .name(let name):
      try NetworkNamespaceFile(name, in: try Directory(NamespaceFinder.namesDirectory))
    case .thread(let thread, of: let pid):
      try NetworkNamespaceFile("/proc/\(pid)/task/\(thread)/ns/net")
    case .descriptor(let number, of: let pid):
      try surveyor.open(.openDescriptor, number, of: pid)
    case .socket(let number, of: let pid):
      try surveyor.open(.openSocket, number, of: pid)
    }
  }
}
