internal import Protocol
internal import Syscalls

/// Opens the network namespaces that clients ask for.
enum NamespaceFinder {
  /// Where `ip netns` keeps its names; see ip-netns(8).
  static let namesDirectory = "/run/netns"

  /// Opens the one namespace that was chosen.
  /// - Parameter call: whose caller `.caller` means.
  static func open(
    _ choice: NamespaceChoice, for call: MethodCall
  ) throws(RPCError) -> TargetNamespace {
    switch choice {
    case .agent, .all: try openAgents()
    case .caller: try openCallers(call)
    case .name(let name): try open(name: name)
    case .process(let pid): try open(process: pid)
    case .inode(let inode): try open(inode: inode)
    }
  }

  /// The inode of the agent's own; nil where /proc does not tell.
  static var own: UInt64? { try? NetworkNamespaceFile.own() }

  /// The agent's own.
  static func openAgents() throws(RPCError) -> TargetNamespace {
    do throws(SystemCallError) {
      return TargetNamespace(try NetworkNamespaceFile("/proc/self/ns/net"), name: nil, own: own)
    } catch {
      throw RPCError(error, doing: "open the agent's network namespace")
    }
  }

  // MARK: By process

  /// The namespace of the process that connected, as it is now.
  static func openCallers(_ call: MethodCall) throws(RPCError) -> TargetNamespace {
    let pid = call.caller.pid
    guard pid > 0 else {
      throw RPCError(
        .notSupported, "the caller's process cannot be seen from here",
        hint: "The agent is in a pid namespace that the caller is not in: run the agent outside.")
    }
    do throws(SystemCallError) {
      return try open(pid, held: try process(of: call, pid))
    } catch {
      if error.isGone {
        throw RPCError(
          .notFound, "the process that connected (\(pid)) has ended", errno: error.name,
          hint: "Connect from a process that stays.")
      }
      throw RPCError(error, opening: "the caller's network namespace (process \(pid))")
    }
  }

  /// Holds the process that connected. Kernels before 6.5 cannot hand it out, only its number then.
  static func process(of call: MethodCall, _ pid: Int32) throws(SystemCallError) -> ProcessFile {
    if let client = call.client {
      do throws(SystemCallError) {
        return try client.stream.peerProcess()
      } catch {
        guard error.errno == .protocolNotAvailable else { throw error }
      }
    }
    return try ProcessFile(pid)
  }

  private static func open(process pid: Int32) throws(RPCError) -> TargetNamespace {
    do throws(SystemCallError) {
      return try open(pid, held: try ProcessFile(pid))
    } catch {
      if error.isGone {
        throw RPCError(
          .notFound, "there is no process \(pid)", errno: error.name,
          hint: "Numbers are those of the pid namespace that the agent is in.")
      }
      throw RPCError(error, opening: "the network namespace of process \(pid)")
    }
  }

  /// The number may have got another owner before it was opened, but not when the process that
  /// it belonged to lives after.
  private static func open(
    _ pid: Int32, held process: consuming ProcessFile
  ) throws(SystemCallError) -> TargetNamespace {
    let file = try NetworkNamespaceFile("/proc/\(pid)/ns/net")
    guard process.isAlive else { throw SystemCallError(.noSuchProcess, "pidfd_open") }
    return TargetNamespace(file, name: nil, own: own)
  }

  // MARK: By name

  private static func open(name: String) throws(RPCError) -> TargetNamespace {
    do throws(SystemCallError) {
      let directory = try Directory(namesDirectory)
      let bytes = Array(name.utf8)
      return TargetNamespace(
        try NetworkNamespaceFile(bytes, in: directory), name: bytes, own: own)
    } catch {
      throw explain(error, name)
    }
  }

  private static func explain(_ error: SystemCallError, _ name: String) -> RPCError {
    let path = "\(namesDirectory)/\(name)"
    switch error.errno {
    case .noSuchFileOrDirectory:
      var names: [String] = []
      try? DirectoryListing.each(namesDirectory) { bytes in
        names.append(String(decoding: bytes, as: UTF8.self))
      }
      let nearest = Spelling.nearest(to: name, among: names)
      return RPCError(
        .notFound, "there is no network namespace \"\(name)\"", errno: error.name,
        hint: nearest.map { "Did you mean \"\($0)\"?" }
          ?? "Names are those of ip netns where the agent runs; listNamespaces shows all.")
    case .tooManySymbolicLinkLevels:
      return RPCError(
        .invalidParams, "\(path) is a link, which is not followed", errno: error.name,
        hint: "Ask for \"pid:N\" or for the inode number instead.")
    case .invalidArgument:
      return RPCError(
        .notFound, "\(path) is no network namespace", errno: error.name,
        hint: "A name whose namespace is gone is an empty file: ip netns del \(name)")
    default: return RPCError(error, opening: "the network namespace \"\(name)\"")
    }
  }

  // MARK: By inode

  private static func open(inode: UInt64) throws(RPCError) -> TargetNamespace {
    if inode == own { return try openAgents() }
    // Most are some process's, and sockets are slow to look at.
    for depth in [NamespaceSurvey.Depth.processes, .descriptors] {
      let survey = NamespaceSurvey(depth)
      if let found = survey.namespaces.first(where: { $0.inode == inode }) {
        return try found.open()
      }
    }
    throw RPCError(
      .notFound, "there is no network namespace \(inode)", errno: "ENOENT",
      hint: "A name of digits is written \"name:\(inode)\"; listNamespaces shows all.")
  }
}

extension SystemCallError {
  /// Whether the process that was asked about is not there any more.
  var isGone: Bool {
    [.noSuchProcess, .noSuchFileOrDirectory, .invalidArgument, .noData].contains(errno)
  }
}

extension RPCError {
  /// A namespace that was found and could not be opened.
  init(_ error: SystemCallError, opening what: String) {
    var hint: String?
    if [.permissionDenied, .notPermitted].contains(error.errno) {
      hint = "The agent lacks CAP_SYS_PTRACE over its processes; status shows what it has."
    }
    self.init(error, doing: "open \(what)", hint: hint)
  }

  /// A namespace that was opened and could not be entered.
  init(_ error: SystemCallError, entering namespace: TargetNamespace) {
    var hint: String?
    if error.errno == .notPermitted {
      hint = "The agent lacks CAP_SYS_ADMIN; status shows what it has."
    }
    self.init(error, doing: "enter the network namespace \(namespace.text)", hint: hint)
  }
}
