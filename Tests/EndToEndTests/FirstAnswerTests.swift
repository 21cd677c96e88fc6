import TestSupport
import Testing

/// The thinnest way through all of it.
@Suite(.needs(.root, .tools("ip", "python3")))
struct FirstAnswerTests {
  @Test func aListeningSocketIsSeenThroughTheAgent() throws {
    let namespace = try NetworkNamespace()
    let agent = try TestAgent(in: namespace)
    let listener = try RunningProgram(
      [
        "python3", "-c",
        """
        import socket, sys
        s = socket.socket(); s.bind(("127.0.0.1", 5001)); s.listen(7)
        print("ready", flush=True); sys.stdin.read()
        """,
      ], in: namespace)
    try listener.waitForOutput("ready")
    let sockets = try agent.ask("inetConnections", ["states": ["LISTEN"]])["connections"].array
    #expect(sockets.count == 1)
    #expect(sockets.first?["localPort"].int == 5001)
    #expect(sockets.first?["backlog"].int == 7)
  }
}
