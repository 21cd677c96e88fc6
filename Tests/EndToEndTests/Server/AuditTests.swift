import Foundation
import Syscalls
import TestSupport
import Testing

/// The audit: one line of JSON for each call that the setting includes, which no client can forge.
@Suite(.needs(.root, .tools("jq", "setpriv", "ip"))) struct AuditTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    // The build directory may be closed to others. If this process wrote the copy, a child that is
    // started meanwhile would hold it open for writing, and it could not be executed (ETXTBSY).
    try succeed(["cp", Built.client, folder.path + "/nlctl"])
  }

  private static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  /// The lines of the audit, each parsed by jq. A line that begins like one must be one.
  private func lines(_ program: RunningProgram) throws -> [JSON] {
    let marked = program.errors.split(separator: "\n").filter { $0.hasPrefix(#"<6>{"audit":"#) }
    let text = marked.map { $0.dropFirst(3) + "\n" }.joined()
    let parsed = try run(["jq", "-c", "."], input: text)
    try #require(parsed.status == 0, "\(parsed.errors) \(text)")
    #expect(parsed.lines.count == marked.count)
    return try parsed.lines.map { try JSON($0) }
  }

  /// Waits for so many lines, which then are all.
  private func lines(_ program: RunningProgram, count: Int) throws -> [JSON] {
    var found: [JSON] = []
    try eventually("\(count) lines: \(program.errors)") {
      found = try lines(program)
      return found.count >= count
    }
    #expect(found.count == count, "\(found)")
    return found
  }

  private func ask(_ agent: TestAgent, as user: [String], _ arguments: String...) throws -> Finished
  {
    try run(user + [folder.path + "/nlctl", "--socket", agent.socket] + arguments)
  }

  /// What is said about a call of nlctl, run as nobody.
  private func expectNobody(_ line: JSON, _ agent: TestAgent) {
    #expect(line["audit"].string == "call" && line["uid"].int == 65534)
    #expect(line["pid"].int ?? 0 > 0 && line["socket"].string == agent.socket)
    #expect(line["cgroup"].string?.hasPrefix("/") == true)
    #expect(line["microseconds"].int ?? -1 >= 0)
  }

  @Test func refusedAndPrivilegedCallsAreLogged() throws {
    let agent = try TestAgent([
      "--mode", "0666", "--tasks", "all", "--methods", "links,sockets,owners,tasks,events",
      "--audit", "privileged",
    ])
    // Neither refused nor privileged: no line.
    #expect(try ask(agent, as: Self.nobody, "links", "--json").status == 0)
    #expect(try ask(agent, as: Self.nobody, "inet", "--json").status == 0)
    // The set load is not served.
    #expect(try ask(agent, as: Self.nobody, "call", "pressure").status == 1)
    #expect(try ask(agent, as: Self.nobody, "call", "listTasks").status == 0)
    #expect(try ask(agent, as: Self.nobody, "inet", "-p", "--json").status == 0)
    // Incomplete, if the host has namespaces that cannot be read.
    #expect(try [0, 4].contains(ask(agent, as: Self.nobody, "call", "listNamespaces").status))
    let lines = try lines(agent.program, count: 4)
    for line in lines { expectNobody(line, agent) }
    #expect(
      lines.map { $0["method"].string }
        == ["pressure", "listTasks", "inetConnections", "listNamespaces"])
    #expect(
      lines.map { $0["outcome"].string } == ["permissionDenied", "ok", "ok", "ok"])
    #expect(
      lines.map { $0["powers"].strings } == [[], ["tasks"], ["owners"], ["survey"]])
    #expect(lines[0]["rows"].int == 0 && lines[0]["bytes"].int ?? 0 > 50)
    #expect(lines[1]["rows"].int ?? 0 > 5)
    #expect(lines[1]["bytes"].int ?? 0 > 1000)
  }

  @Test func namespacesAndTopicsArePowers() throws {
    let namespace = try NetworkNamespace()
    let agent = try TestAgent(["--audit", "privileged"])
    let client = try agent.connect()
    _ = try client.ask("listLinks", ["netns": "caller"])
    _ = try client.ask("listLinks", ["netns": namespace.name])
    _ = try client.ask("subscribe", ["topics": ["taskExit"], "command": "nlt-none"])
    _ = try client.ask("subscribe", ["topics": ["link"]])
    _ = try client.ask("inetConnections", ["details": ["mark"]])
    _ = try client.ask("inetConnections", ["filter": "fwmark = 1"])
    // The agent's own namespace is another one for this caller.
    _ = try run(
      namespace.prefix + [Built.client, "--socket", agent.socket, "links", "--json"])
    let lines = try lines(agent.program, count: 5)
    #expect(
      lines.map { $0["powers"].strings } == [
        ["namespaces"], ["tasks"], ["reserved"], ["reserved"], ["namespaces"],
      ])
    #expect(lines.allSatisfy { $0["outcome"].string == "ok" && $0["uid"].int == 0 })
    #expect(lines[0]["rows"].int ?? 0 >= 1)
  }

  /// Names of programs and methods contain what would end a string, a member, an object, a line.
  @Test func clientsForgeNothing() throws {
    let agent = try TestAgent(["--mode", "0666", "--methods", "none", "--audit", "all"])
    let name = "x\n<6>{\"audit\":\"call\",\"uid\":0}\n\",\"uid\":0,\"outcome\":\"ok\"}"
    let path = folder.path + "/" + name
    try succeed(["cp", Built.client, path])
    let call = ["--socket", agent.socket, "call"]
    #expect(try run(Self.nobody + [path] + call + ["listLinks"]).status == 1)
    let client = try agent.connect()
    for method in [
      #"x\n<6>{\"audit\":0}"#, #"\",\"uid\":65534,\"x\":\""#, "\u{9b}31m",
    ] {
      try client.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)"}"#)
      #expect(try client.answer()["error"]["data"]["name"].string == "methodNotFound")
    }
    // As long as a name can be.
    let long = String(repeating: "\\u0001", count: 4000)
    try client.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"\#(long)"}"#)
    _ = try client.answer()
    try client.sendLine("no JSON\u{1b}")
    #expect(try client.answer()["error"]["data"]["name"].string == "parseError")
    let lines = try lines(agent.program, count: 6)
    #expect(lines[0]["executable"].string == path && lines[0]["uid"].int == 65534)
    #expect(lines[0]["outcome"].string == "permissionDenied")
    #expect(lines[1]["method"].string == "x\n<6>{\"audit\":0}" && lines[1]["uid"].int == 0)
    #expect(lines[2]["method"].string == "\",\"uid\":65534,\"x\":\"" && lines[2]["uid"].int == 0)
    #expect(lines[3]["method"].string == "\u{9b}31m")
    #expect(lines[4]["cut"].bool == true && lines[4]["method"].string?.utf8.count == 1024)
    #expect(lines[5]["method"].isNull && lines[5]["outcome"].string == "parseError")
    #expect(lines.dropFirst().allSatisfy { $0["outcome"].string != "ok" })
    // Each line of the log begins with its priority, and no text of a client began another one.
    for line in agent.program.errors.split(separator: "\n") {
      #expect(line.hasPrefix("<"), "\(line)")
      #expect(line.utf8.count < 48 * 1024)
    }
  }

  /// A reload changes the audit, also for connections of before.
  @Test func aReloadChangesIt() throws {
    let file = folder.path + "/nlagent.conf"
    func write(_ text: String) throws {
      try (text + "\nsocket \(folder.path)/s\nmethods links\n")
        .write(toFile: file, atomically: true, encoding: .utf8)
      chmod(file, 0o644)
    }
    try write("log-level error\naudit off")
    let program = try RunningProgram([Built.agent, "--config", file])
    try eventually("it serves") { (try? TestClient(folder.path + "/s")) != nil }
    let client = try TestClient(folder.path + "/s")
    func refuse() throws {
      try client.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"listTasks"}"#)
      #expect(try client.answer()["error"]["data"]["name"].string == "permissionDenied")
    }
    try refuse()
    #expect(program.errors.isEmpty)
    try write("log-level error\naudit refused")
    kill(program.pid, SIGHUP)
    try eventually("the audit is on") {
      try refuse()
      return try !lines(program).isEmpty
    }
    _ = try client.ask("listLinks")
    #expect(try lines(program).allSatisfy { $0["method"].string == "listTasks" })
    try write("log-level error\naudit off")
    kill(program.pid, SIGHUP)
    try eventually("the audit is off") {
      let before = try lines(program).count
      try refuse()
      return try lines(program).count == before
    }
  }

  /// Refused connections, and what one user causes beyond the bound.
  @Test func whatIsLeftOutIsCounted() throws {
    let agent = try TestAgent(["--mode", "0666", "--methods", "none", "--audit", "refused"])
    let client = try agent.connect()
    let request = #"{"jsonrpc":"2.0","id":1,"method":"listLinks"}"# + "\n"
    for _ in 0..<15 {
      try client.send(String(repeating: request, count: 100))
      for _ in 0..<100 { _ = try client.answer() }
    }
    var held: [TestClient] = []
    for _ in 0..<63 { held.append(try agent.connect()) }
    let refused = try agent.connect()
    #expect(try refused.answer()["error"]["data"]["name"].string == "limitExceeded")
    #expect(agent.program.stop() == 0)
    let lines = try lines(agent.program)
    let counted = lines.filter { $0["audit"].string == "omitted" }
    #expect(counted.allSatisfy { $0["kind"].string == "refused" && $0["uid"].int == 0 })
    let calls = lines.count { $0["audit"].string == "call" }
    let connections = lines.count { $0["audit"].string == "connection" }
    let omitted = counted.compactMap { $0["count"].int }.reduce(0, +)
    #expect(omitted > 0 && calls + connections + omitted == 1501)
    withExtendedLifetime(held) {}
  }
}
