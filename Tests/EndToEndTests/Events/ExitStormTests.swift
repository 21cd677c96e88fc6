import Foundation
import TestSupport
import Testing

/// More exits than anybody can follow: received and lost exits together are all exits.
@Suite(.serialized, .needs(.root, .tools("gcc", "python3", "strace")))
struct ExitStormTests {
  private let folder: ScratchFolder
  private let agent: TestAgent

  init() throws {
    folder = try ScratchFolder()
    agent = try TestAgent()
    try CProgram.make("exit_storm", at: folder.path + "/nlt-storm")
    for name in ["nlt-begin", "nlt-end"] {
      try FileManager.default.copyItem(atPath: "/bin/true", toPath: folder.path + "/" + name)
    }
  }

  /// Numbers are used again, times hardly so within one number.
  private func key(_ exit: JSON, elapsed: String, began: String) -> String {
    "\(exit["pid"]) \(exit[elapsed]) \(exit[began])"
  }

  /// Holds a subscriber against the judge, from the beginning to the last end but one: exits that
  /// were under way on another processor when the last was received may still come.
  private func expectAll(_ exits: [JSON], lost: Int, _ heard: [JSON]) throws {
    let received = exits.map { key($0, elapsed: "elapsedMicroseconds", began: "startTimeSeconds") }
    let judged = heard.map { key($0, elapsed: "elapsed", began: "began") }
    let last = try #require(
      exits.indices.filter { exits[$0]["command"].string == "nlt-end" }.dropLast().last)
    let first = try #require(heard.firstIndex { $0["command"].string == "nlt-begin" })
    let end = try #require(judged.firstIndex(of: received[last]))
    var left = received.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    var missing = 0
    for one in judged[first...end] {
      if let count = left[one], count > 0 { left[one] = count - 1 } else { missing += 1 }
    }
    #expect(missing == lost)
    // Nothing is made up, and nothing is sent twice.
    var all = judged.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    for one in received { all[one, default: 0] -= 1 }
    #expect(all.filter { $0.value < 0 } == [:])
  }

  /// Processes that end as fast as fork(2) allows; other tests that run meanwhile go before.
  private func storm(_ count: Int) throws {
    try succeed([folder.path + "/nlt-begin"])
    try succeed(["nice", "-n", "5", folder.path + "/nlt-storm", "\(count / 2)", "2"])
  }

  /// Ends that are heard when all before them is over.
  private func ends() throws -> RunningProgram {
    try RunningProgram([
      "sh", "-c", "while :; do \"$0\"; sleep 0.2; done", folder.path + "/nlt-end",
    ])
  }

  private func expectStorm(of count: Int, _ heard: [JSON]) {
    let ended = heard.filter {
      $0["command"].string == "nlt-storm" && $0["exitCode"].int == 3 << 8
    }
    #expect(ended.count == count)
  }

  /// 65: a socket with the usual room, of which the kernel fills 208 KiB with 166 exits. One client
  /// reads all the time; another begins to when all is over. Both get the number of exits that the
  /// socket lost.
  @Test func reportedAndLostExitsAreAllExits() throws {
    let judge = try ExitJudge()
    // The eighth option that the first client's thread sets is SO_RCVBUFFORCE of the socket that
    // both share.
    let strace = try RunningProgram([
      "strace", "-f", "-p", "\(agent.pid)", "-o", folder.path + "/trace", "-e",
      "trace=setsockopt", "-e", "inject=setsockopt:retval=0:when=8",
    ])
    try eventually("strace is attached: \(strace.errors)") { strace.errors.contains("attached") }
    let slow = try ExitSubscriber(agent)
    let output = folder.path + "/quick"
    let quick = try RunningProgram([
      "sh", "-c", "exec \"$0\" --socket \"$1\" exits --json > \"$2\"", Built.client, agent.socket,
      output,
    ])
    try eventually("both are subscribed") { try agent.ask("status")["subscriptions"].int == 2 }
    strace.stop()
    let injected = folder.text("trace").split(separator: "\n").filter { $0.contains("INJECTED") }
    #expect(injected.count { $0.contains("SO_RCVBUFFORCE, [16777216]") } == 1)
    try storm(20_000)
    let ends = try ends()
    try slow.take(until: "nlt-end", times: 3)
    try eventually("the quick one is through") {
      let met = try run(["grep", "-c", "\"command\":\"nlt-end\"", output])
      return (Int(met.lines.first ?? "") ?? 0) >= 3
    }
    ends.stop()
    #expect(quick.stop() == 0)
    let heard = try judge.heard()
    expectStorm(of: 20_000, heard)
    #expect(slow.lost > 0)
    try expectAll(slow.exits, lost: slow.lost, heard)
    let exits = try folder.text("quick").split(separator: "\n").map {
      try JSON(String($0))["taskExit"]
    }
    let lost = quick.errors.split(separator: "\n").compactMap { line in
      line.contains("exits were lost") ? Int(line.split(separator: " ")[1]) : nil
    }
    try expectAll(exits, lost: lost.reduce(0, +), heard)
    let status = try agent.ask("status")
    #expect(status["eventsSent"].int ?? 0 >= slow.exits.count + exits.count)
    #expect(status["overruns"].int ?? 0 >= 1)
  }

  /// A client that reads nothing during a storm loses exits for itself alone. The kernel's buffer
  /// would hold all of them.
  @Test func aSlowSubscriberLosesItsOwnExitsAlone() throws {
    let judge = try ExitJudge()
    let slow = try ExitSubscriber(agent)
    let other = try ExitSubscriber(agent, ["command": "nlt-end"])
    try storm(20_000)
    let ends = try ends()
    try other.take(until: "nlt-end", times: 3)
    try slow.take(until: "nlt-end", times: 3)
    ends.stop()
    #expect(slow.lost > 0 && other.lost == 0)
    let heard = try judge.heard()
    expectStorm(of: 20_000, heard)
    try expectAll(slow.exits, lost: slow.lost, heard)
  }

  /// The agent's own room is for more than that, and other listeners that come and go make tasks
  /// wait with the numbers that they have, and so overtake each other.
  @Test func aStormThatFitsIsReportedWhole() throws {
    let judge = try ExitJudge()
    let subscriber = try ExitSubscriber(agent)
    let others = try RunningProgram([
      "python3", "-c",
      """
      import json, socket, sys
      client = socket.socket(socket.AF_UNIX); client.connect(sys.argv[1])
      lines = client.makefile()
      def ask(number, method, **params):
          request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
          client.sendall(json.dumps(request).encode() + b"\\n")
          while "id" not in (answer := json.loads(lines.readline())): pass
          assert "error" not in answer, answer
      for number in range(1, 1_000_000):
          ask(1, "subscribe", topics=["taskExit"], command="nlt-none")
          ask(2, "unsubscribe", subscription=number)
          if number == 1: print("ready", flush=True)
      """, agent.socket,
    ])
    try others.waitForOutput("ready")
    try storm(2500)
    others.stop()
    let ends = try ends()
    try subscriber.take(until: "nlt-end", times: 3)
    ends.stop()
    #expect(subscriber.lost == 0)
    let heard = try judge.heard()
    expectStorm(of: 2500, heard)
    try expectAll(subscriber.exits, lost: 0, heard)
  }
}
