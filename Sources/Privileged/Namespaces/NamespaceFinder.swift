internal import Syscalls

/// Opens the network namespaces that clients ask for.
public enum NamespaceFinder {
  /// The directory of the names of `ip netns`; see ip-netns(8).
  static let namesDirectory = "/run/netns"

  /// Opens one namespace; for `all` the agent's own.
  /// - Parameters:
  ///   - caller: the process whose namespace `.caller` means.
  ///   - surveyor: finds a namespace of which only the inode number is known.
  /// - Throws: `namespace` if there is no such one, `caller` if the caller has ended, or `system`.
  public static func open(
    _ choice: NamespaceChoice, for caller: Caller, by surveyor: Surveyor
  ) throws(PrivilegedError) -> TargetNamespace {
    switch choice {
    case .agent, .all: try openAgents()
    case .caller: try openCallers(caller)
    case .name(let name): try open(name: name)
    case .process(let pid): try open(process: pid)
    case .inode(let inode): try open(inode: inode, by: surveyor)
    }
  }

  /// The inode number of the agent's own namespace; nil if /proc cannot be read.
  public static var own: UInt64? { try? NetworkNamespaceFile.own() }

  /// Opens the agent's own namespace.
  public static func openAgents() throws(PrivilegedError) -> TargetNamespace {
    do throws(SystemCallError) {
      return TargetNamespace(try NetworkNamespaceFile("/proc/self/ns/net"), name: nil, own: own)
    } catch {
      throw .system(error, doing: .openAgentsNamespace)
    }
  }

  /// Opens the namespace that the caller is in now.
  public static func openCallers(_ caller: Caller) throws(PrivilegedError) -> TargetNamespace {
    let file = try caller.opening(.openCallersNamespace(pid: caller.pid)) {
      pid throws(SystemCallError) in
      try NetworkNamespaceFile("/proc/\(pid)/ns/net")
    }
    return TargetNamespace(file, name: nil, own: own)
  }

  /// The namespace of a process that a client names by its number.
  /// - Parameter file: opens the namespace file of the process.
  static func open(
    process pid: Int32,
    by file: (Int32) throws(SystemCallError) -> NetworkNamespaceFile = {
      pid throws(SystemCallError) in try NetworkNamespaceFile("/proc/\(pid)/ns/net")
    }
  ) throws(PrivilegedError) -> TargetNamespace {
    do throws(SystemCallError) {
      let opened = try ProcessFile(pid).whileAlive { () throws(SystemCallError) in try file(pid) }
      return TargetNamespace(opened, name: nil, own: own)
    } catch {
      if error.isGone { throw .namespace(.noProcess(pid, error.errno)) }
      throw .system(error, doing: .openNamespaceOfProcess(pid))
    }
  }

  private static func open(name: String) throws(PrivilegedError) -> TargetNamespace {
    do throws(SystemCallError) {
      let directory = try Directory(namesDirectory)
      let bytes = Array(name.utf8)
      return TargetNamespace(
        try NetworkNamespaceFile(bytes, in: directory), name: bytes, own: own)
    } catch {
      switch error.errno {
      case .noSuchFileOrDirectory: throw .namespace(.noName(name, known: names()))
      case .tooManySymbolicLinkLevels: throw .namespace(.nameIsLink("\(namesDirectory)/\(name)"))
      case .invalidArgument: throw .namespace(.nameIsNoNamespace("\(namesDirectory)/\(name)"))
      default: throw .system(error, doing: .openNamedNamespace(name))
      }
    }
  }

  private static func names() -> [String] {
    var names: [String] = []
    try? DirectoryListing.each(namesDirectory) { bytes in
      names.append(String(decoding: bytes, as: UTF8.self))
    }
    return names
  }

  private static func open(
    inode: UInt64, by surveyor: Surveyor
  ) throws(PrivilegedError) -> TargetNamespace {
    if inode == own { return try openAgents() }
    // First without sockets: most namespaces have a process, and reading sockets is slow.
    for depth in [NamespaceSurvey.Depth.processes, .descriptors(by: surveyor)] {
      let survey = NamespaceSurvey(depth)
      if let found = survey.namespaces.first(where: { $0.inode == inode }) {
        return try found.open(by: surveyor)
      }
    }
    throw .namespace(.noInode(inode))
  }
}
