import Foundation
import Syscalls
import TestSupport
import Testing

private let status = #"{"jsonrpc":"2.0","id":1,"method":"status"}"#
private let discover = #"{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}"#

/// Every bound, crossed; and what must be back afterwards.
@Suite struct ServerLimitsTests {
  private func expectRefusal(_ client: TestClient, _ text: String) throws {
    let lines = try client.untilHungUp().split(separator: "\n").map { String($0) }
    #expect(lines.count == 1)
    let answer = try JSON(try #require(lines.first))
    #expect(answer["error"]["code"].int == -32004)
    #expect(answer["error"]["message"].string?.contains(text) == true)
    #expect(answer["id"].isNull)
  }

  @Test(.needs(.root)) func theSixtyFifthClientOfAUserIsRefusedWithAReason() throws {
    let agent = try TestAgent()
    _ = try agent.ask("status")
    let before = try agent.idleResources()
    var clients: [TestClient] = []
    try eventually("sixty-four places") {
      clients = try (0..<64).map { _ in try agent.connect() }
      for client in clients { try client.sendLine(status) }
      return try clients.allSatisfy { try JSON($0.line() ?? "")["error"].isAbsent }
    }
    for _ in 0..<3 {
      try expectRefusal(try agent.connect(), "user \(geteuid()) has 64 clients connected")
    }
    // One that has sent something already gets the error as well.
    let hasty = try agent.connect()
    _ = try hasty.sendIfTaken(Array((status + "\n").utf8))
    try expectRefusal(hasty, "user \(geteuid()) has 64")
    #expect(try clients[63].ask("status")["clients"].int == 64)
    clients.removeLast()
    try eventually("a place is free") { (try? agent.ask("status")["clients"].int) == 64 }
    clients = []
    try agent.settle(to: before)
  }

  /// A flood of connections that are refused makes two lines of the log, not one each.
  @Test func aFloodOfRefusedClientsDoesNotFillTheLog() throws {
    let agent = try TestAgent()
    var clients: [TestClient] = []
    try eventually("sixty-four places") {
      clients = try (0..<64).map { _ in try agent.connect() }
      for client in clients { _ = try client.sendIfTaken(Array((status + "\n").utf8)) }
      return try clients.allSatisfy { try JSON($0.line() ?? "")["error"].isAbsent }
    }
    let flood = 3000
    for _ in 0..<flood { _ = try agent.connect().untilHungUp() }
    #expect(agent.program.stop() == 0)
    let log = agent.program.errors.split(separator: "\n").filter { $0.contains(" refused: ") }
    // The interval is 10 s, and the machine may be busy.
    #expect(log.count >= 2 && log.count < 50, "\(log.count) lines")
    let counts = try log.dropFirst().map { line in
      let number = try #require(line.firstMatch(of: /limit for one user \(([0-9]+) more in/))
      return try #require(Int(number.1))
    }
    // The harness may have had a place at first.
    #expect(counts.reduce(1, +) >= flood)
    withExtendedLifetime(clients) {}
  }

  /// 64 clients each of four users would fill all 256 places.
  @Test(.needs(.root, .tools("python3"))) func somePlacesAreKeptForRoot() throws {
    let agent = try TestAgent(["--mode", "0666"])
    _ = try agent.ask("status")
    let before = try agent.idleResources()
    let result = try python(
      """
      import json, os, socket, sys
      def ask(uid):
          os.seteuid(uid)
          s = socket.socket(socket.AF_UNIX); s.settimeout(20); s.connect(sys.argv[1])
          os.seteuid(0)
          line = b""
          try:
              s.sendall(sys.argv[2].encode() + b"\\n")
          except BrokenPipeError: pass
          while not line.endswith(b"\\n"): line += s.recv(65536)
          return s, json.loads(line)
      kept, refused = [], []
      for number in range(256):
          s, answer = ask(20001 + number // 64)
          if "result" in answer: kept.append(s)
          else: refused.append(answer["error"]["message"])
      roots = [ask(0) for _ in range(9)]
      print(json.dumps({
          "kept": len(kept), "refused": refused,
          "roots": ["result" in answer for _, answer in roots],
          "message": roots[8][1]["error"]["message"]}))
      """, agent.socket, status)
    let facts = try JSON(result.text)
    // The probe of the harness may still have had a place.
    #expect((247...248).contains(facts["kept"].int ?? 0))
    #expect(facts["refused"].strings?.allSatisfy { $0.hasPrefix("256 clients") } == true)
    #expect(
      facts["roots"].array.map(\.bool) == [true, true, true, true, true, true, true, true, false])
    #expect(facts["message"].string?.hasPrefix("256 clients are connected") == true)
    try agent.settle(to: before)
    #expect(try agent.ask("status")["clients"].int == 1)
  }

