internal import Protocol

/// Understands the command line. Options may stand before or after the command's name.
enum Arguments {
  static func parse(_ arguments: [String]) throws(Failure) -> Invocation {
    var options: [(name: String, value: String, written: String)] = []
    var words: [String] = []
    let known = CommandTable.everyOption
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        break
      } else if argument.hasPrefix("--") {
        options.append(try long(argument, known, words, &rest))
      } else if argument.hasPrefix("-"), argument != "-" {
        try short(argument, known, words, &rest, &options)
      } else {
        words.append(argument)
      }
    }
    if options.contains(where: { $0.name == "--version" }) {
      return Invocation(command: .version, options: [], operands: [])
    }
    if options.contains(where: { $0.name == "--help" }) || words.isEmpty {
      if words.isEmpty, options.isEmpty || !options.contains(where: { $0.name == "--help" }) {
        throw .usage("which command? There are \(names.joined(separator: ", "))")
      }
      return Invocation(command: .help, options: [], operands: Array(words.prefix(1)))
    }
    let command = try find(words.removeFirst())
    options = options.map { ofLetter($0, command) }
    try check(options, command)
    try check(words, command)
    return Invocation(
      command: command, options: options.map { ($0.name, $0.value) }, operands: words)
  }

  private static var names: [String] { CommandTable.all.map(\.name) }

  static func find(_ name: String) throws(Failure) -> Command {
    if let command = CommandTable.find(name) { return command }
    let nearest = Spelling.nearest(to: name, among: names)
    let ending = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    throw .usage("there is no command \"\(name)\"\(ending)")
  }

  private static func long(
    _ argument: String, _ known: [Option], _ words: [String], _ rest: inout ArraySlice<String>
  ) throws(Failure) -> (name: String, value: String, written: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = known.first(where: { $0.name == name }) else {
      throw unknown(name, words)
    }
    guard let meta = option.value else {
      guard parts.count == 1 else { throw .usage("\(name) takes no value", command: words.first) }
      return (name, "", name)
    }
    if parts.count == 1, option.isOptional {
      guard let next = rest.first, Double(next) != nil else { return (name, "", name) }
    }
    guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
      throw .usage("\(name) needs a value: \(name) \(meta)", command: knownCommand(words))
    }
    return (name, value, name)
  }

  /// One dash: letters in a row, the last of which may take a value.
  private static func short(
    _ argument: String, _ known: [Option], _ words: [String], _ rest: inout ArraySlice<String>,
    _ options: inout [(name: String, value: String, written: String)]
  ) throws(Failure) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = known.first(where: { $0.short == letter }) else {
        throw unknown("-\(letter)", words)
      }
      guard let meta = option.value else {
        options.append((option.name, "", "-\(letter)"))
        continue
      }
      if letters.first == "=" { letters.removeFirst() }
      guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
        throw .usage("-\(letter) needs a value: -\(letter) \(meta)", command: knownCommand(words))
      }
      options.append((option.name, value, "-\(letter)"))
      return
    }
  }

  /// A letter may stand for one option in some commands and for another in others; both take a
  /// value, or neither.
  private static func ofLetter(
    _ option: (name: String, value: String, written: String), _ command: Command
  ) -> (name: String, value: String, written: String) {
    guard option.written.count == 2 else { return option }
    let own = CommandTable.options(of: command).first { $0.short == option.written.last }
    return own.map { ($0.name, option.value, option.written) } ?? option
  }

  private static func knownCommand(_ words: [String]) -> String? {
    words.first.flatMap { CommandTable.find($0)?.name }
  }

  private static func unknown(_ name: String, _ words: [String]) -> Failure {
    let command = words.first.flatMap { CommandTable.find($0) }
    let known = command.map { CommandTable.options(of: $0) } ?? CommandTable.everyOption
    let nearest =
      name.hasPrefix("--") ? Spelling.nearest(to: name, among: known.map(\.name)) : nil
    let ending = nearest.map { "; did you mean \($0)?" } ?? ""
    return .usage("unknown option \(name)\(ending)", command: command?.name)
  }

  private static func check(
    _ options: [(name: String, value: String, written: String)], _ command: Command
  ) throws(Failure) {
    let own = CommandTable.options(of: command).map(\.name)
    for option in options where !own.contains(option.name) {
      let others = CommandTable.all.filter { $0.options.contains { $0.name == option.name } }
      let ending = others.first.map { "; it belongs to \($0.name)" } ?? ""
      throw .usage(
        "\(command.name) has no option \(option.written)\(ending)", command: command.name)
    }
  }

  private static func check(_ operands: [String], _ command: Command) throws(Failure) {
    if operands.count > command.operandCount.upperBound {
      let extra = operands[command.operandCount.upperBound]
      throw .usage("\(command.name): unexpected argument \"\(extra)\"", command: command.name)
    }
    if operands.count < command.operandCount.lowerBound {
      throw .usage("\(command.name) needs \(command.operands)", command: command.name)
    }
  }
}
