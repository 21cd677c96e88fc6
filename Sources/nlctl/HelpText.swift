internal import Protocol
internal import Syscalls

/// Help texts, made from the table of commands.
enum Help {
  static var overview: String {
    let commands = CommandTable.all.map { command in
      let usage = [command.name, command.operands].filter { !$0.isEmpty }.joined(separator: " ")
      return (usage.count > 20 ? command.name + " ..." : usage, command.summary)
    }
    return """
      nlctl - asks nlagent what the kernel knows about sockets, interfaces and tasks

      Usage: nlctl COMMAND [OPTIONS]

      Commands:
      \(pairs(commands))

      Options of all commands that ask the agent:
      \(pairs(commonPairs))

      Examples:
      \(pairs(overviewExamples))

      \(exitCodes)

      'nlctl help COMMAND' tells more.

      """
  }

  static func text(_ command: Command) -> String {
    let usage = ["nlctl", command.name, "[OPTIONS]", command.operands].filter { !$0.isEmpty }
    var parts = [
      "nlctl \(command.name) - \(command.summary)",
      "Usage: " + usage.joined(separator: " "),
      command.details,
    ]
    if !command.columns.isEmpty {
      parts.append("Columns: " + command.columns.joined(separator: " "))
    }
    if !command.options.isEmpty {
      parts.append("Options:\n" + pairs(optionPairs(command.options)))
    }
    let common = CommandTable.options(of: command).filter { !command.options.contains($0) }
    let title = command.options.isEmpty ? "Options:\n" : "Options of all such commands:\n"
    parts.append(title + pairs(optionPairs(common)))
    parts.append("Examples:\n" + pairs(command.examples.map { ($0.line, $0.purpose) }))
    if command.examples.isEmpty { parts.removeLast() }
    if command.asksAgent { parts.append(exitCodes) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static var commonPairs: [(String, String)] {
    optionPairs(
      CommandTable.connectionOptions + CommandTable.formatOptions + CommandTable.commonOptions)
  }

  private static let overviewExamples = [
    ("nlctl inet -tl", "who listens on TCP"),
    ("nlctl inet --state established --json", "connections, as JSON for jq(1)"),
    ("nlctl --private links", "without an agent that runs, as yourself"),
    ("nlctl call", "every method the agent may have"),
  ]

  private static let exitCodes = """
    Exit status:
      0  all is well
      1  the agent answered with an error
      2  wrong usage
      3  the agent cannot be reached, or did not answer in time
      4  the answer is not complete; standard error says why
      5  what was asked for is not there (who), or did not come in time (wait, monitor)
    """

  private static func optionPairs(_ options: [Option]) -> [(String, String)] {
    options.map { option in
      let short = option.short.map { "-\($0), " } ?? "    "
      return (short + option.name + (option.value.map { " \($0)" } ?? ""), option.help)
    }
  }

  /// Two columns; a long text of the first has its second on the next line.
  static func pairs(_ pairs: [(String, String)]) -> String {
    let fitting = pairs.map(\.0.count).filter { $0 <= 40 }
    let width = fitting.max() ?? 0
    return pairs.map { first, second in
      guard first.count <= width else {
        return "  \(first)\n" + String(repeating: " ", count: width + 4) + second
      }
      return "  " + first + String(repeating: " ", count: width - first.count + 2) + second
    }.joined(separator: "\n")
  }
}

/// Help on methods, made from their contracts.
enum MethodHelp {
  static func list() -> ExitStatus {
    let methods = MethodContract.all.map { ($0.name, $0.summary) }
    StandardStream.output.write(
      Help.pairs(methods) + "\n\n'nlctl help METHOD' tells its parameters and its result.\n")
    return .success
  }

  static func text(_ method: MethodContract) -> String {
    var parts = ["\(method.name) - \(method.summary)", wrapped(method.description, indent: 0)]
    if !method.parameters.isEmpty {
      parts.append("Parameters:\n" + members(method.parameters))
    }
    if let list = method.list, let record = method.recordMembers {
      parts.append("Result: \"\(list)\", a list of records:\n" + members(record))
      parts.append("and its verdict:\n" + members(method.result.filter { $0.name != list }))
    } else {
      parts.append("Result:\n" + members(method.result))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func members(_ members: [Schema.Member], indent: Int = 2) -> String {
    members.map { member in
      let maybe = member.isRequired ? "" : ", optional"
      return wrapped("\(member.name) (\(member.schema.text)\(maybe))", indent: indent) + "\n"
        + wrapped(member.description, indent: indent + 4) + variants(member.schema, indent + 4)
    }.joined(separator: "\n")
  }

  /// What an object may have, by what it is about.
  private static func variants(_ schema: Schema, _ indent: Int) -> String {
    guard case .variants(let variants) = schema else { return "" }
    return variants.map { variant in
      "\n" + wrapped("\(variant.name):", indent: indent) + "\n"
        + members(variant.members, indent: indent + 2)
    }.joined()
  }

  private static func wrapped(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = margin
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      if line.count + word.count > 78, line.count > indent {
        lines.append(line)
        line = margin
      }
      line += (line.count > indent ? " " : "") + word
    }
    return (lines + [line]).joined(separator: "\n")
  }
}

extension Schema {
  /// The type in words.
  fileprivate var text: String {
    switch self {
    case .boolean: "boolean"
    case .unsigned: "integer"
    case .integer: "integer, maybe negative"
    case .number: "number"
    case .string: "string"
    case .oneOf(let names): names.joined(separator: " | ")
    case .array(let element): "list of \(element.text)"
    case .object, .variants, .anyObject, .map: "object"
    case .nullable(let inner): "\(inner.text), or null"
    }
  }
}
