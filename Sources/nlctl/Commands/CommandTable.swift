internal import Protocol

/// All commands, in the order of the overview. A new command is a file in this folder and one
/// entry here.
enum CommandTable {
  static let all: [Command] = [
    .inet, .socket, .unix, .netlink, .packet, .vsock, .who, .summary, .wait, .links, .addresses,
    .routes, .route, .neighbors, .rules, .monitor, .netns, .family, .load, .pressure, .tasks, .task,
    .exits, .status, .call, .help, .version,
  ]

  /// The command of this name; nil if there is none.
  static func find(_ name: String) -> Command? { all.first { $0.name == name } }

  /// The command of this name.
  /// - Throws: wrong usage, with the question for the nearest name.
  static func command(_ name: String) throws(Failure) -> Command {
    if let command = find(name) { return command }
    throw .usage(
      "there is no command \"\(name)\"",
      advice: Spelling.question(for: name, among: all.map(\.name)))
  }

  /// Every option of every command. The parser must know which options take a value before it
  /// knows the command.
  static var everyOption: [Option] {
    all.flatMap(\.options) + Option.connection + Option.formats + Option.common
  }
}
