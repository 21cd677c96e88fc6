/// Help texts of commands, made from their descriptions.
enum CommandHelp {
  /// The help text of nlctl itself.
  static func overview(_ commands: [Command]) -> String {
    let rows = commands.map { command in
      let usage = [command.name, command.operands].filter { !$0.isEmpty }.joined(separator: " ")
      return (usage.count > 20 ? command.name + " ..." : usage, command.summary)
    }
    return """
      nlctl - asks nlagent what the kernel knows about sockets, interfaces and tasks

      Usage: nlctl COMMAND [OPTIONS]

      Commands:
      \(HelpLayout.pairs(rows))

      Options of all commands that ask the agent:
      \(options(Option.connection + Option.formats + Option.common))

      Examples:
      \(HelpLayout.pairs(overviewExamples))

      \(exitStatus)

      'nlctl help COMMAND' explains a command.

      """
  }

  /// The help text of one command.
  static func text(_ command: Command) -> String {
    let usage = ["nlctl", command.name, "[OPTIONS]", command.operands].filter { !$0.isEmpty }
    var parts = [
      "nlctl \(command.name) - \(command.summary)",
      "Usage: " + usage.joined(separator: " "),
      command.details,
    ]
    if !command.columns.isEmpty {
      let columns = "Columns: " + command.columns.joined(separator: " ")
      parts.append(HelpLayout.wrapped(columns, indent: 0))
    }
    if !command.options.isEmpty {
      parts.append("Options:\n" + options(command.options))
    }
    let shared = command.allOptions.filter { !command.options.contains($0) }
    let title = command.options.isEmpty ? "Options:\n" : "Shared options:\n"
    parts.append(title + options(shared))
    if !command.examples.isEmpty {
      parts.append("Examples:\n" + HelpLayout.pairs(command.examples.map { ($0.line, $0.purpose) }))
    }
    if command.asksAgent { parts.append(exitStatus) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static let overviewExamples = [
    ("nlctl inet -tl", "listening TCP sockets"),
    ("nlctl inet --state established --json", "connections, as JSON for jq(1)"),
    ("nlctl --private links", "without a running agent, as yourself"),
    ("nlctl call", "every method that the agent may have"),
  ]

  private static let exitStatus = """
    Exit status:
      0  success
      1  the agent answered with an error
      2  wrong usage
      3  the agent cannot be reached, or did not answer in time
      4  the answer is incomplete; standard error says why
      5  nothing was found (who), or nothing happened in time (wait, monitor, exits)
    """

  private static func options(_ options: [Option]) -> String {
    HelpLayout.pairs(
      options.map { option in
        let short = option.short.map { "-\($0), " } ?? "    "
        return (short + option.name + (option.value.map { " \($0)" } ?? ""), option.help)
      })
  }
}
