/// All commands, in the order of the overview. A new one is a file in `Commands/` and a row here.
enum CommandTable {
  static let all: [Command] = [
    .inet, .socket, .unix, .netlink, .packet, .vsock, .who, .summary, .wait, .links, .addresses,
    .routes, .route, .neighbors, .rules, .monitor, .netns, .family, .load, .pressure, .tasks, .task,
    .exits, .status, .call, .help, .version,
  ]

  static func find(_ name: String) -> Command? { all.first { $0.name == name } }

  /// The options that every command takes.
  static let commonOptions = [
    Option("--help", short: "h", "this help"),
    Option("--version", short: "V", "the version"),
  ]

  /// How commands that ask the agent reach it.
  static let connectionOptions = [
    Option(
      "--socket", value: "PATH",
      "the agent's socket (NLAGENT_SOCKET, else \(Settings.defaultSocket))"),
    Option("--private", "start an agent for this command alone, as yourself"),
    Option("--timeout", value: "SECONDS", "give up after so long"),
  ]

  /// The options of commands that print in several formats.
  static let formatOptions = [
    Option("--output", short: "o", value: "FORMAT", "table (default), json, ndjson or csv"),
    Option("--table", "aligned columns, for people"),
    Option("--json", "a JSON array of records, or the result object"),
    Option("--ndjson", "one JSON record per line"),
    Option("--csv", "comma-separated values (RFC 4180, lines end in LF)"),
    Option("--columns", value: "A,B,C", "these members of the record, for table and csv"),
    Option("--no-header", "leave out the line of column names"),
    Option("--color", value: "WHEN", "auto (default), always or never"),
  ]

  /// The options a command understands.
  static func options(of command: Command) -> [Option] {
    command.options + (command.asksAgent ? connectionOptions : [])
      + (command.asksAgent && command.formats ? formatOptions : []) + commonOptions
  }

  /// Every option of every command: what takes a value has to be known before the command is.
  static var everyOption: [Option] {
    all.flatMap(\.options) + connectionOptions + formatOptions + commonOptions
  }
}
