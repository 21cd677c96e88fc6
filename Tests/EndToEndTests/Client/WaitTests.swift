import Foundation
import Testing

/// `nlctl wait`: returns when it holds, and not before.
@Suite struct WaitTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
  }

  private func waiting(_ words: String..., on socket: String? = nil) throws -> RunningProgram {
    try RunningProgram([Built.client, "--socket", socket ?? agent.socket, "wait"] + words)
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

  private func ends(_ program: RunningProgram, within seconds: Double = 10) throws -> Int32 {
    try eventually(within: seconds, "it ends") { !program.isRunning }
    return program.stop()
  }

  @Test func returnsWhenTheListenerIsThere() throws {
    let waiting = try waiting("sport = :8080 and state listening", "--timeout", "60", "--no-header")
    usleep(500_000)
    #expect(waiting.isRunning)
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
    usleep(300_000)
    #expect(waiting.isRunning)
    server.closeInput()
    #expect(try ends(waiting) == 0)
    #expect(waiting.output.isEmpty)
  }

  @Test func unixSocketsAreWaitedForToo() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/app.sock"
    let waiting = try waiting("--unix", "src \(path)", "--timeout", "60")
    usleep(200_000)
    #expect(waiting.isRunning)
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
      let program = try RunningProgram([Built.agent, "--socket", socket], in: namespace)
      try eventually("the agent answers") { (try? TestClient(socket).ask("status")) != nil }
      return program
    }
    let first = try agent()
    let waiting = try waiting("sport = :8084", "--timeout", "60", on: socket)
    usleep(300_000)
    #expect(first.stop() == 0)
    usleep(300_000)
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
