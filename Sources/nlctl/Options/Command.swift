/// A command: what the parser and the help text need to know about it, and what it does.
struct Command: Sendable {
  /// Runs the command.
  /// - Throws: what ends it early.
  typealias Run = @Sendable (Invocation) throws(Failure) -> ExitStatus

  let name: String
  /// The operands as the usage line shows them.
  var operands = ""
  var operandCount = 0...0
  /// One line for the overview.
  let summary: String
  /// What the command shows and what its columns mean.
  let details: String
  /// The options of this command alone; `allOptions` has the shared ones, too.
  var options: [Option] = []
  /// Command lines, each with its purpose.
  var examples: [(line: String, purpose: String)] = []
  /// Whether it asks the agent and so takes `Option.connection`.
  var asksAgent = true
  /// Whether it prints in several formats and so takes `Option.formats`.
  var formats = true
  /// The titles of its table's columns; empty if it prints no table.
  var columns: [String] = []
  let run: Run

  /// Every option that the command takes.
  var allOptions: [Option] {
    options + (asksAgent ? Option.connection : [])
      + (asksAgent && formats ? Option.formats : []) + Option.common
  }
}
