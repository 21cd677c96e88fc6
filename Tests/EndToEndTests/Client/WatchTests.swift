import Foundation
import TestSupport
import Testing

/// `nlctl inet --watch`: rates of a connection that carries a known amount.
@Suite(.needs(.root, .tools("ip", "python3")))
struct WatchTests {
  @Test func ratesAreWhatFlows() throws {
    let namespace = try NetworkNamespace()
    let agent = try TestAgent(in: namespace)
    // 100 kB every tenth of a second: a million bytes a second.
    let flow = try RunningProgram(
      [
        "python3", "-c",
        """
        import socket, threading, time
        server = socket.create_server(("127.0.0.1", 8080))
        client = socket.create_connection(("127.0.0.1", 8080))
        peer = server.accept()[0]
        def read():
            while peer.recv(1 << 20): pass
        threading.Thread(target=read, daemon=True).start()
        print("ready", flush=True)
        begin = time.monotonic(); sent = 0
        while True:
            client.sendall(b"x" * 100_000); sent += 1
            time.sleep(max(0, begin + sent / 10 - time.monotonic()))
        """,
      ], in: namespace)
    try flow.waitForOutput("ready")
    let watched = try agent.nlctl(
      "inet", "--ndjson", "--watch", "2", "--timeout", "7", "-t", "state", "established")
    #expect(watched.status == 0, "\(watched.errors)")
    let rows = try watched.lines.map { try JSON($0) }
    // Two ends, three or four times.
    #expect(rows.count >= 6)
    #expect(rows.prefix(2).allSatisfy { $0["sentBytesPerSecond"].isAbsent })
    let rates = rows.dropFirst(2)
    for row in rates {
      let isSender = row["remotePort"].int == 8080
      let rate = row[isSender ? "sentBytesPerSecond" : "receivedBytesPerSecond"].int ?? 0
      #expect((700_000...1_300_000).contains(rate), "\(row)")
      #expect(row[isSender ? "receivedBytesPerSecond" : "sentBytesPerSecond"].int == 0)
      #expect(!row["retransmitsPerSecond"].isAbsent)
    }
    #expect(flow.isRunning)
  }

  @Test func ratesOfLinksAreWhatFlows() throws {
    let namespace = try NetworkNamespace()
    let agent = try TestAgent(in: namespace)
    // 100 datagrams of 1,000 bytes a second over the loopback, with headers 1,042 each.
    let flow = try RunningProgram(
      [
        "python3", "-c",
        """
        import socket, time
        sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.bind(("127.0.0.1", 9009))
        print("ready", flush=True)
        begin = time.monotonic(); sent = 0
        while True:
            sender.sendto(b"x" * 1000, ("127.0.0.1", 9009)); sent += 1
            time.sleep(max(0, begin + sent / 100 - time.monotonic()))
        """,
      ], in: namespace)
    try flow.waitForOutput("ready")
    let watched = try agent.nlctl(
      "links", "lo", "--ndjson", "--watch", "1", "--timeout", "4", "--up")
    #expect(watched.status == 0, "\(watched.errors)")
    let rows = try watched.lines.map { try JSON($0) }
    #expect(rows.count >= 3)
    #expect(rows.first?["rxBitsPerSecond"].isAbsent == true)
    for row in rows.dropFirst() {
      #expect(row["name"].string == "lo")
      for name in ["rxBitsPerSecond", "txBitsPerSecond"] {
        #expect((580_000...1_090_000).contains(row[name].int ?? 0), "\(name) \(row[name])")
      }
      for name in ["rxPacketsPerSecond", "txPacketsPerSecond"] {
        #expect((70...130).contains(row[name].int ?? 0), "\(name) \(row[name])")
      }
      #expect(row["droppedPerSecond"].description == "0")
    }
    #expect(flow.isRunning)
    let table = try agent.nlctl("links", "--watch=0.2", "--timeout", "2")
    #expect(table.lines.filter { $0.hasPrefix("INDEX") && $0.contains("RX-bit/s") }.count >= 2)
  }

  /// All there is of one link, in lines.
  @Test func detailsOfALinkFitInLines() throws {
    let namespace = try NetworkNamespace()
    try succeed(["ip", "link", "add", "br0", "type", "bridge"], in: namespace)
    let agent = try TestAgent(in: namespace)
    let shown = try agent.nlctl("links", "-d", "br0")
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.lines.first?.hasSuffix("  br0  bridge") == true)
    #expect(shown.lines.contains("  data"))
    #expect(shown.text.contains("forwardDelay 1500") && shown.text.contains("rxPackets 0"))
    #expect(shown.lines.allSatisfy { $0.count <= 100 })
    let missing = try agent.nlctl("links", "nosuch")
    #expect(missing.status == 1 && missing.errors.contains("there is no link \"nosuch\""))
    for words in [
      ["--up", "--down"], ["x", "--index", "1"], ["--index", "x"], ["-d", "--watch"],
    ] {
      let refused = try run([Built.client, "--socket", agent.socket, "links"] + words)
      #expect(refused.status == 2, "\(words)")
    }
  }

  @Test func aTableComesAgain() throws {
    let agent = try TestAgent(in: try NetworkNamespace())
    let watched = try agent.nlctl("inet", "--watch=0.2", "--timeout", "2")
    #expect(watched.status == 0)
    #expect(watched.lines.filter { $0.hasPrefix("PROTO") && $0.contains("SENT/s") }.count >= 2)
    #expect(try agent.nlctl("inet", "--watch", "0.01").status == 2)
  }

  /// The time of --timeout is over while the client waits for an answer: that is no failure.
  @Test(arguments: [["links", "--watch=0.1"], ["tasks", "--interval", "0.1", "-n", "1000"]])
  func theTimeMayEndWithinARequest(_ words: [String]) throws {
    let agent = try TestAgent(in: try NetworkNamespace())
    let program = try RunningProgram(
      [Built.client, "--socket", agent.socket] + words + ["--timeout", "5"])
    try program.waitForOutput("\n")
    #expect(kill(agent.pid, SIGSTOP) == 0)
    defer { kill(agent.pid, SIGCONT) }
    try eventually("the time is over") { !program.isRunning }
    #expect(program.stop() == 0)
    #expect(program.errors.isEmpty, "\(program.errors)")
  }
}
