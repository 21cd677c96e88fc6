import Foundation
import Testing

/// `nlctl inet --watch`: rates of a connection that carries a known amount.
@Suite struct WatchTests {
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

  @Test func aTableComesAgain() throws {
    let agent = try TestAgent(in: try NetworkNamespace())
    let watched = try agent.nlctl("inet", "--watch=0.2", "--timeout", "0.5")
    #expect(watched.status == 0)
    #expect(watched.lines.filter { $0.hasPrefix("PROTO") && $0.contains("SENT/s") }.count >= 2)
    #expect(try agent.nlctl("inet", "--watch", "0.01").status == 2)
  }
}