  /// 32 subscriptions each of two users would fill all 64 places.
  @Test(.needs(.root, .tools("python3"))) func someSubscriptionsAreKeptForRoot() throws {
    let agent = try TestAgent(["--mode", "0666"])
    let result = try python(
      """
      import json, os, socket, sys
      request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "subscribe",
                            "params": {"topics": ["link"], "snapshot": False}}) + "\\n"
      held = []
      def subscribe(uid, count):
          os.seteuid(uid)
          s = socket.socket(socket.AF_UNIX); s.settimeout(20); s.connect(sys.argv[1])
          os.seteuid(0)
          held.append(s)
          lines, taken = s.makefile(), 0
          for _ in range(count):
              s.sendall(request.encode())
              while True:
                  answer = json.loads(lines.readline())
                  if "id" in answer: break
              taken += "result" in answer
          return taken
      others = [subscribe(20001 + number // 2, 16) for number in range(6)]
      print(json.dumps({"others": sum(others), "root": subscribe(0, 9)}))
      """, agent.socket)
    let facts = try JSON(result.text)
    #expect(facts["others"].int == 56)
    #expect(facts["root"].int == 8)
  }

  @Test(.needs(.tools("prlimit"))) func withoutDescriptorsClientsAreRefusedAndNothingSpins()
    throws
  {
    let agent = try TestAgent(wrapper: ["prlimit", "--nofile=20"])
    _ = try agent.ask("status")
    var served: [TestClient] = []
    var refused = 0
    var clients = try (0..<30).map { _ in try agent.connect() }
    for client in clients {
      _ = try client.sendIfTaken(Array((status + "\n").utf8))
      let answer = try JSON(try #require(try client.line()))
      if answer["error"].isAbsent {
        served.append(client)
      } else {
        #expect(answer["error"]["message"].string == "the agent has no descriptors left")
        refused += 1
      }
    }
    #expect(served.count > 5 && refused > 5)
    // More at the door, to whom nobody can be sent: long enough for the clock's ticks to mean
    // something.
    let start = (try ProcessFacts.processorSeconds(agent.pid), Date())
    while Date().timeIntervalSince(start.1) < 2 {
      _ = try? agent.connect()
      usleep(20_000)
    }
    let spent = try ProcessFacts.processorSeconds(agent.pid) - start.0
    #expect(spent < 0.5 * Date().timeIntervalSince(start.1), "\(spent) s of processor")
    // A method that needs a descriptor says what it lacks.
    try served[0].sendLine(#"{"jsonrpc":"2.0","id":1,"method":"inetConnections"}"#)
    #expect(try served[0].answer()["error"]["data"]["errno"].string == "EMFILE")
    served = []
    clients = []
    try eventually("places are free") { (try? agent.ask("inetConnections")) != nil }
    #expect(
      agent.program.errors.contains("<3>cannot accept a client: accept4: Too many open files"))
  }

  /// Thirty seconds each, hence together: a line that is begun and not finished, and an answer
  /// that nobody takes.
  @Test(.needs(.root)) func whoStallsForThirtySecondsIsDropped() async throws {
    let agent = try TestAgent()
    _ = try agent.ask("status")
    let before = try agent.idleResources()
    let idle = try agent.connect()
    let slow = try agent.connect()
    let deaf = try agent.connect()
    // One that waits for events is waited for in another way.
    let subscribed = try agent.connect()
    _ = try subscribed.ask("subscribe", ["topics": ["link"]])
    let start = Date()
    try subscribed.send("{")
    try slow.send("{")
    try deaf.send(String(repeating: discover + "\n", count: 300))
    try eventually("all are served") { try agent.resources().threads == before.threads + 4 }
    try await eventuallyAside(within: 120, "a client is dropped") {
      try agent.resources().threads < before.threads + 4
    }
    #expect(Date().timeIntervalSince(start) > 29)
    for client in [slow, subscribed] {
      let lines = try client.untilHungUp().split(separator: "\n")
      let answer = try JSON(String(try #require(lines.last)))
      #expect(answer["error"]["code"].int == -32004)
      #expect(answer["error"]["message"].string?.contains("within 30 seconds") == true)
    }
    try await eventuallyAside(within: 120, "the deaf client's thread is gone") {
      try agent.resources().threads == before.threads + 1
    }
    // What it was sent is still there, cut off, and then the end.
    let rest = try deaf.untilHungUp()
    #expect(rest.count > 100_000 && rest.filter { $0 == "\n" }.count < 300)
    // Between lines a client may be idle for as long as it likes.
    #expect(try idle.ask("status")["clients"].int == 1)
  }

  /// 64 KiB of short requests want 55 MiB of answers; they must not gather in memory.
  @Test(.needs(.root)) func shortRequestsForLongAnswersDoNotFillMemory() throws {
    let agent = try TestAgent()
    let client = try agent.connect()
    _ = try client.ask("rpc.discover")
    let before = try ProcessFacts.status(agent.pid, "VmRSS")
    let count = 65_536 / (discover.utf8.count + 1)
    // One long line first makes the agent's buffer as large as it gets.
    try client.send(String(repeating: " ", count: 65_000) + "\n")
    try client.send(String(repeating: discover + "\n", count: count))
    try ProcessFacts.waitForBlockedSend(agent.pid)
    let after = try ProcessFacts.status(agent.pid, "VmRSS")
    #expect(after - before < 16_000, "\(before) kB, then \(after) kB")
    for _ in 0..<count {
      let line = try #require(try client.line())
      #expect(line.hasSuffix("}}"))
    }
  }

  /// What subscriptions remember of 20,000 routes goes back to the kernel with them.
  @Test(.needs(.root, .tools("ip"))) func memoryOfSubscriptionsIsReturned() throws {
    let namespace = try NetworkNamespace()
    let routes = (0..<20_000).map { "route add 10.\($0 / 250).\($0 % 250).0/24 dev lo" }
    try ip(routes.joined(separator: "\n"), in: namespace)
    let agent = try TestAgent(in: namespace)
    _ = try agent.ask("listRoutes")
    let before = try ProcessFacts.status(agent.pid, "VmRSS")
    do {
      let clients = try (0..<12).map { _ in try agent.connect() }
      for client in clients {
        #expect(try client.ask("subscribe", ["topics": ["route"]])["complete"].bool == true)
      }
      let during = try ProcessFacts.status(agent.pid, "VmRSS")
      #expect(during > before * 3, "\(before) kB, then \(during) kB")
    }
    var after = 0
    try eventually("the memory is returned: \(before) kB, now \(after) kB") {
      after = try ProcessFacts.status(agent.pid, "VmRSS")
      return after < before + 4000
    }
  }

  /// Gone without a word, at each step of a conversation.
  @Test(.needs(.root)) func vanishedClientsLeaveNothingBehind() async throws {
    let agent = try TestAgent()
    _ = try agent.ask("status")
    let before = try agent.idleResources()
    let steps: [(TestClient) throws -> Void] = [
      { _ in },
      { try $0.send(#"{"jsonrpc":"2.0","id":1,"meth"#) },
      { try $0.sendLine(status) },
      { try $0.sendLine(status + "\n" + discover + "\n{") },
      { try $0.sendLine("[\(discover),\(discover),\(status)]") },
      {
        try $0.sendLine(discover)
        _ = try $0.receive()
      },
      {
        try $0.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"inetConnections"}"#)
        $0.endInput()
      },
      { $0.endInput() },
    ]
    for round in 0..<300 {
      try steps[round % steps.count](agent.connect())
      // No more than 64 at once.
      if round % 50 == 49 { try agent.settle(to: before) }
    }
    try agent.settle(to: before)
    #expect(try await ProcessFacts.processorSeconds(agent.pid, during: 1) <= 0.05)
    #expect(try agent.ask("status")["clients"].int == 1)
  }

  /// Kernels from 6.16 on refuse the client's sendmsg; on others the descriptors are dropped.
  @Test(.needs(.root, .tools("python3"))) func descriptorsThatClientsSendAreNotInstalled() throws {
    let agent = try TestAgent()
    _ = try agent.ask("status")
    let before = try agent.idleResources()
    let sent = try python(
      """
      import socket, sys
      files = [open("/etc/hostname") for _ in range(50)]
      for round in range(20):
          s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
          try: socket.send_fds(s, [b"{}\\n"], [f.fileno() for f in files])
          except PermissionError: s.sendall(b"{}\\n")
          assert b"-32600" in s.recv(65536)
      print("done")
      """, agent.socket)
    #expect(sent.text == "done\n")
    try agent.settle(to: before)
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(agent.pid)/fd")
    for number in open {
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/\(agent.pid)/fd/\(number)")
      #expect(target != "/etc/hostname")
    }
  }
}
