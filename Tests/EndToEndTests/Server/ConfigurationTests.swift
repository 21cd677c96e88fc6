import Foundation
import Syscalls
import TestSupport
import Testing

/// The configuration file: several sockets with different rights, and reading it again.
@Suite struct ConfigurationTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private var file: String { folder.path + "/nlagent.conf" }

  private func write(_ text: String) throws {
    try text.replacing("DIR", with: folder.path)
      .write(toFile: file, atomically: true, encoding: .utf8)
    chmod(file, 0o644)
  }

  private func start(_ text: String, _ words: String...) throws -> RunningProgram {
    try write(text)
    let program = try RunningProgram([Built.agent, "--config", file] + words)
    try eventually("it serves: \(program.errors)") {
      guard program.isRunning else { throw HarnessError("it ended: \(program.errors)") }
      return program.errors.contains(" serves ")
    }
    return program
  }

  private func client(_ name: String) throws -> TestClient {
    try TestClient(folder.path + "/" + name)
  }

  private func error(_ client: TestClient, _ request: String) throws -> JSON {
    try client.sendLine(#"{"jsonrpc":"2.0","id":1,"method":\#(request)}"#)
    return try client.answer()["error"]
  }

  private static let two = """
    # Everybody may see links, the owner everything.
    socket DIR/all
      mode 0600
    socket DIR/links
      mode 0666
      methods links events
      netns caller
    """

  @Test func eachSocketServesItsSets() throws {
    let program = try start(Self.two)
    let all = try client("all")
    let links = try client("links")
    #expect(try Files.status(folder.path + "/all").mode & 0o777 == 0o600)
    #expect(try Files.status(folder.path + "/links").mode & 0o777 == 0o666)
    let allStatus = try all.ask("status")
    let linksStatus = try links.ask("status")
    #expect(allStatus["tasks"].string == "all" && linksStatus["tasks"].string == "own")
    #expect(allStatus["netns"].string == "all" && linksStatus["netns"].string == "caller")
    #expect(allStatus["sets"].strings?.count == 7)
    #expect(linksStatus["sets"].strings == ["links", "events"])
    #expect(try links.ask("listLinks")["complete"].bool == true)
    for (request, set) in [
      (#""inetConnections""#, "sockets"), (#""listTasks""#, "tasks"), (#""pressure""#, "load"),
      (#""getFamilyID","params":["nlctrl"]"#, "families"),
      (#""subscribe","params":{"topics":["link","socketClose"]}"#, "sockets"),
      (#""subscribe","params":{"topics":["taskExit"]}"#, "tasks"),
    ] {
      let refused = try error(links, request)
      #expect(refused["data"]["name"].string == "permissionDenied", "\(refused)")
      #expect(refused["message"].string?.contains("does not serve the set \(set):") == true)
      #expect(refused["data"]["hint"].string?.contains("It serves links, events.") == true)
    }
    let names = try links.ask("rpc.discover")["methods"].array.compactMap { $0["name"].string }
    #expect(names.contains("listRoutes") && names.contains("status"))
    #expect(!names.contains("inetConnections") && !names.contains("listTasks"))
    #expect(try all.ask("rpc.discover")["methods"].array.count == 25)
    #expect(program.stop(SIGQUIT) == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/all"))
  }

  @Test func ownersAreASetOfTheirOwn() throws {
    let program = try start("socket DIR/s\nmethods sockets,events")
    let client = try client("s")
    #expect(try client.ask("inetConnections")["complete"].bool == true)
    for request in [
      #""inetConnections","params":{"processes":true}"#,
      #""unixConnections","params":{"processes":true}"#,
      #""inetConnections","params":{"filter":"process = 1"}"#,
      #""socketSummary","params":{"by":["process"]}"#,
      #""subscribe","params":{"topics":["socketClose"],"processes":true}"#,
    ] {
      let refused = try error(client, request)
      #expect(refused["message"].string?.contains("the set owners:") == true, "\(refused)")
    }
    withExtendedLifetime(program) {}
  }

  @Test func aReloadChangesRightsAndKeepsConnections() throws {
    let program = try start(Self.two)
    let links = try client("links")
    let all = try client("all")
    #expect(try !error(links, #""listTasks""#).isAbsent)
    try write(
      """
      log-level debug
      socket DIR/links
        mode 0640
        methods all
      socket DIR/new
      """)
    kill(program.pid, SIGHUP)
    try eventually("it has read the file again: \(program.errors)") {
      program.errors.contains("again: serving \(folder.path)/links, \(folder.path)/new")
    }
    // The same connections, with the rights of now.
    #expect(try links.ask("status")["sets"].strings?.count == 7)
    #expect(try all.ask("listLinks")["complete"].bool == true)
    #expect(try Files.status(folder.path + "/links").mode & 0o777 == 0o640)
    #expect(try client("new").ask("status")["pid"].int == Int(program.pid))
    #expect(throws: (any Error).self) { try client("all") }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/all"))
    #expect(program.errors.contains("<7>"))
  }

  @Test func aWrongFileChangesNothing() throws {
    let program = try start(Self.two)
    let links = try client("links")
    for (text, message) in [
      ("socket DIR/links\n  mehtods all\n", "nlagent.conf:2: there is no setting"),
      ("socket DIR/new\nsocket DIR/other\n  group nlt-no-such", "there is no group"),
      ("socket DIR/new\nsocket DIR/no/such/folder", "its directory does not exist"),
      ("socket systemd:x", "systemd passes no socket named"),
    ] {
      try write(text)
      kill(program.pid, SIGHUP)
      try eventually("the mistake \(message): \(program.errors)") {
        program.errors.contains("nothing has changed: ") && program.errors.contains(message)
      }
      #expect(try links.ask("status")["sets"].strings == ["links", "events"])
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
    }
    #expect(try client("all").ask("status")["pid"].int == Int(program.pid))
  }

  @Test func checkPrintsWhatTheFileMeans() throws {
    try write(Self.two)
    let right = try run([Built.agent, "--config", file, "--check"])
    #expect(right.status == 0 && right.errors.isEmpty)
    #expect(right.text.contains("socket \(folder.path)/links\n  mode 0666"))
    #expect(right.text.contains("  methods links,events\n  netns caller\n"))
    // What it prints is a configuration, except for what stands in parentheses.
    let again = right.lines.filter { !$0.contains("(") }.joined(separator: "\n")
    try write(again)
    #expect(try run([Built.agent, "--config", file, "--check"]).text == right.text)
    try write("mode 0660\n\nmode 9")
    let wrong = try run([Built.agent, "--config", file, "--check"])
    #expect(wrong.status == 1 && wrong.text.isEmpty)
    #expect(wrong.errors.contains("\(file):3: mode takes permission bits in octal"))
    let missing = try run([Built.agent, "--config", file + "x", "--check"])
    #expect(missing.status == 1 && missing.errors.contains("No such file or directory"))
    try write("")
    chmod(file, 0o666)
    let exposed = try run([Built.agent, "--config", file, "--check"])
    #expect(exposed.status == 1 && exposed.errors.contains("nobody else may write to it"))
  }

  /// The example describes every setting, and says the truth about the defaults.
  @Test func theExampleIsRight() throws {
    let example = try String(
      contentsOf: Repository.root.appendingPathComponent("contrib/nlagent.conf"), encoding: .utf8)
    try write(example)
    let standard = try run([Built.agent, "--config", file, "--check"])
    #expect(standard.status == 0 && standard.text.contains("(sockets of systemd, or else:)"))
    // Its settings are comments without a space, or with two.
    let settings = example.split(separator: "\n").filter { $0.contains(/^#([a-z]|  )/) }
      .map { $0.dropFirst() }
    try write(settings.joined(separator: "\n"))
    let all = try run([Built.agent, "--config", file, "--check"])
    #expect(all.status == 0, "\(all.errors)")
    let names = Set(settings.map { $0.split(separator: " ").first ?? "" })
    #expect(
      names == [
        "log-level", "audit", "owners", "owners-refresh", "socket", "mode", "owner", "group",
        "methods", "netns", "tasks",
      ])
    let first = try #require(all.text.components(separatedBy: "socket /run/nlagent/public").first)
    for line in standard.lines.dropFirst() where !line.contains("(") {
      #expect(first.contains(line), "\(line)")
    }
  }

  @Test func signalsChangeTheLogLevel() throws {
    let program = try start("socket DIR/s")
    let client = try client("s")
    _ = try client.ask("status")
    #expect(!program.errors.contains("<7>"))
    kill(program.pid, SIGUSR1)
    try eventually("debug") { program.errors.contains("log level debug") }
    _ = try client.ask("status")
    try eventually("a line of the level debug") { program.errors.contains("<7>") }
    kill(program.pid, SIGUSR2)
    try eventually("info") { program.errors.contains("log level info") }
    let before = program.errors.split(separator: "\n").count { $0.hasPrefix("<7>") }
    _ = try client.ask("status")
    #expect(program.errors.split(separator: "\n").count { $0.hasPrefix("<7>") } == before)
  }

  /// systemd hears of the start, of reloads, of the end, and in between that the agent lives.
  @Test(.needs(.tools("python3"))) func systemdIsKeptInformed() throws {
    for name in ["\(folder.path)/notify", "@nlt-\(getpid())-\(folder.path.hashValue)"] {
      try write("socket DIR/s")
      let manager = try RunningProgram([
        "python3", "-c",
        """
        import os, socket, sys
        name, agent, file = sys.argv[1:]
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        s.bind("\\0" + name[1:] if name[0] == "@" else name)
        if os.fork() == 0:
            os.environ.update(NOTIFY_SOCKET=name, WATCHDOG_USEC="200000",
                              WATCHDOG_PID=str(os.getpid()))
            os.execv(agent, [agent, "--config", file])
        while True:
            print(repr(s.recv(4096).decode()), flush=True)
        """, name, Built.agent, file,
      ])
      try manager.waitForOutput("READY=1")
      try manager.waitForOutput("STATUS=serving \(folder.path)/s")
      try eventually("it says that it lives") {
        manager.output.split(separator: "\n").count { $0 == "'WATCHDOG=1'" } > 3
      }
      let pid = Int32(try client("s").ask("status")["pid"].int ?? 0)
      kill(pid, SIGHUP)
      try manager.waitForOutput("RELOADING=1")
      try eventually("it is ready again") {
        manager.output.split(separator: "\n").count { $0.contains("READY=1") } == 2
      }
      kill(pid, SIGTERM)
      try manager.waitForOutput("STOPPING=1")
    }
  }
}
