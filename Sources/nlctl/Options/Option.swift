/// An option of one command or of several.
struct Option: Sendable, Equatable {
  /// The long name with its dashes.
  let name: String
  /// The letter of the short form; nil if there is none.
  let short: Character?
  /// The placeholder for the value in help texts; nil for an option without a value.
  let value: String?
  /// Whether the value may be omitted. Then the next word is the value only if it is a number.
  let isOptional: Bool
  let help: String

  init(
    _ name: String, short: Character? = nil, value: String? = nil, optional: Bool = false,
    _ help: String
  ) {
    self.name = name
    self.short = short
    self.value = value
    isOptional = optional
    self.help = help
  }
}

extension Option {
  /// The options of every command.
  static let common = [
    Option("--help", short: "h", "print this help"),
    Option("--version", short: "V", "print the version"),
  ]

  /// The options of commands that ask the agent: how to reach it, and for how long.
  static let connection = [
    Option(
      "--socket", value: "PATH",
      "the agent's socket (NLAGENT_SOCKET, else \(Settings.defaultSocket))"),
    Option("--private", "start an agent for this command only, as yourself"),
    Option("--timeout", value: "SECONDS", "give up after this time"),
  ]

  /// The options of commands that print in several formats.
  static let formats = [
    Option("--output", short: "o", value: "FORMAT", "table (default), json, ndjson or csv"),
    Option("--table", "aligned columns, for people"),
    Option("--json", "a JSON array of records, or the result object"),
    Option("--ndjson", "one JSON record per line"),
    Option("--csv", "comma-separated values (RFC 4180, lines end in LF)"),
    Option("--columns", value: "A,B,C", "only these members of the records, for table and csv"),
    Option("--no-header", "omit the line of column names"),
    Option("--color", value: "WHEN", "auto (default), always or never"),
  ]
}
