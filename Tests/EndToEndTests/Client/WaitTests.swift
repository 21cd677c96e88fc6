import Foundation
import TestSupport
import Testing

/// `nlctl wait`: returns when it holds, and not before.
@Suite(.needs(.root, .tools("ip", "python3")))
struct WaitTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace, ["--log-level", "debug"])
  }

  private func waiting(_ words: String..., on socket: String? = nil) throws -> RunningProgram {
    try RunningProgram([Built.client, "--socket", socket ?? agent.socket, "wait"] + words)
  }

  /// Waits until the program has asked twice and been answered once, and still waits.
  private func expectWaiting(_ program: RunningProgram, method: String = "inetConnections") throws {
    try eventually("it has asked twice: \(program.errors)") {
      agent.program.errors.components(separatedBy: ": \(method)\n").count > 2
    }
    #expect(program.isRunning)
  }

  /// Listens on a port until its standard input closes.
  private func listener(_ port: Int) throws -> RunningProgram {
    let program = try RunningProgram(
      [
        "python3", "-c",
        """
        import socket, sys
        s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen()
        print("ready", flush=True)
        sys.stdin.read()
        """, "\(port)",
      ], in: namespace)
    try program.waitForOutput("ready")
    return program
  }

  private func ends(_ program: RunningProgram) throws -> Int32 {
    try eventually("it ends") { !program.isRunning }
    return program.stop()
  }

  @Test func returnsWhenTheListenerIsThere() throws {
    let waiting = try waiting("sport = :8080 and state listening", "--timeout", "60", "--no-header")
    try expectWaiting(waiting)
    let server = try listener(8080)
    #expect(try ends(waiting) == 0)
    #expect(waiting.output.hasPrefix("tcp"))
    #expect(waiting.output.contains("127.0.0.1:8080"))
    withExtendedLifetime(server) {}
  }

  @Test func whatHoldsAlreadyIsNotWaitedFor() throws {
    let server = try listener(8081)
    let found = try agent.nlctl("wait", "sport", "=", ":8081", "--json")
    #expect(found.status == 0)
    #expect(try JSON(found.text).array.map { $0["localPort"].int } == [8081])
    let quiet = try agent.nlctl("wait", "-q", "sport = :8081")
    #expect(quiet.status == 0 && quiet.text.isEmpty)
    #expect(try agent.nlctl("wait", "--gone", "sport = :9999").status == 0)
    withExtendedLifetime(server) {}
  }

  @Test func theTimeIsUp() throws {
    let start = Date()
    let waited = try agent.nlctl("wait", "sport = :8082", "--timeout", "0.7")
    #expect(waited.status == 5)
    #expect(waited.text.isEmpty)
    #expect(Date().timeIntervalSince(start) >= 0.7)
  }

  @Test func goneIsTheOpposite() throws {
    let server = try listener(8083)
    let waiting = try waiting("--gone", "sport = :8083")
    try expectWaiting(waiting)
    server.closeInput()
    #expect(try ends(waiting) == 0)
    #expect(waiting.output.isEmpty)
  }

  @Test func unixSocketsAreWaitedForToo() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/app.sock"
    let waiting = try waiting("--unix", "src \(path)", "--timeout", "60")
    try expectWaiting(waiting, method: "unixConnections")
    let server = try RunningProgram(
      [
        "python3", "-c",
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]);"
          + "print('ready', flush=True); sys.stdin.read()", path,
      ], in: namespace)
    try server.waitForOutput("ready")
    #expect(try ends(waiting) == 0)
    #expect(waiting.output.contains(path))
  }

  @Test func anAgentThatRestartsIsWaitedFor() throws {
    let folder = try ScratchFolder()
    let socket = folder.path + "/a.sock"
    func agent() throws -> RunningProgram {
      let program = try RunningProgram(
        [Built.agent, "--socket", socket, "--log-level", "debug"], in: namespace)
      try eventually("the agent answers") { (try? TestClient(socket).ask("status")) != nil }
      return program
    }
    let first = try agent()
    let waiting = try waiting("sport = :8084", "--timeout", "60", on: socket)
    try eventually("it has asked") { first.errors.contains(": inetConnections\n") }
    #expect(first.stop() == 0)
    // It tries to connect four times a second.
    try ProcessFacts.waitForWakeups(waiting.pid, 2, after: ProcessFacts.sleeps(waiting.pid))
    #expect(waiting.isRunning)
    let second = try agent()
    let server = try listener(8084)
    #expect(try ends(waiting) == 0)
    withExtendedLifetime((second, server)) {}
  }

  @Test func withoutAnAgentOrAFilterThereIsNothingToWaitFor() throws {
    let none = try run([Built.client, "--socket", "/nonexistent", "wait", "sport = :1"])
    #expect(none.status == 3)
    let wrong = try agent.nlctl("wait", "sport = = :1")
    #expect(wrong.status == 1)
    #expect(try agent.nlctl("wait").status == 2)
  }
}
