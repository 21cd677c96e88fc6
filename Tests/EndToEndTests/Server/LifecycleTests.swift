import Foundation
import Syscalls
import TestSupport
import Testing

private let status = #"{"jsonrpc":"2.0","id":1,"method":"status"}"#

/// Start, stop, and who gets the place.
@Suite struct LifecycleTests {
  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  @Test(arguments: [SIGTERM, SIGINT]) func aSignalEndsItAndRemovesItsFiles(
    _ signal: Int32
  ) throws {
    let agent = try TestAgent()
    let client = try agent.connect()
    #expect(try client.ask("status")["pid"].int == Int(agent.pid))
    #expect(exists(agent.socket) && exists(agent.socket + ".lock"))
    #expect(agent.program.stop(signal) == 0)
    #expect(!exists(agent.socket) && !exists(agent.socket + ".lock"))
    #expect(try client.untilHungUp() == "")
    let log = agent.program.errors.split(separator: "\n").map { String($0) }
    #expect(log.first?.hasPrefix("<6>nlagent ") == true)
    #expect(log.first?.hasSuffix(" serves \(agent.socket)") == true)
    #expect(log.last == "<6>stopping")
  }

  /// The answer is larger than what the socket's buffers hold, so the agent is in the middle of
  /// it when the signal comes.
  @Test(.needs(.root, .tools("ip", "python3"))) func answersUnderWayAreFinished() throws {
    let namespace = try NetworkNamespace()
    let crowd = try SocketCrowd(tcp: 15_000, unix: 0, in: namespace)
    let agent = try TestAgent(in: namespace)
    let client = try agent.connect()
    let half = try agent.connect()
    try half.send(#"{"jsonrpc":"2.0","#)
    try client.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"inetConnections"}"#)
    try client.sendLine(status)
    var first = try #require(try client.receive())
    kill(agent.pid, SIGTERM)
    try eventually("the socket file is removed") { !exists(agent.socket) }
    #expect(agent.program.isRunning)
    while let more = try client.receive() { first += more }
    let lines = String(decoding: first, as: UTF8.self).split(separator: "\n").map { String($0) }
    #expect(lines.count == 2)
    let result = try JSON(lines[0])["result"]
    #expect(result["connections"].array.count == 15_000)
    #expect(result["complete"].bool == true)
    #expect(try JSON(lines[1])["result"]["pid"].int == Int(agent.pid))
    #expect(agent.program.stop() == 0)
    withExtendedLifetime(crowd) {}
  }

  @Test(.needs(.root)) func aClientThatNeverReadsDoesNotHoldUpTheEnd() throws {
    let agent = try TestAgent()
    let client = try agent.connect()
    let discover = #"{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}"# + "\n"
    try client.send(String(repeating: discover, count: 300))
    try ProcessFacts.waitForBlockedSend(agent.pid)
    // Otherwise the client would be given up after 30 seconds; `stop` kills after 25.
    #expect(agent.program.stop() == 0)
  }

  @Test func aStaleSocketIsReplacedAndALiveOneIsNot() throws {
    let agent = try TestAgent()
    let second = try run([Built.agent, "--socket", agent.socket])
    #expect(second.status == 1)
    #expect(
      second.errors
        == "<3>another agent serves \(agent.socket); stop it, or use another --socket\n")
    #expect(try agent.ask("status")["pid"].int == Int(agent.pid))
    #expect(agent.program.stop(SIGKILL) == 128 + SIGKILL)
    #expect(exists(agent.socket))
    let third = try RunningProgram([Built.agent, "--socket", agent.socket])
    try eventually("the third agent answers: \(third.errors)") {
      (try? agent.ask("status")["pid"].int) == Int(third.pid)
    }
    #expect(third.stop() == 0)
    #expect(!exists(agent.socket))
  }

  @Test func whatIsNoSocketIsLeftAlone() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/s"
    try Data("precious".utf8).write(to: folder.file("s"))
    let ended = try run([Built.agent, "--socket", path])
    #expect(ended.status == 1)
    #expect(
      ended.errors == "<3>\(path) exists and is not a socket; remove it, or use another --socket\n")
    #expect(folder.text("s") == "precious")
    #expect(!exists(path + ".lock"))
  }

  @Test func oneMissingDirectoryIsMadeAndTwoAreNot() throws {
    let folder = try ScratchFolder()
    let deep = try run([Built.agent, "--socket", folder.path + "/a/b/s"])
    #expect(deep.status == 1)
    #expect(deep.errors.contains("its directory does not exist"))
    let agent = try RunningProgram([Built.agent, "--socket", folder.path + "/c/s"])
    try eventually("a socket in a new directory") { exists(folder.path + "/c/s") }
    #expect(try Files.status(folder.path + "/c").mode & 0o777 == 0o755)
    #expect(agent.stop() == 0)
  }

  @Test(.needs(.tools("python3"))) func ofTwentyAtOnceExactlyOneServes() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/s"
    // A stale file first, so that all of them want to remove it.
    try python("import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path)
    let agents = try (0..<20).map { _ in try RunningProgram([Built.agent, "--socket", path]) }
    try eventually("nineteen have ended") {
      agents.filter(\.isRunning).count == 1 && (try? TestClient(path)) != nil
    }
    let winner = try #require(agents.first { $0.isRunning })
    let client = try TestClient(path)
    #expect(try client.ask("status")["pid"].int == Int(winner.pid))
    for loser in agents where loser !== winner {
      #expect(loser.errors.contains("another agent serves \(path)"))
      #expect(loser.stop() == 1)
    }
    #expect(winner.stop() == 0)
  }

  @Test func theCommandLineIsAnswered() throws {
    for option in ["--help", "-h"] {
      let help = try run([Built.agent, option])
      #expect(help.status == 0 && help.errors == "")
      #expect(help.text.contains("Usage: nlagent"))
    }
    for option in ["--version", "-V"] {
      let version = try run([Built.agent, option])
      #expect(version.status == 0 && version.lines.count == 1)
      #expect(version.text.hasPrefix("nlagent "))
    }
    let wrong = [
      ["--mode", "9"], ["--socket", "relative"], ["--nothing"], ["word"], ["--log-level", "loud"],
      ["--client-fd", "0"], ["--group"],
    ]
    for arguments in wrong {
      let ended = try run([Built.agent] + arguments)
      #expect(ended.status == 2 && ended.text == "")
      #expect(ended.errors.hasPrefix("nlagent: "))
      #expect(ended.errors.hasSuffix("Try 'nlagent --help'.\n"))
    }
  }

  @Test func aTerminalGetsWordsAndJournaldGetsNumbers() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/s"
    let terminal = try RunningProgram([
      "python3", "-c", "import pty, sys; pty.spawn(sys.argv[1:])", Built.agent, "--socket", path,
    ])
    try terminal.waitForOutput("nlagent: info: nlagent ")
    terminal.closeInput()
    let client = try TestClient(path)
    let pid = try #require(try client.ask("status")["pid"].int)
    kill(Int32(pid), SIGTERM)
    try eventually("the agent ends") { !exists(path) }
  }
}
