/// An option of a command, or of all of them.
struct Option: Sendable, Equatable {
  /// The long name with its dashes.
  let name: String
  let short: Character?
  /// What the value is called in help; nil in a switch.
  let value: String?
  /// A value that may be left out; the next word is one only if it is a number.
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

/// A command: what the command line and help need to know of it, and what it does.
struct Command: Sendable {
  typealias Run = @Sendable (Invocation) throws(Failure) -> ExitStatus

  let name: String
  /// What follows the name on the usage line, options aside.
  var operands = ""
  var operandCount = 0...0
  /// One line for the overview.
  let summary: String
  /// What it shows and what its columns mean.
  let details: String
  var options: [Option] = []
  /// Command lines with what they are good for.
  var examples: [(line: String, purpose: String)] = []
  /// Whether it asks the agent, so that the options for that make sense.
  var asksAgent = true
  /// Whether what it prints comes in several formats.
  var formats = true
  /// The titles of its table's columns, where it prints one.
  var columns: [String] = []
  let run: Run
}

/// A command line that was understood.
struct Invocation: Sendable {
  let command: Command
  let options: [(name: String, value: String)]
  let operands: [String]

  /// The value given last.
  func value(_ name: String) -> String? { options.last { $0.name == name }?.value }

  func values(_ name: String) -> [String] {
    options.filter { $0.name == name }.map(\.value)
  }

  func has(_ name: String) -> Bool { options.contains { $0.name == name } }

  func usage(_ message: String) -> Failure { .usage(message, command: command.name) }
}
