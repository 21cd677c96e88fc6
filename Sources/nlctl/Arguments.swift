internal import Protocol

/// The parser of the command line. Options may stand before or behind the command's name.
enum Arguments {
  /// One option: its long name, its value, and its name as it was written.
  private typealias Given = (name: String, value: String, written: String)

  static func parse(_ arguments: [String]) throws(Failure) -> Invocation {
    var options: [Given] = []
    var words: [String] = []
    let known = CommandTable.everyOption
    var remaining = arguments[...]
    while let argument = remaining.popFirst() {
      if argument == "--" {
        words += remaining
        break
      } else if argument.hasPrefix("--") {
        options.append(try long(argument, known, words, &remaining))
      } else if argument.hasPrefix("-"), argument != "-" {
        try short(argument, known, words, &remaining, &options)
      } else {
        words.append(argument)
      }
    }
    if options.contains(where: { $0.name == "--version" }) {
      return Invocation(command: .version, options: [], operands: [])
    }
    if options.contains(where: { $0.name == "--help" }) {
      return Invocation(command: .help, options: [], operands: Array(words.prefix(1)))
    }
    guard !words.isEmpty else {
      let names = CommandTable.all.map(\.name).joined(separator: ", ")
      throw .usage("no command given; the commands are \(names)")
    }
    let command = try CommandTable.command(words.removeFirst())
    options = options.map { resolved($0, command) }
    try check(options, command)
    try check(words, command)
    return Invocation(
      command: command, options: options.map { ($0.name, $0.value) }, operands: words)
  }

  private static func long(
    _ argument: String, _ known: [Option], _ words: [String], _ remaining: inout ArraySlice<String>
  ) throws(Failure) -> Given {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let option = known.first(where: { $0.name == name }) else {
      throw unknown(name, words)
    }
    guard let placeholder = option.value else {
      guard parts.count == 1 else {
        throw .usage("\(name) takes no value", command: commandName(words))
      }
      return (name, "", name)
    }
    if parts.count == 1, option.isOptional {
      guard let next = remaining.first, Double(next) != nil else { return (name, "", name) }
    }
    guard let value = parts.count == 2 ? String(parts[1]) : remaining.popFirst() else {
      throw .usage("\(name) needs a value: \(name) \(placeholder)", command: commandName(words))
    }
    return (name, value, name)
  }

  /// One dash and letters. The last of them may take a value.
  private static func short(
    _ argument: String, _ known: [Option], _ words: [String],
    _ remaining: inout ArraySlice<String>, _ options: inout [Given]
  ) throws(Failure) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      guard let option = known.first(where: { $0.short == letter }) else {
        throw unknown("-\(letter)", words)
      }
      guard let placeholder = option.value else {
        options.append((option.name, "", "-\(letter)"))
        continue
      }
      if letters.first == "=" { letters.removeFirst() }
      guard let value = letters.isEmpty ? remaining.popFirst() : String(letters) else {
        throw .usage(
          "-\(letter) needs a value: -\(letter) \(placeholder)", command: commandName(words))
      }
      options.append((option.name, value, "-\(letter)"))
      return
    }
  }

  /// The option that a letter means in this command. A letter may mean different options in
  /// different commands; either all of them take a value or none does.
  private static func resolved(_ option: Given, _ command: Command) -> Given {
    guard option.written.count == 2 else { return option }
    let own = command.allOptions.first { $0.short == option.written.last }
    return own.map { ($0.name, option.value, option.written) } ?? option
  }

  private static func commandName(_ words: [String]) -> String? {
    words.first.flatMap { CommandTable.find($0)?.name }
  }

  private static func unknown(_ name: String, _ words: [String]) -> Failure {
    let command = words.first.flatMap { CommandTable.find($0) }
    let known = command?.allOptions ?? CommandTable.everyOption
    // A single letter is near to every other one.
    let question =
      name.hasPrefix("--") ? Spelling.question(for: name, among: known.map(\.name)) : nil
    return .usage("unknown option \(name)", advice: question, command: command?.name)
  }

  private static func check(_ options: [Given], _ command: Command) throws(Failure) {
    let own = command.allOptions.map(\.name)
    for option in options where !own.contains(option.name) {
      let others = CommandTable.all.filter { $0.options.contains { $0.name == option.name } }
      let owner = others.first.map { "; it is an option of \($0.name)" } ?? ""
      throw .usage(
        "\(command.name) has no option \(option.written)\(owner)", command: command.name)
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
