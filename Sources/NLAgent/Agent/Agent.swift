internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// Starts the daemon: parses the options, opens the sockets and runs the server.
enum Agent {
  /// Exit statuses: 0 after SIGTERM or SIGINT, 1 if the agent cannot serve, 2 for a usage error.
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch Options.parse(arguments) {
    case .help: StandardStream.output.write(Options.help)
    case .version: StandardStream.output.write("nlagent \(Version.current)\n")
    case .wrong(let message):
      StandardStream.error.write("nlagent: \(message)\nTry 'nlagent --help'.\n")
      Process.exit(2)
    case .run(let options):
      let log = Log(level: options.logLevel)
      do {
        try run(options, log)
      } catch {
        log.error(explain(error))
        Process.exit(1)
      }
    }
  }

  private static func run(_ options: Options, _ log: Log) throws {
    Signals.ignoreBrokenPipes()
    // Writing a record allocates no memory, so threads do not contend for one heap.
    Process.shareOneHeap()
    if let number = options.surveyorDescriptor {
      SurveyorProcess.run(PacketSocket(owning: FileDescriptor(owning: number)))
      return
    }
    if let number = options.clientDescriptor {
      // The process that passed the descriptor could run an agent of its own, with the same rights.
      let rights = Rights(namespaces: options.namespaces, tasks: options.tasks ?? .all)
      let stream = UnixStream(owning: FileDescriptor(owning: number))
      serveOne(
        try ClientSocket(stream, SocketRights(rights)), AgentState(log: log, owners: options.owners)
      )
      return
    }
    let listeners = try listen(options, log)
    let termination = try Signals.terminationDescriptor()
    for socket in listeners { socket.rights.current = rights(options, socket.listener) }
    let agent = AgentState(log: log, owners: options.owners)
    for socket in listeners {
      log.info("nlagent \(Version.current) serves \(socket.listener.path ?? "a socket of systemd")")
    }
    if options.refreshesOwners {
      try OwnerKeeper(means: agent.ownerMeans, owners: agent.owners, log: log).start()
    }
    var server = try Server(listeners, termination: termination, agent: agent)
    try server.run()
  }

  /// The rights of a socket's clients.
  private static func rights(_ options: Options, _ listener: borrowing UnixListener) -> Rights {
    Rights(
      namespaces: options.namespaces,
      tasks: options.tasks ?? .standard(for: listener.filePermissions()))
  }

  private static func serveOne(_ client: ClientSocket, _ agent: AgentState) {
    var connection = Connection(client, agent)
    connection.run()
  }

  private static func listen(_ options: Options, _ log: Log) throws -> [ListeningSocket] {
    if options.socket == nil {
      let handedOver = try SocketActivation.listeners()
      if !handedOver.isEmpty { return handedOver.map { $0 } }
    }
    let path = options.socket ?? Options.defaultSocket
    let group = try groupID(options.group)
    do {
      return [try listen(path, group, options)]
    } catch UnixListenError.failed(_, SystemCallError(.notPermitted, "chown"))
      where options.group == nil
    {
      // The default group is a convenience, which an agent without CAP_CHOWN cannot give.
      log.warning(
        "cannot give \(path) to the group \(defaultGroup): CAP_CHOWN is missing; "
          + "the socket keeps the agent's own group")
      return [try listen(path, nil, options)]
    }
  }

  private static func listen(
    _ path: String, _ group: UInt32?, _ options: Options
  ) throws -> ListeningSocket {
    let place = try UnixSocketPlace(path)
    // Until here SIGTERM and SIGINT end the process at once, whatever it waits for. From here on
    // there is a socket file to remove.
    try Signals.blockTermination()
    return ListeningSocket(
      try UnixListener(
        at: place, mode: options.mode, group: group, backlog: Limits.acceptBacklog))
  }

  private static let defaultGroup = "nlagent"

  /// The number of the socket's group. Without an option that is the group nlagent, if it exists
  /// and the agent runs as root: other users cannot change a file's group to one they are not in.
  private static func groupID(_ name: String?) throws -> UInt32? {
    guard let name else {
      return Process.userID == 0 ? Groups.find(defaultGroup)?.id : nil
    }
    // For chown(2), (gid_t)-1 means "do not change the group".
    if let number = UInt32(name), number != .max { return number }
    if let group = Groups.find(name) { return group.id }
    throw StartError.noGroup(name)
  }

  private enum StartError: Error {
    case noGroup(String)
  }

  private static func explain(_ error: any Error) -> String {
    switch error {
    case UnixListenError.inUse(let path):
      return "another agent serves \(path); stop it, or use another --socket"
    case UnixListenError.notASocket(let path):
      return "\(path) exists and is not a socket; remove it, or use another --socket"
    case UnixListenError.exposed(let path, let file): return explain(file, path)
    case UnixListenError.failed(let path, let error) where error.errno == .noSuchFileOrDirectory:
      return "cannot listen on \(path): its directory does not exist; create it first"
    case UnixListenError.failed(let path, let error):
      return "cannot listen on \(path): \(error)"
    case StartError.noGroup(let name):
      return "there is no group \"\(name)\"; create it with: groupadd --system \(name)"
    case let unusable as SocketActivation.Unusable:
      return "descriptor \(unusable.number) of LISTEN_FDS is not a listening Unix stream socket "
        + "(\(unusable.reason))"
    default: return "\(error)"
    }
  }

  private static func explain(_ file: ExposedFile, _ path: String) -> String {
    switch file.reason {
    case .owner(let user) where file.path == path || file.path == path + ".lock":
      return "cannot listen on \(path): \(file.path) exists and belongs to user \(user); "
        + "remove it, or use another --socket"
    case .owner(let user):
      return "cannot listen on \(path): \(file.path) belongs to user \(user), who could replace "
        + "the socket; use a --socket in a directory of \(trusted)"
    case .mode(let mode):
      let who = mode & 0o002 != 0 ? "everybody" : "its group"
      return "cannot listen on \(path): \(who) can write to \(file.path) and could replace the "
        + "socket; use 'chmod go-w \(file.path)', or another --socket"
    }
  }

  private static var trusted: String {
    let user = Process.userID
    return user == 0 ? "root" : "root or of user \(user)"
  }
}
