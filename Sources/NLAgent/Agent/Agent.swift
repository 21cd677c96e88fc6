internal import Limits
internal import Privileged
internal import Protocol
internal import Syscalls

/// Starts the daemon: parses the options, opens the sockets and runs the server.
enum Agent {
  /// Exit statuses: 0 after SIGTERM, SIGINT or SIGQUIT, 1 if the agent cannot serve, 2 for a usage error.
  static func main() {
    // If it fails, lines of the log may reach a client.
    do { try StandardStream.reserve() } catch { Process.exit(1) }
    guard let arguments = Process.arguments else {
      // Options that restrict clients would be lost.
      StandardStream.error.write(
        "nlagent: the command line cannot be read: /proc is not mounted\n")
      Process.exit(1)
    }
    switch Options.parse(arguments) {
    case .help: StandardStream.output.write(Options.help)
    case .limits: StandardStream.output.write(LimitsText.text)
    case .version: StandardStream.output.write("nlagent \(Version.current)\n")
    case .wrong(let message):
      StandardStream.error.write("nlagent: \(message)\nTry 'nlagent --help'.\n")
      Process.exit(2)
    case .run(let options):
      let log = Log(level: options.settings.logLevel)
      do {
        if options.isCheck { try check(options) } else { try run(options, log) }
      } catch {
        log.error(explain(error))
        Process.exit(1)
      }
    }
  }

  private static func check(_ options: Options) throws {
    let (settings, file) = try settings(options)
    let missing = "\(ConfigurationFile.standardPath) does not exist; this is the default"
    let source = file ?? (options.isAboutSockets ? "the command line" : missing)
    StandardStream.output.write("# \(source)\n\(settings.text)")
  }

  private static func run(_ options: Options, _ log: Log) throws {
    Signals.ignoreBrokenPipes()
    // Writing a record allocates no memory, so threads do not contend for one heap.
    Process.shareOneHeap()
    if let number = options.surveyorDescriptor {
      // The agent that started this process has logged what the kernel cannot restrict.
      confine(.surveyor, log, .debug)
      SurveyorProcess.run(PacketSocket(owning: FileDescriptor(owning: number)))
      return
    }
    if let number = options.clientDescriptor {
      // The process that passed the descriptor could run an agent of its own, with the same rights.
      var own = options.settings.defaults
      own.tasks = own.tasks ?? .all
      let stream = UnixStream(owning: FileDescriptor(owning: number))
      log.configure(options.settings.logLevel, options.settings.audit)
      confine(.agent(opensSockets: false), log, .debug)
      _ = Connection.serve(
        try ClientSocket(stream, SocketRights(own.rights(nil))),
        AgentState(log: log, owners: options.settings.owners))
      log.writeCounts(isLast: true)
      return
    }
    try serve(options, log)
  }

  private static func serve(_ options: Options, _ log: Log) throws {
    // Blocked from the start, since they would end the process.
    try Signals.block(Signal.others)
    DescriptorLimit.raise(to: Ceilings.descriptors.reduce(0) { $0 + $1.amount })
    let manager = ServiceManager()
    let (settings, _) = try settings(options)
    log.configure(settings.logLevel, settings.audit)
    let opener = SocketOpener(log: log, passed: try SocketActivation.listeners())
    let listeners = try opener.sockets(settings, open: [])
    // Only a configuration file can name other sockets later.
    confine(.agent(opensSockets: !options.isAboutSockets), log, .warning)
    let agent = AgentState(log: log, owners: settings.owners)
    for socket in listeners { log.info("nlagent \(Version.current) serves \(socket.text)") }
    if settings.refreshesOwners {
      try OwnerKeeper(means: agent.ownerMeans, owners: agent.owners, log: log).start()
    }
    var server = try Server(
      listeners, signals: try SignalFile(Signal.allCases), manager: manager, agent: agent
    ) { open in
      reload(options, settings, opener, open)
    }
    try server.run()
  }

  /// Gives up what this process does not need. It serves all the same if the kernel keeps it from
  /// that.
  private static func confine(_ role: Confinement.Role, _ log: Log, _ level: Log.Level) {
    for shortfall in Confinement.apply(to: role) {
      let text = "cannot \(explain(shortfall.step)): \(shortfall.error)"
      if level == .warning { log.warning(text) } else { log.debug(text) }
    }
  }

  private static func explain(_ step: Confinement.Step) -> String {
    switch step {
    case .newPrivileges: "give up privileges of programs that are executed later"
    case .capabilities: "give up capabilities"
    case .inspection: "keep other processes from tracing this one"
    case .systemCalls: "restrict the system calls of this process"
    }
  }

  // MARK: The configuration

  /// The settings of the command line and of the configuration file.
  /// - Returns: also the path of the file; nil if none was read.
  private static func settings(_ options: Options) throws -> (Settings, String?) {
    guard !options.isAboutSockets else { return (options.settings, nil) }
    do {
      let path = options.configuration ?? ConfigurationFile.standardPath
      return (options.overriding(try ConfigurationFile.read(path)), path)
    } catch ConfigurationFile.Refusal.unreadable(_, let error)
      where error.errno == .noSuchFileOrDirectory && options.configuration == nil
    {
      return (options.settings, nil)
    }
  }

  /// Reads the configuration again.
  /// - Returns: the sockets from now on; those of before if the configuration has a mistake.
  private static func reload(
    _ options: Options, _ first: Settings, _ opener: SocketOpener, _ open: [ListeningSocket]
  ) -> [ListeningSocket] {
    let log = opener.log
    do {
      let (settings, path) = try settings(options)
      guard let path else {
        log.warning("there is no configuration file to read again")
        return open
      }
      let sockets = try opener.sockets(settings, open: open)
      for socket in open where !sockets.contains(where: { $0 === socket }) {
        socket.listener.removeFile()
      }
      log.configure(settings.logLevel, settings.audit)
      if settings.owners != first.owners || settings.refreshesOwners != first.refreshesOwners {
        log.warning("\(path): owners and owners-refresh change only when the agent starts")
      }
      log.info("read \(path) again: serving \(sockets.map(\.text).joined(separator: ", "))")
      return sockets
    } catch {
      log.error("nothing has changed: \(explain(error))")
      return open
    }
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
    case SocketOpener.Failure.noGroup(let name):
      return "there is no group \"\(name)\"; create it with: groupadd --system \(name)"
    case SocketOpener.Failure.noUser(let name): return "there is no user \"\(name)\""
    case SocketOpener.Failure.notPassed(let name):
      return "systemd passes no socket named \"\(name)\"; set FileDescriptorName=\(name) in its "
        + "socket unit, or name the socket by its path"
    case let mistake as ConfigurationFile.Mistake: return mistake.text
    case ConfigurationFile.Refusal.unreadable(let path, let error):
      return "cannot read \(path): \(error.explanation)"
    case ConfigurationFile.Refusal.exposed(let path):
      return "\(path) must belong to root or the agent's user, and nobody else may write to it; "
        + "use 'chmod go-w \(path)'"
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
