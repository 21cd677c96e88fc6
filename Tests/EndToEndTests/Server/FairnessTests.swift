import Foundation
import Syscalls
import TestSupport
import Testing

private let status = #"{"jsonrpc":"2.0","id":1,"method":"status"}"#
private let connections = #"{"jsonrpc":"2.0","id":1,"method":"inetConnections"}"#

/// One user keeps no other from being served.
@Suite struct FairnessTests {
  /// All clients of one user ask for more than the kernel's buffers hold, and read nothing. With a
  /// place each they would hold all places until they are given up after half a minute.
  @Test(.needs(.root, .tools("ip", "python3"))) func stalledReadersOfOneUserStopNobody() throws {
    let namespace = try NetworkNamespace()
    let crowd = try SocketCrowd(tcp: 12_000, unix: 0, in: namespace)
    defer { crowd.stop() }
    let agent = try TestAgent(in: namespace, ["--mode", "0666"])
    _ = try agent.ask("status")
    let before = try agent.idleResources()
    let stalled = try RunningProgram([
      "python3", "-c",
      """
      import os, socket, sys
      os.setuid(20001)
      held = []
      for _ in range(64):
          s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
          s.sendall(sys.argv[2].encode() + b"\\n")
          held.append(s)
      print("asked", flush=True)
      sys.stdin.read()
      """, agent.socket, connections,
    ])
    try stalled.waitForOutput("asked")
    try ProcessFacts.waitForBlockedSend(agent.pid)
    let facts = try JSON(
      try python(
        """
        import json, os, socket, sys
        os.setuid(20002)
        s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.settimeout(100)
        def ask(request):
            s.sendall(request.encode() + b"\\n")
            text = b""
            while not text.endswith(b"\\n"): text += s.recv(1 << 20)
            return json.loads(text)["result"]
        lists = [len(ask(sys.argv[2])["connections"]) for _ in range(3)]
        print(json.dumps({"lists": lists, "clients": ask(sys.argv[3])["clients"]}))
        """, agent.socket, connections, status
      ).text)
    #expect(facts["lists"].array.map(\.int) == [12_000, 12_000, 12_000])
    // None of the others has been given up yet.
    #expect(facts["clients"].int == 65)
    stalled.stop()
    try agent.settle(to: before)
  }

  /// A user who connects faster than any script is refused, and served again afterwards.
  @Test(.needs(.tools("python3"))) func aFloodOfConnectionsIsRefused() throws {
    let agent = try TestAgent()
    let error = try JSON(
      try python(
        """
        import json, socket, sys, time
        def connect():
            s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); s.settimeout(100)
            return s
        def probe():
            s = connect()
            try: s.sendall(sys.argv[2].encode() + b"\\n")
            except BrokenPipeError: pass
            return json.loads(s.makefile().readline()).get("error", {})
        deadline, error = time.monotonic() + 100, {}
        while time.monotonic() < deadline and "per second" not in error.get("message", ""):
            for _ in range(300): connect().close()
            error = probe()
        print(json.dumps(error))
        """, agent.socket, status
      ).text)
    #expect(error["code"].int == -32004)
    #expect(error["message"].string?.contains("has made 1000 connections per second") == true)
    try eventually("the user is served again") { (try? agent.ask("status")) != nil }
  }
}
