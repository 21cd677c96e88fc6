import Testing

@testable import nlctl

@Suite struct ArgumentsTests {
  struct Understood: Sendable {
    let line: String
    let command: String
    var options: [String] = []
    var operands: [String] = []
  }

  static let understood = [
    Understood(line: "inet", command: "inet"),
    Understood(line: "inet -tl", command: "inet", options: ["--tcp=", "--listening="]),
    Understood(line: "-t inet --udp", command: "inet", options: ["--tcp=", "--udp="]),
    Understood(
      line: "--socket /a inet --state=listen --state estab", command: "inet",
      options: ["--socket=/a", "--state=listen", "--state=estab"]),
    Understood(
      line: "inet -o json -ocsv -o=table", command: "inet",
      options: ["--output=json", "--output=csv", "--output=table"]),
    Understood(line: "inet -4 -6", command: "inet", options: ["--ipv4=", "--ipv6="]),
    Understood(line: "inet --columns=a=b", command: "inet", options: ["--columns=a=b"]),
    Understood(line: "call m a=1 b=2", command: "call", operands: ["m", "a=1", "b=2"]),
    Understood(line: "call m -- -x=1 --y", command: "call", operands: ["m", "-x=1", "--y"]),
    Understood(line: "load /x", command: "load", operands: ["/x"]),
    Understood(line: "help inet", command: "help", operands: ["inet"]),
    Understood(line: "inet --help", command: "help", operands: ["inet"]),
    Understood(line: "inet -th", command: "help", operands: ["inet"]),
    Understood(line: "-h", command: "help"),
    Understood(line: "-V", command: "version"),
    Understood(line: "inet --version", command: "version"),
  ]

  @Test(arguments: understood) func understands(_ test: Understood) throws {
    let invocation = try Arguments.parse(words(test.line))
    #expect(invocation.command.name == test.command)
    #expect(invocation.operands == test.operands)
    if !["help", "version"].contains(test.command) {
      #expect(invocation.options.map { "\($0.name)=\($0.value)" } == test.options)
    }
  }

  static let refused = [
    ("", "no command given; the commands are inet, socket,", "Try 'nlctl help'."),
    (
      "inte", "there is no command \"inte\"", "Did you mean \"inet\"? Try 'nlctl help'."
    ),
    (
      "inet --stat x", "unknown option --stat",
      "Did you mean \"--state\"? Try 'nlctl help inet'."
    ),
    ("inet -x", "unknown option -x", "Try 'nlctl help inet'."),
    ("inet --state", "--state needs a value: --state STATE,...", "Try 'nlctl help inet'."),
    ("inet -o", "-o needs a value: -o FORMAT", "Try 'nlctl help inet'."),
    ("inet --json=1", "--json takes no value", "Try 'nlctl help inet'."),
    (
      "links --tcp", "links has no option --tcp; it is an option of inet", "Try 'nlctl help links'."
    ),
    ("version --json", "version has no option --json", "Try 'nlctl help version'."),
    ("call m --csv", "call has no option --csv", "Try 'nlctl help call'."),
    ("links eth0 eth1", "links: unexpected argument \"eth1\"", "Try 'nlctl help links'."),
    ("route", "route needs ADDRESS", "Try 'nlctl help route'."),
  ]

  @Test(arguments: refused) func refuses(_ line: String, _ message: String, _ hint: String) {
    #expect {
      try Arguments.parse(words(line))
    } throws: { error in
      guard let failure = error as? Failure else { return false }
      return failure.status == .usage && failure.message.hasPrefix(message) && failure.hint == hint
    }
  }

  static let badSettings = [
    ("inet --timeout 0", "--timeout takes seconds, such as 2.5, not \"0\""),
    ("inet --timeout nan", "--timeout takes seconds"),
    ("inet --timeout x", "--timeout takes seconds"),
    ("inet -o jsom", "--output takes table, json, ndjson or csv, not \"jsom\""),
    ("inet --columns , --csv", "--columns needs names"),
    ("inet --columns uid --json", "--columns is for --table and --csv"),
    ("inet --color red", "--color takes auto, always or never"),
  ]

  @Test(arguments: badSettings) func refusesSettings(_ line: String, _ message: String) throws {
    let invocation = try Arguments.parse(words(line))
    #expect {
      _ = try Settings(invocation)
    } throws: { error in
      (error as? Failure)?.message.hasPrefix(message) ?? false
    }
  }

  @Test func settingsComeFromTheirOptions() throws {
    let line = "inet --json --csv --columns a,b.c --no-header --timeout 1.5 --private --socket /s"
    let settings = try Settings(try Arguments.parse(words(line)))
    #expect(settings.format == .csv)
    #expect(settings.columns == ["a", "b.c"])
    #expect(!settings.hasHeader)
    #expect(settings.timeoutMilliseconds == 1500)
    #expect(settings.isPrivate)
    #expect(settings.socket == "/s")
  }

  private func words(_ line: String) -> [String] { line.split(separator: " ").map { String($0) } }

  /// -n is --largest of summary, and --iterations of tasks, wherever it stands.
  @Test(arguments: [["tasks", "-n", "3"], ["-n", "3", "tasks"], ["-n3", "tasks"]])
  func aLetterIsItsCommandsOption(_ words: [String]) throws {
    #expect(try Arguments.parse(words).value("--iterations") == "3")
    let other = words.map { $0 == "tasks" ? "summary" : $0 }
    #expect(try Arguments.parse(other).value("--largest") == "3")
    #expect(throws: Failure.self) {
      try Arguments.parse(words.map { $0 == "tasks" ? "links" : $0 })
    }
  }
}
