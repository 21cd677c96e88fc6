internal import Privileged
internal import Syscalls

/// The parsed command line.
struct Options: Sendable {
  /// The path of the socket without --socket.
  static let defaultSocket = "/run/nlagent/nlagent.sock"

  var socket: String?
  var mode: UInt32 = 0o660
  var group: String?
  var logLevel = Log.Level.info
  /// Serve one connected client on this descriptor and exit: `nlctl --private`.
  var clientDescriptor: Int32?
  /// Be a surveyor for the agent at this descriptor; see `SurveyorProcess`.
  var surveyorDescriptor: Int32?
  var owners = OwnerMeans.Choice.auto
  /// The network namespaces that clients may ask about.
  var namespaces = NamespaceRule.all
  /// The tasks that clients may see; nil for the default, which depends on the sockets' modes.
  var tasks: TaskRule?
  /// Whether a background thread keeps the owners of sockets up to date.
  var refreshesOwners = false

  enum Parsed {
    case run(Options)
    case help
    case version
    case wrong(String)
  }

  static func parse(_ arguments: [String]) -> Parsed {
    var options = Options()
    var remaining = arguments[...]
    while let argument = remaining.popFirst() {
      if argument == "-h" || argument == "--help" { return .help }
      if argument == "-V" || argument == "--version" { return .version }
      guard argument.hasPrefix("--") else { return .wrong("unexpected argument \"\(argument)\"") }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard takingValue.contains(name) else {
        return .wrong("unknown option \(name)")
      }
      guard let value = parts.count == 2 ? String(parts[1]) : remaining.popFirst() else {
        return .wrong("\(name) needs a value")
      }
      if let mistake = options.set(name, value) { return .wrong(mistake) }
    }
    return .run(options)
  }

  private static let takingValue = [
    "--socket", "--mode", "--group", "--netns", "--log-level", "--owners", "--owners-refresh",
    "--tasks", "--client-fd", "--surveyor-fd",
  ]

  private mutating func set(_ name: String, _ value: String) -> String? {
    switch name {
    case "--socket":
      guard value.hasPrefix("/"), value.utf8.count <= 100 else {
        return "--socket takes an absolute path of at most 100 bytes, not \"\(value)\""
      }
      socket = value
    case "--mode":
      // Only digits: UInt32(_:radix:) would accept "+660".
      guard value.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }),
        let mode = UInt32(value, radix: 8), mode <= 0o777
      else {
        return "--mode takes permission bits in octal, for instance 0660, not \"\(value)\""
      }
      self.mode = mode
    case "--group": group = value
    case "--log-level":
      guard let level = Log.Level(name: value) else {
        return "--log-level takes error, warning, info or debug, not \"\(value)\""
      }
      logLevel = level
    case "--netns":
      guard let rule = NamespaceRule(rawValue: value) else {
        return "--netns takes all or caller, not \"\(value)\""
      }
      namespaces = rule
    case "--tasks":
      guard let rule = TaskRule(rawValue: value) else {
        return "--tasks takes all or own, not \"\(value)\""
      }
      tasks = rule
    case "--owners":
      guard let choice = OwnerMeans.Choice(rawValue: value) else {
        return "--owners takes auto, bpf or proc, not \"\(value)\""
      }
      owners = choice
    case "--owners-refresh":
      guard value == "on" || value == "off" else {
        return "--owners-refresh takes on or off, not \"\(value)\""
      }
      refreshesOwners = value == "on"
    default:
      guard let number = Int32(value), number >= 3 else {
        return "\(name) takes the number of an open descriptor, not \"\(value)\""
      }
      if name == "--client-fd" { clientDescriptor = number } else { surveyorDescriptor = number }
    }
    return nil
  }

  static let help = """
    nlagent - serves kernel state over a Unix socket, as lines of JSON-RPC 2.0

    Usage: nlagent [--socket PATH] [--mode MODE] [--group GROUP] [--log-level LEVEL]
                   [--owners MEANS] [--owners-refresh on] [--netns WHICH] [--tasks WHOSE]

    Every process that can write to the socket's file can ask. Without --socket the agent
    uses the sockets that systemd passes to it (LISTEN_FDS), or else listens on
    \(defaultSocket).

      --socket PATH      the socket's file; replaced if no process listens on it any more.
                         Only root and the agent's user may be able to write to its
                         directory, unless that has the sticky bit
      --mode MODE        permission bits of the file, in octal (default 0660)
      --group GROUP      group of the file, by name or number (default: nlagent, if it exists)
      --log-level LEVEL  error, warning, info (default) or debug; the log is standard error
      --netns WHICH      network namespaces that clients may ask about: all (default), or
                         caller, only the one that the client itself is in
      --tasks WHOSE      tasks whose I/O and times clients may see: all, or own, only those of
                         the client's user (root sees all). The default is all if only the owner
                         and group can write to the socket, own if everybody can (0666)
      --owners MEANS     how owners of sockets are found: bpf, proc (slower, but without CAP_BPF
                         and CAP_PERFMON), or auto (default): bpf if it works, else proc
      --owners-refresh on  find owners all the time, slowly, so that requests with
                         maxAge 30000 are answered at once (default off)
      -h, --help         this text
      -V, --version      the version

    Examples:
      nlagent                                          as root: serve the group nlagent
      nlagent --socket /tmp/nl.sock --mode 0666        everybody on this machine may ask
      nlagent --socket /run/nl/nl.sock --group adm     members of adm may ask

    The agent stops on SIGTERM or SIGINT and removes the socket. To ask it, use nlctl(1) or
    any program that writes a line of JSON:
      echo '{"jsonrpc":"2.0","id":1,"method":"status"}' | nc -NU \(defaultSocket)

    """
}
