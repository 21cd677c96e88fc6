internal import Privileged
internal import Protocol
internal import Syscalls

/// The parsed command line.
struct Options: Sendable {
  var settings = Settings()
  /// Whether the command line is about sockets. Then no configuration file is read.
  var isAboutSockets = false
  /// The configuration file of --config.
  var configuration: String?
  /// Only check the configuration file.
  var isCheck = false
  /// Serve one connected client on this descriptor and exit: `nlctl --private`.
  var clientDescriptor: Int32?
  /// Be a surveyor for the agent at this descriptor; see `SurveyorProcess`.
  var surveyorDescriptor: Int32?
  /// The names of the settings of the agent itself that the command line has.
  var global: Set<String> = []

  enum Parsed {
    case run(Options)
    case help
    case limits
    case version
    case wrong(String)
  }

  static func parse(_ arguments: [String]) -> Parsed {
    var options = Options()
    var parser = SettingsParser()
    var remaining = arguments[...]
    while let argument = remaining.popFirst() {
      if argument == "-h" || argument == "--help" { return .help }
      if argument == "-V" || argument == "--version" { return .version }
      if argument == "--limits" { return .limits }
      if argument == "--check" {
        options.isCheck = true
        continue
      }
      guard argument.hasPrefix("--") else { return .wrong("unexpected argument \"\(argument)\"") }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0].dropFirst(2))
      guard takingValue.contains(name) else {
        let question = Spelling.question(for: "--\(name)", among: takingValue.map { "--\($0)" })
        return .wrong("unknown option --\(name)" + (question.map { ". \($0)" } ?? ""))
      }
      guard let value = parts.count == 2 ? String(parts[1]) : remaining.popFirst() else {
        return .wrong("--\(name) needs a value")
      }
      do throws(SettingsParser.Mistake) {
        if try options.take(name, value) { continue }
        try parser.take(name, value, as: "--\(name)")
        if SettingsParser.global.contains(name) { options.global.insert(name) }
      } catch {
        return .wrong(error.message + (error.hint.map { ". \($0)" } ?? ""))
      }
    }
    options.settings = parser.settings
    options.isAboutSockets = parser.isAboutSockets
    if options.configuration != nil, options.isAboutSockets {
      return .wrong("--config and options of sockets exclude each other: write them into the file")
    }
    return .run(options)
  }

  /// The settings of a file, changed by those that the command line has, too.
  func overriding(_ file: Settings) -> Settings {
    var result = file
    if global.contains("log-level") { result.logLevel = settings.logLevel }
    if global.contains("audit") { result.audit = settings.audit }
    if global.contains("owners") { result.owners = settings.owners }
    if global.contains("owners-refresh") { result.refreshesOwners = settings.refreshesOwners }
    return result
  }

  private static let takingValue =
    SettingsParser.ofSockets + SettingsParser.global + ["config", "client-fd", "surveyor-fd"]

  /// Takes an option that is no setting.
  private mutating func take(
    _ name: String, _ value: String
  ) throws(SettingsParser.Mistake) -> Bool {
    switch name {
    case "config":
      guard value.hasPrefix("/") else {
        throw SettingsParser.Mistake(
          message: "--config takes an absolute path, not \"\(value)\"")
      }
      configuration = value
    case "client-fd", "surveyor-fd":
      guard let number = Int32(value), number >= 3 else {
        throw SettingsParser.Mistake(
          message: "--\(name) takes the number of an open descriptor, not \"\(value)\"")
      }
      if name == "client-fd" { clientDescriptor = number } else { surveyorDescriptor = number }
    default: return false
    }
    return true
  }

  static let help = """
    nlagent - serves kernel state over a Unix socket, as lines of JSON-RPC 2.0

    Usage: nlagent [--config FILE] [--check] [OPTION]...
           nlagent --socket PATH [--mode MODE] [--methods SETS] ... [--socket PATH ...]

    Every process that can write to a socket's file can ask. Without options of sockets the
    agent reads \(ConfigurationFile.standardPath), if it exists. Sockets that systemd passes
    to it (LISTEN_FDS) are served in any case. If there is none, and none is named, the agent
    listens on \(SocketSettings.standardPath).

      --config FILE      the configuration file; see nlagent.conf(5)
      --check            check the configuration file, print what it means, and exit
      --log-level LEVEL  error, warning, info (default) or debug; the log is standard error
      --audit WHICH      calls that are logged, a line of JSON each: off (default), refused,
                         privileged (also calls that use power that the client may lack), or all
      --owners MEANS     how owners of sockets are found: bpf, proc (slower, but without CAP_BPF
                         and CAP_PERFMON), or auto (default): bpf if it works, else proc
      --owners-refresh on  find owners all the time, slowly, so that requests with
                         maxAge 30000 are answered at once (default off)
      --limits           print the most memory, threads and descriptors that the agent takes,
                         and the limits that clients can run into, and exit
      -h, --help         this text
      -V, --version      the version

    Options of sockets. Before the first --socket they are the defaults of all sockets, after
    a --socket they are its own:
      --socket PATH      the socket's file; replaced if no process listens on it any more.
                         Only root and the agent's user may be able to write to its
                         directory, unless that has the sticky bit. systemd:NAME is the
                         socket that systemd passes under this name
      --mode MODE        permission bits of the file, in octal (default 0660)
      --owner USER       owner of the file, by name or number (default: the agent's user)
      --group GROUP      group of the file, by name or number (default: nlagent, if it exists)
      --methods SETS     the methods that it serves, by subject: all (default), none, or some of
                         \(MethodSet.configurable.map(\.rawValue).joined(separator: ", "))
      --netns WHICH      network namespaces that clients may ask about: all (default), or
                         caller, only the one that the client itself is in
      --tasks WHOSE      tasks whose I/O and times clients may see: all, or own, only those of
                         the client's user (root sees all). The default is all if only the owner
                         and group can write to the socket, own if everybody can (0666)

    Examples:
      nlagent                                          as root: serve the group nlagent
      nlagent --socket /tmp/nl.sock --mode 0666        everybody on this machine may ask
      nlagent --socket /run/nl/nl.sock --group adm     members of adm may ask
      nlagent --socket /run/nl/all.sock --socket /run/nl/public.sock --mode 0666 \\
              --methods links,sockets --netns caller   two sockets with different rights

    On SIGTERM, SIGINT and SIGQUIT the agent stops and removes its sockets. On SIGHUP it reads
    the configuration file again; connections stay. On SIGUSR1 it logs one level more, on
    SIGUSR2 as it was configured. To ask it, use nlctl(1) or any program that writes a line of
    JSON:
      echo '{"jsonrpc":"2.0","id":1,"method":"status"}' | nc -NU \(SocketSettings.standardPath)

    """
}
