import Foundation
import TestSupport
import Testing

/// Events about sockets that the kernel frees.
@Suite(.needs(.root, .tools("ip", "python3")))
struct SocketCloseTests {
  private let namespace: NetworkNamespace

  init() throws {
    namespace = try NetworkNamespace()
  }

  @Test func freedSocketsAreEvents() throws {
    let agent = try TestAgent(in: namespace)
    let client = try agent.connect()
    let answer = try client.ask("subscribe", ["topics": ["socketClose"]])
    #expect(answer["snapshot"].object.isEmpty)
    let script = """
      import socket
      l = socket.socket(); l.bind(("127.0.0.1", 7001)); l.listen()
      c = socket.socket(); c.bind(("127.0.0.1", 7002)); c.connect(("127.0.0.1", 7001))
      a, _ = l.accept(); c.send(b"x" * 1000); a.recv(1000)
      c.close(); a.close()
      u = socket.socket(10, 2); u.bind(("::1", 7003)); u.close()
      """
    try succeed(["python3", "-c", script], in: namespace)
    var met: [String: JSON] = [:]
    while met.count < 4 {
      let event = try client.answer()["params"]
      #expect(event["topic"].string == "socketClose" && event["action"].string == "removed")
      let socket = event["socket"]
      #expect(socket["cookie"].string?.count == 16)
      #expect(socket["state"].string == "CLOSE")
      met["\(socket["protocol"].string ?? "") \(socket["localPort"]) \(socket["remotePort"])"] =
        socket
    }
    #expect(
      Set(met.keys) == ["tcp 7001 0", "tcp 7001 7002", "tcp 7002 7001", "udp 7003 0"])
    #expect(met["tcp 7002 7001"]?["tcpInfo"]["tcpi_bytes_acked"].int ?? 0 >= 1000)
    #expect(met["tcp 7001 7002"]?["tcpInfo"]["tcpi_bytes_received"].int ?? 0 >= 1000)
    #expect(met["udp 7003 0"]?["localAddress"].string == "::1")
    // The kernel sends 4294967295 for a socket whose buffers are gone.
    #expect(met["udp 7003 0"]?["sendQueue"].isNull == true)
    #expect(met["tcp 7001 7002"]?["sendQueue"].int == 0)
  }

  private static let holder = """
    import socket, sys
    l = socket.socket(); l.bind(("127.0.0.1", 7011)); l.listen()
    c = socket.socket(); c.bind(("127.0.0.1", 7012)); c.connect(("127.0.0.1", 7011))
    a, _ = l.accept()
    u = socket.socket(10, 2); u.bind(("::1", 7013))
    # More than the other end takes, so that the kernel keeps the socket after its close.
    c.setblocking(False)
    try:
        while True: c.send(b"x" * 65536)
    except BlockingIOError: pass
    print("ready", flush=True); sys.stdin.readline()
    c.close(); print("closed", flush=True); sys.stdin.readline()
    s = socket.socket(2, 2); s.bind(("127.0.0.1", 7014)); s.close()
    a.close(); u.close(); print("done", flush=True); sys.stdin.readline()
    """

  /// The kernel has forgotten by then who held a socket; the agent has looked before.
  @Test(arguments: ["bpf", "proc"])
  func holdersAreKnownFromBefore(means: String) throws {
    let agent = try TestAgent(in: namespace, ["--owners", means])
    let holder = try RunningProgram(["python3", "-c", SocketCloseTests.holder], in: namespace)
    try holder.waitForOutput("ready")
    let subscriber = try Subscriber(agent, ["topics": ["socketClose"], "processes": true])
    holder.write("\n")
    try holder.waitForOutput("closed")
    // The agent surveys the holders once a second, which nothing shows from outside. After three
    // surveys the last that saw the closed socket's process is no longer remembered whole.
    Thread.sleep(forTimeInterval: 3.5)
    holder.write("\n")
    var met: [Int: JSON] = [:]
    while met.count < 4 {
      let socket = try subscriber.take()["params"]["socket"]
      if let port = socket["localPort"].int, (7011...7014).contains(port),
        socket["remotePort"].int != 0 || port > 7012
      {
        met[port] = socket
      }
    }
    for port in 7011...7013 {
      let processes = met[port]?["processes"].array ?? []
      #expect(processes.compactMap { $0["pid"].int } == [Int(holder.pid)], "\(port)")
      #expect(processes.first?["command"].string == "python3")
      #expect(met[port]?["ownerUnknown"].isAbsent == true)
    }
    #expect(met[7014]?["processes"].array.isEmpty == true)
    #expect(met[7014]?["ownerUnknown"].string == "notSeen")
  }

  @Test func socketsThatCameLaterAreLookedAt() throws {
    let agent = try TestAgent(in: namespace)
    let subscriber = try Subscriber(agent, ["topics": ["socketClose"], "processes": true])
    // How long a look takes, and so when the next one is, is the machine's.
    let script = """
      import socket, time
      for seconds in range(1, 12):
          u = socket.socket(2, 2); u.bind(("127.0.0.1", 7020)); time.sleep(seconds); u.close()
      """
    let holder = try RunningProgram(["python3", "-c", script], in: namespace)
    var pids: [Int] = []
    for _ in 1..<12 where pids.isEmpty {
      let socket = try subscriber.take()["params"]["socket"]
      pids = socket["processes"].array.compactMap { $0["pid"].int }
    }
    #expect(pids == [Int(holder.pid)])
  }

  /// Everything that a filter of sockets can ask of one that is gone, on one connection's two
  /// ends, two listeners and two UDP sockets.
  @Test(arguments: [
    ("dport = :7031", [7032]), ("sport = :7031 and dport != :7032", [7031]),
    ("sport >= :7033", [7033, 7034, 7035]), ("not src 127.0.0.1", [7033, 7035]),
    ("src [::1] or dport = :7032", [7031, 7033]), ("dev = lo", [7034]),
    ("dst 127.0.0.1:7031", [7032]), ("cookie = 0123456789abcdef", []),
    ("", [7031, 7031, 7032, 7033, 7034, 7035]),
  ])
  func filtersLeaveWhatIsAskedFor(_ filter: String, _ ports: [Int]) throws {
    let agent = try TestAgent(in: namespace)
    let subscriber = try Subscriber(agent, ["topics": ["socketClose"], "filter": filter])
    let all = try Subscriber(agent, ["topics": ["socketClose"]])
    let script = """
      import socket
      l = socket.socket(); l.bind(("127.0.0.1", 7031)); l.listen()
      c = socket.socket(); c.bind(("127.0.0.1", 7032)); c.connect(("127.0.0.1", 7031))
      a, _ = l.accept(); a.close(); c.close(); l.close()
      for family, address, port in [(10, "::1", 7033), (2, "127.0.0.1", 7034)]:
          u = socket.socket(family, 2)
          if port == 7034: u.setsockopt(1, socket.SO_BINDTODEVICE, b"lo")
          u.bind((address, port)); u.close()
      l = socket.socket(10); l.bind(("::", 7035)); l.listen(); l.close()
      """
    try succeed(["python3", "-c", script], in: namespace)
    for _ in 0..<6 { _ = try all.take() }
    var met: [Int] = []
    while met.count < ports.count {
      met.append(try subscriber.take()["params"]["socket"]["localPort"].int ?? 0)
    }
    #expect(met.sorted() == ports)
    // The number of its last event: nothing else was sent.
    let ended = try subscriber.client.ask(
      "unsubscribe", ["subscription": subscriber.subscription])
    #expect(ended["sequence"].int == ports.count)
  }

  @Test(arguments: [
    ("state established", "state does not apply to freed sockets"),
    ("dport = :80 exclude listening", "exclude does not apply"), ("uid = 0", "uid does not apply"),
    ("process = x", "process does not apply"), ("dport", "dport needs a port"),
    ("dev = nosuchdevice", "nosuchdevice"),
  ])
  func mistakesInFiltersAreExplained(_ filter: String, _ message: String) throws {
    let agent = try TestAgent(in: namespace)
    let answer = try agent.response("subscribe", ["topics": ["socketClose"], "filter": filter])
    #expect(answer.errorName == "invalidParams")
    #expect(answer["error"]["message"].string?.contains(message) == true, "\(answer)")
    #expect(answer["error"]["data"]["column"].int ?? 0 > 0)
    let shown = try agent.nlctl("monitor", "socketClose", "--filter", filter)
    #expect(shown.status == 1 && shown.errors.contains(message))
    #expect(
      shown.errors.contains("  \(filter)\n") && shown.errors.contains(" ^"), "\(shown.errors)")
    #expect(try agent.ask("status")["subscriptions"].int == 0)
  }

  @Test(arguments: [#""processes":true"#, #""filter":"dport = :80""#])
  func parametersOfThisTopicAreForNoOther(_ parameter: String) throws {
    let agent = try TestAgent(in: namespace)
    let client = try agent.connect()
    try client.sendLine(
      #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"topics":["link"],"#
        + parameter + "}}")
    let error = try client.answer()["error"]
    #expect(error["code"].int == -32602)
    #expect(error["message"].string?.contains("socketClose") == true)
  }

  @Test func monitorNamesTheHolders() throws {
    let agent = try TestAgent(in: namespace)
    let holder = try RunningProgram(["python3", "-c", SocketCloseTests.holder], in: namespace)
    try holder.waitForOutput("ready")
    let monitor = try RunningProgram([
      Built.client, "--socket", agent.socket, "monitor", "socketClose", "-p", "--filter",
      "sport != :7011",
    ])
    try eventually("a subscription") {
      try agent.ask("status")["subscriptions"].int == 1
    }
    holder.write("\n\n")
    try monitor.waitForOutput("(notSeen)")
    try monitor.waitForOutput("::1:7013")
    try monitor.waitForOutput("python3(\(holder.pid))")
    #expect(!monitor.output.contains("127.0.0.1:7011 →"))
  }
}
