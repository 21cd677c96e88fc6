internal import Privileged
internal import Syscalls

/// What the command line asks for.
struct Options: Sendable {
  /// Where the agent listens when nothing else is said.
  static let defaultSocket = "/run/nlagent/nlagent.sock"

  var socket: String?
  var mode: UInt32 = 0o660
  var group: String?
  var logLevel = Log.Level.info
  /// Serve one connected client on this descriptor and exit: `nlctl --private`.
  var clientDescriptor: Int32?
  var owners = OwnerMeans.Choice.auto
  /// Which network namespaces clients may ask about.
  var namespaces = NamespaceRule.all
  /// Whose tasks clients may be told of; nil is what suits the sockets.
  var tasks: TaskRule?
  /// Whether owners are looked for all the time.
  var refreshesOwners = false

  enum Parsed {
    case run(Options)
    case help
    case version
    case wrong(String)
  }

  static func parse(_ arguments: [String]) -> Parsed {
    var options = Options()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "-h" || argument == "--help" { return .help }
      if argument == "-V" || argument == "--version" { return .version }
      guard argument.hasPrefix("--") else { return .wrong("unexpected argument \"\(argument)\"") }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard takingValue.contains(name) else {
        return .wrong("unknown option \(name)")
      }
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
        return .wrong("\(name) needs a value")
      }
      if let mistake = options.set(name, value) { return .wrong(mistake) }
    }
    return .run(options)
  }

  private static let takingValue = [
    "--socket", "--mode", "--group", "--netns", "--log-level", "--owners", "--owners-refresh",
    "--tasks", "--client-fd",
  ]

  private mutating func set(_ name: String, _ value: String) -> String? {
    switch name {
    case "--socket":
      guard value.hasPrefix("/"), value.utf8.count <= 100 else {
        return "--socket takes an absolute path of at most 100 bytes, not \"\(value)\""
      }
      socket = value
    case "--mode":
      // Digits only: Swift's own reader would take "+660".
      guard value.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x37 }),
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
        return "--client-fd takes the number of an open descriptor, not \"\(value)\""
      }
      clientDescriptor = number
    }
    return nil
  }

  static let help = """
    nlagent - serves what the kernel knows over a Unix socket, as lines of JSON-RPC 2.0

    Usage: nlagent [--socket PATH] [--mode MODE] [--group GROUP] [--log-level LEVEL]
                   [--owners MEANS] [--owners-refresh on] [--netns WHICH] [--tasks WHOSE]

    The socket's file decides who may ask: whoever can write to it. Without --socket the
    agent takes the sockets that systemd hands over (LISTEN_FDS), or listens on
    \(defaultSocket).

      --socket PATH      the socket file; a stale one is replaced, a live one never
      --mode MODE        its permission bits in octal (default 0660)
      --group GROUP      its group, by name or number (default: nlagent, where that exists)
      --log-level LEVEL  error, warning, info (default) or debug; to standard error
      --netns WHICH      network namespaces that clients may ask about: all (default), or
                         caller, the one that the client itself is in
      --tasks WHOSE      tasks whose I/O and times clients may see: all, or own, those of the
                         client's user alone (root sees all). Not said, it is all where others
                         cannot write to the socket, and own where everybody can (0666)
      --owners MEANS     how owners of sockets are found: bpf, proc (slower, and it takes no
                         CAP_BPF and CAP_PERFMON), or auto (default): bpf where it works
      --owners-refresh on  look for owners all the time, slowly, so that who asks for them with
                         maxAge 30000 is answered at once (default off)
      -h, --help         this text
      -V, --version      the version

    Examples:
      nlagent                                          as root: serve the group nlagent
      nlagent --socket /tmp/nl.sock --mode 0666        everybody on this machine may ask
      nlagent --socket /run/nl/nl.sock --group adm     members of adm may ask

    SIGTERM or SIGINT ends it and removes the socket. Ask it with nlctl(1), or with any
    program that writes a line of JSON:
      echo '{"jsonrpc":"2.0","id":1,"method":"status"}' | nc -NU \(defaultSocket)

    """
}
