internal import Syscalls

/// What keeps a network namespace alive, and a way to open it.
public enum NamespaceHolder: Sendable {
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

  /// Its kind, without whose it is.
  public enum Kind: Sendable {
    case agent, process, name, thread, descriptor, socket
  }

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

/// A network namespace that a survey met, and what holds it: enough to open it later, so that
/// the survey itself holds none.
public struct FoundNamespace: Sendable {
  public let inode: UInt64
  public private(set) var isAgents = false
  public private(set) var names: [[UInt8]] = []
  /// How many processes have their first thread in it.
  public private(set) var processes: UInt64 = 0
  /// Every name, and one holder of each other kind.
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

  /// One of its processes.
  public var process: Int32? {
    for case .process(let pid) in holders { return pid }
    return nil
  }

  /// Opens it, by whichever of its holders still has it.
  public func open() throws(PrivilegedError) -> TargetNamespace {
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
    if failure.isGone { throw .namespace(.gone(inode: inode, failure.errno)) }
    throw .system(failure, doing: .openNamespace(inode: inode))
  }
}

extension NamespaceHolder {
  // Never by /proc/PID/fd: what that number means by now might be anything, and opening it might
  // never return.
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
