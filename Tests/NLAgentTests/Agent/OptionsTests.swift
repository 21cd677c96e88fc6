internal import Privileged
import Testing

@testable import NLAgent

@Suite struct AgentOptionsTests {
  private func parse(_ arguments: String...) -> String {
    switch Options.parse(arguments) {
    case .help: return "help"
    case .limits: return "limits"
    case .version: return "version"
    case .wrong(let message): return message
    case .run(let options):
      let settings = options.settings
      let sockets = settings.sockets.isEmpty ? [settings.defaults] : settings.sockets
      return sockets.map { socket in
        let place = settings.sockets.isEmpty ? "-" : "\(socket.place)"
        let mode = String(socket.mode, radix: 8)
        return [
          place, mode, socket.group ?? "-", settings.logLevel.name,
          options.clientDescriptor.map { String($0) } ?? "-", socket.namespaces.rawValue,
        ].joined(separator: " ")
      }.joined(separator: "; ")
    }
  }

  @Test func whatIsSaid() {
    #expect(parse() == "- 660 - info - all")
    #expect(parse("--socket", "/a/b") == #"path("/a/b") 660 - info - all"#)
    #expect(parse("--socket=/a=b") == #"path("/a=b") 660 - info - all"#)
    #expect(parse("--mode", "0666", "--group=adm") == "- 666 adm info - all")
    #expect(parse("--mode=0", "--log-level", "debug") == "- 0 - debug - all")
    #expect(parse("--netns", "caller") == "- 660 - info - caller")
    #expect(parse("--client-fd", "3") == "- 660 - info 3 all")
    #expect(
      parse("--socket", "/" + String(repeating: "x", count: 99)).hasSuffix("660 - info - all"))
  }

  @Test func anOptionBelongsToTheSocketBeforeIt() {
    #expect(
      parse("--mode", "0666", "--socket", "/a", "--netns=caller", "--socket", "/b", "--mode=600")
        == #"path("/a") 666 - info - caller; path("/b") 600 - info - all"#)
    #expect(parse("--socket", "systemd:x") == #"systemd("x") 660 - info - all"#)
  }

  @Test func aFileOrSocketsAreNamed() {
    guard case .run(let options) = Options.parse(["--config=/a", "--check", "--owners", "proc"])
    else {
      Issue.record("not understood")
      return
    }
    #expect(options.configuration == "/a" && options.isCheck && !options.isAboutSockets)
    #expect(options.overriding(Settings()).owners == .proc)
    #expect(options.overriding(Settings()).logLevel == .info)
    #expect(parse("--config", "/a", "--mode", "0600").hasPrefix("--config and options of sockets"))
    #expect(parse("--config", "a") == #"--config takes an absolute path, not "a""#)
  }

  @Test(arguments: ["error", "warning", "info", "debug"]) func everyLevel(_ name: String) {
    #expect(parse("--log-level", name) == "- 660 - \(name) - all")
  }

  @Test func howOwnersAreFound() {
    func owners(_ arguments: String...) -> OwnerMeans.Choice? {
      guard case .run(let options) = Options.parse(arguments) else { return nil }
      return options.settings.owners
    }
    #expect(owners() == .auto)
    #expect(owners("--owners=bpf") == .bpf)
    #expect(owners("--owners", "proc") == .proc)
    guard case .run(let on) = Options.parse(["--owners-refresh=on"]),
      case .run(let off) = Options.parse(["--owners-refresh", "off"])
    else {
      Issue.record("not understood")
      return
    }
    #expect(on.settings.refreshesOwners && !off.settings.refreshesOwners)
  }

  @Test(arguments: Audit.allCases) func everyAudit(_ audit: Audit) {
    guard case .run(let options) = Options.parse(["--audit", audit.name]) else {
      Issue.record("not understood")
      return
    }
    #expect(options.settings.audit == audit && !options.isAboutSockets)
    #expect(options.overriding(Settings()).audit == audit)
    #expect(options.settings.text.contains("\naudit \(audit.name)\n"))
  }

  @Test func tasksNeedAKnownRule() {
    func rule(_ arguments: String...) -> TaskRule?? {
      guard case .run(let options) = Options.parse(arguments) else { return nil }
      return options.settings.defaults.tasks
    }
    #expect(rule() == .some(nil))
    #expect(rule("--tasks", "all") == .all && rule("--tasks=own") == .own)
    #expect(parse("--tasks", "some") == "--tasks takes all or own, not \"some\"")
  }

  @Test func helpAndVersionComeFirst() {
    for help in ["-h", "--help"] { #expect(parse("--mode", "0666", help, "--wrong") == "help") }
    for version in ["-V", "--version"] { #expect(parse(version, "x") == "version") }
  }

  @Test(arguments: [
    (["x"], #"unexpected argument "x""#),
    ([""], #"unexpected argument """#),
    (["-s"], #"unexpected argument "-s""#),
    (["--sockets", "/a"], #"unknown option --sockets. Did you mean "--socket"?"#),
    (["--socket"], "--socket needs a value"),
    (["--mode"], "--mode needs a value"),
    (["--socket", "a"], #"--socket takes an absolute path of at most 100 bytes, not "a""#),
    (["--socket="], #"--socket takes an absolute path of at most 100 bytes, not """#),
    (["--owners-refresh", "1"], #"--owners-refresh takes on or off, not "1""#),
    (["--owners", "lsof"], #"--owners takes auto, bpf or proc, not "lsof""#),
    (["--client-fd", "2"], #"--client-fd takes the number of an open descriptor, not "2""#),
    (["--client-fd", "x"], #"--client-fd takes the number of an open descriptor, not "x""#),
    (["--netns", "none"], #"--netns takes all or caller, not "none""#),
    (["--audit", "on"], #"--audit takes off, refused, privileged or all, not "on""#),
    (["--log-level", "loud"], #"--log-level takes error, warning, info or debug, not "loud""#),
  ]) func theMistakeIsNamed(_ arguments: [String], _ message: String) {
    guard case .wrong(let said) = Options.parse(arguments) else {
      Issue.record("\(arguments) were taken")
      return
    }
    #expect(said == message)
  }

  @Test(arguments: ["", "0888", "rw", "1777", "7777", "-1", "+660", " 660", "99999999999999999999"])
  func aModeIsPermissionBitsInOctal(_ mode: String) {
    guard case .wrong(let said) = Options.parse(["--mode", mode]) else {
      Issue.record("mode \(mode) was taken")
      return
    }
    #expect(said.hasSuffix("not \"\(mode)\""))
  }

  @Test func aPathOf101BytesIsTooLong() {
    let path = "/" + String(repeating: "x", count: 100)
    guard case .wrong = Options.parse(["--socket", path]) else {
      Issue.record("a path of 101 bytes was taken")
      return
    }
  }

  @Test func theHelpNamesEveryOption() {
    for option in [
      "--socket", "--mode", "--owner", "--group", "--methods", "--netns", "--tasks", "--config",
      "--check", "--owners", "--owners-refresh", "--log-level", "--audit", "--help", "--version",
    ] {
      #expect(Options.help.contains(option))
    }
    for line in Options.help.split(separator: "\n") { #expect(line.count <= 100) }
  }
}
