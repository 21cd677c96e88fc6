import Foundation
import TestSupport
import Testing

/// `nlctl monitor`: prints what changes, runs commands for it, and stays through restarts.
@Suite(.needs(.root, .tools("ip")))
struct MonitorTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
  }

  private func monitor(
    _ words: String..., on socket: String? = nil, in namespace: NetworkNamespace? = nil
  ) throws -> RunningProgram {
    try RunningProgram(
      [Built.client, "--socket", socket ?? agent.socket, "monitor"] + words, in: namespace)
  }

  private func waitForSubscriptions(_ count: Int) throws {
    try eventually("\(count) subscriptions") {
      try agent.ask("status")["subscriptions"].int == count
    }
  }

  private func ends(_ program: RunningProgram) throws -> Int32 {
    try eventually("it ends; \(program.output) \(program.errors)") {
      !program.isRunning
    }
    return program.stop()
  }

  /// What makes a command last until `letGo`.
  private func wait(for folder: ScratchFolder) -> String {
    "until [ -e \(folder.path)/go ]; do sleep 0.02; done"
  }

  /// Ends the command that `wait` holds, once the program has received all that happened so far.
  private func letGo(_ folder: ScratchFolder, when program: RunningProgram) throws {
    try ProcessFacts.waitUntilIdle([agent.pid, program.pid])
    try Data().write(to: folder.file("go"))
  }

  private func lines(_ program: RunningProgram) -> [String] {
    program.output.split(separator: "\n").map { String($0) }
  }

  @Test func linesSayWhatChangedAndHow() throws {
    try ip("link add old0 type ifb", in: namespace)
    let program = try monitor("link", "address")
    try program.waitForOutput("127.0.0.1/8")
    try ip(
      """
      link add p0 type veth peer name p1
      link set p0 mtu 1400
      link set p0 up
      link set p0 alias "\u{1b}[31mred"
      addr add 10.1.0.1/24 dev p0
      link del old0
      """, in: namespace)
    try program.waitForOutput("- link    old0")
    #expect(program.stop(SIGINT) == 0)
    let lines = lines(program)
    let stamp = /^\d\d:\d\d:\d\d\.\d\d\d  [=+~-] (link   |address) [^ ]+ +/
    for line in lines { #expect(line.firstMatch(of: stamp) != nil, "\(line)") }
    func hasLine(endingIn text: String) -> Bool { lines.contains { $0.hasSuffix(text) } }
    #expect(lines.contains { $0.contains("= link    lo ") })
    #expect(lines.contains { $0.contains("= link    old0 ") })
    #expect(lines.contains { $0.contains("+ link    p0 ") && $0.contains("veth DOWN mtu 1500") })
    #expect(hasLine(endingIn: "~ link    p0              mtu 1500 → 1400"))
    #expect(hasLine(endingIn: #"alias - → \x1b[31mred"#), "\(lines)")
    #expect(hasLine(endingIn: "+ address p0              10.1.0.1/24 scope global flags PERMANENT"))
    #expect(!program.output.contains("\u{1b}"))
  }

  @Test func eachEventIsALineOfJSON() throws {
    let program = try monitor("link", "--json", "--no-snapshot", "--count", "3")
    let whole = try monitor("link", "--json", "--count", "1")
    try whole.waitForOutput("present")
    try waitForSubscriptions(2)
    try ip("link add p0 type ifb\nlink set p0 mtu 1400\nlink del p0", in: namespace)
    #expect(try ends(program) == 0)
    let events = try lines(program).map { try JSON($0) }
    #expect(events.map { $0["action"].string } == ["added", "changed", "removed"])
    #expect(events.map { $0["sequence"].int } == [1, 2, 3])
    #expect(events.allSatisfy { $0["link"]["name"].string == "p0" })
    #expect(events[1]["link"]["mtu"].int == 1400)
    #expect(try ends(whole) == 0)
    let all = try lines(whole).map { try JSON($0) }
    #expect(all.map { $0["action"].string } == ["present", "added"])
    #expect(all[0]["link"]["name"].string == "lo")
  }

  @Test func itEndsWhenTheConditionHolds() throws {
    let program = try monitor("link", "--until", "name=w0,flags=UP,mtu=1400", "--timeout", "60")
    try program.waitForOutput("= link")
    try ip("link add w0 type ifb\nlink set w0 mtu 1400", in: namespace)
    try program.waitForOutput("1400")
    try ip("link set w0 up", in: namespace)
    #expect(try ends(program) == 0)
    #expect(lines(program).last?.contains("UP") == true, "\(program.output)")
    // What holds already is not waited for.
    let already = try agent.nlctl(
      "monitor", "link", "--until", "name=w0,flags=UP", "--no-snapshot", "--json")
    #expect(already.status == 0)
    #expect(try already.lines.map { try JSON($0)["link"]["name"].string } == ["w0"])
    let gone = try monitor("link", "--until", "name=w0,action=removed")
    try gone.waitForOutput("w0")
    try ip("link del w0", in: namespace)
    #expect(try ends(gone) == 0)
    let late = try agent.nlctl("monitor", "--until", "name=w0", "--timeout", "0.5")
    #expect(late.status == 5)
    #expect(try agent.nlctl("monitor", "--timeout", "0.3").status == 0)
  }

  /// Commands run one at a time and in order; one that fails is reported and counted.
  @Test func aCommandRunsForEachChange() throws {
    let folder = try ScratchFolder()
    let log = folder.path + "/log"
    let program = try monitor(
      "link", "--count", "9", "--exec",
      #"read -r json; echo "begin $NL_TOPIC $NL_ACTION $NL_NAME $NL_MTU" >> \#(log); sleep 0.05; "#
        + #"echo "$json" >> \#(log); echo end >> \#(log); echo x >> \#(log).n; "#
        + #"[ $(($(wc -l < \#(log).n) % 3)) != 0 ]"#)
    try waitForSubscriptions(1)
    try ip(
      "link add p0 type ifb\n" + (1...8).map { "link set p0 mtu \(1400 + $0)\n" }.joined(),
      in: namespace)
    #expect(try ends(program) == 0)
    let text = folder.text("log").split(separator: "\n").map { String($0) }
    #expect(text.count == 27)
    for number in 0..<9 where text.count == 27 {
      let action = number == 0 ? "added" : "changed"
      let mtu = number == 0 ? 1500 : 1400 + number
      #expect(text[number * 3] == "begin link \(action) p0 \(mtu)")
      #expect(try JSON(text[number * 3 + 1])["link"]["mtu"].int == mtu)
      #expect(text[number * 3 + 2] == "end")
    }
    let errors = program.errors.split(separator: "\n").map { String($0) }
    #expect(
      errors.filter { $0 == "nlctl: the command for link p0 changed failed with status 1" }.count
        == 3, "\(errors)")
    #expect(errors.last == "nlctl: 3 of 9 commands failed")
    #expect(program.output.isEmpty)
  }

  /// A signal lets the running command end and starts no other one.
  @Test func aSignalRemovesTheQueue() throws {
    let folder = try ScratchFolder()
    let log = folder.path + "/log"
    let program = try monitor(
      "link", "--exec",
      #"echo "begin $NL_NAME" >> \#(log); cat > /dev/null; "#
        + #"until [ -e \#(log).go ]; do sleep 0.01; done; echo end >> \#(log)"#)
    try eventually("it has subscribed") { try agent.ask("status")["subscriptions"].int == 1 }
    let observer = try monitor("link", "--json")
    try observer.waitForOutput("present")
    try ip(
      "link add p0 type ifb\nlink add p1 type ifb\nlink add p2 type ifb", in: namespace)
    try eventually("the first command runs") { folder.text("log") == "begin p0\n" }
    try observer.waitForOutput("\"p2\"")
    // The same events are on their way to both.
    usleep(200_000)
    kill(program.pid, SIGTERM)
    usleep(200_000)
    #expect(program.isRunning)
    try Data().write(to: folder.file("log.go"))
    #expect(try ends(program) == 0)
    #expect(folder.text("log") == "begin p0\nend\n")
  }

  @Test func waitingChangesOfOneObjectBecomeOne() throws {
    let folder = try ScratchFolder()
    let log = folder.path + "/log"
    let program = try monitor(
      "link", "--coalesce", "--exec",
      #"echo "$NL_ACTION $NL_NAME $NL_MTU" >> \#(log); "# + wait(for: folder))
    try waitForSubscriptions(1)
    try ip("link add first type ifb", in: namespace)
    try eventually("the first has arrived") { folder.text("log").contains("added first") }
    try ip(
      "link add p0 type ifb\nlink add p1 type ifb\nlink del p1\n"
        + (1...50).map { "link set p0 mtu \(1400 + $0)\n" }.joined() + "link add last type ifb",
      in: namespace)
    try letGo(folder, when: program)
    try eventually("the last has arrived") { folder.text("log").contains("added last") }
    #expect(program.stop() == 0)
    #expect(folder.text("log") == "added first 1500\nadded p0 1450\nadded last 1500\n")
  }

  @Test func aBatchIsHandedToOneCommand() throws {
    let folder = try ScratchFolder()
    let log = folder.path + "/log"
    try ip("link add old type ifb", in: namespace)
    let program = try monitor(
      "link", "--snapshot", "--gather", "0.5", "--exec",
      #"echo "begin $NL_EVENTS $NL_NAME" >> \#(log); cat >> \#(log); "# + wait(for: folder)
        + "; exit $((NL_EVENTS / 4))")
    try eventually("what is there is handed over") { folder.text("log").contains("\"old\"") }
    // While the command runs.
    try ip(
      "link add b0 type ifb\nlink set b0 mtu 1400\nlink add b1 type ifb\nlink del old",
      in: namespace)
    try letGo(folder, when: program)
    try eventually("all are handed over") { folder.text("log").contains("removed") }
    try ip("link del b1", in: namespace)
    try eventually("the last is handed over") { folder.text("log").contains("begin 1 ") }
    try eventually("it is seen to fail") { program.errors.contains("4 events") }
    #expect(program.stop() == 0)
    let batches = try folder.text("log").components(separatedBy: "begin ").dropFirst().map {
      let lines = $0.split(separator: "\n").map { String($0) }
      let events = try lines.dropFirst().map { try JSON($0) }
      return [lines[0]]
        + events.map { "\($0["action"].string ?? "") \($0["link"]["name"].string ?? "")" }
    }
    #expect(
      batches == [
        ["2 ", "present lo", "present old"],
        ["4 ", "added b0", "changed b0", "added b1", "removed old"],
        ["1 ", "removed b1"],
      ])
    #expect(program.errors.contains("nlctl: the command for 4 events failed with status 1\n"))
    #expect(program.errors.contains("nlctl: 1 of 3 commands failed"))
    #expect(program.output.isEmpty)
  }

  /// Without a batch each object that is there has a command of its own; what goes before its turn
  /// was never there.
  @Test func whatIsThereIsHandedToCommands() throws {
    let folder = try ScratchFolder()
    let log = folder.path + "/log"
    try ip("link add p0 type ifb\nlink add p1 type ifb\nlink add p2 type ifb", in: namespace)
    let program = try monitor(
      "link", "--snapshot", "--coalesce", "--exec",
      #"echo "$NL_ACTION $NL_NAME $NL_MTU" >> \#(log); "# + wait(for: folder))
    try eventually("the first has arrived") { folder.text("log").contains("present lo") }
    try ip("link set p1 mtu 1400\nlink del p2\nlink add p3 type ifb", in: namespace)
    try letGo(folder, when: program)
    try eventually("the last has arrived") { folder.text("log").contains("p3") }
    #expect(program.stop() == 0)
    #expect(
      folder.text("log") == "present lo 65536\npresent p0 1500\npresent p1 1400\nadded p3 1500\n")
  }

  @Test func anAgentThatRestartsIsWaitedFor() throws {
    let folder = try ScratchFolder()
    let socket = folder.path + "/a.sock"
    func start() throws -> RunningProgram {
      let program = try RunningProgram([Built.agent, "--socket", socket], in: namespace)
      try eventually("the agent answers") { (try? TestClient(socket).ask("status")) != nil }
      return program
    }
    try ip("link add keep type ifb\nlink add goes type ifb", in: namespace)
    let first = try start()
    let program = try monitor("link", "address", "--json", on: socket)
    try program.waitForOutput("goes")
    try program.waitForOutput("127.0.0.1")
    #expect(first.stop() == 0)
    try ip(
      "link set keep mtu 1400\nlink del goes\nlink add comes type ifb\naddr add 10.4.0.1/32 dev lo",
      in: namespace)
    try eventually("it sees that the agent is gone") {
      program.errors.contains("waiting until one listens again")
    }
    #expect(program.isRunning)
    let second = try start()
    try program.waitForOutput("10.4.0.1")
    try ip("link add after type ifb", in: namespace)
    try program.waitForOutput("after")
    #expect(program.stop() == 0)
    let events = try lines(program).map { try JSON($0) }
      .filter { $0["action"].string != "present" }
    let texts = events.map {
      "\($0["action"].string ?? "") \($0["link"]["name"].string ?? "address") \($0["resync"])"
    }
    #expect(
      Set(texts) == [
        "changed keep true", "removed goes true", "added comes true", "added address true",
        "added after (absent)",
      ])
    #expect(texts.count == 5)
    #expect(program.errors.contains("the agent has ended; waiting until one listens again"))
    #expect(program.errors.contains("connected again"))
    withExtendedLifetime(second) {}
  }

  @Test func mistakesAreExplained() throws {
    let cases: [([String], Int32, String)] = [
      (["links"], 2, "Did you mean \"link\"?"),
      (["--until", "nme=x"], 2, "Did you mean \"name\"?"),
      (["--until", "name"], 2, "member=value"),
      (["--count", "0"], 2, "from 1 on"),
      (["--coalesce"], 2, "--exec"),
      (["--snapshot"], 2, "--snapshot is for --exec"),
      (["--gather", "1"], 2, "--gather is for --exec"),
      (["--gather", "soon", "--exec", "true"], 2, "takes seconds"),
      (["-N", "nosuchname"], 1, "nosuchname"),
      (["-N", "all"], 1, "one network namespace"),
    ]
    for (words, status, text) in cases {
      let finished = try run([Built.client, "--socket", agent.socket, "monitor"] + words)
      #expect(finished.status == status, "\(words) \(finished.errors)")
      #expect(finished.errors.contains(text), "\(words) \(finished.errors)")
    }
    let none = try run([Built.client, "--socket", "/nonexistent", "monitor"])
    #expect(none.status == 3)
  }

  /// An agent of one's own does as well, in any namespace one is in.
  @Test func aPrivateAgentDoes() throws {
    let program = try RunningProgram(
      [Built.client, "--private", "monitor", "link", "--until", "name=w9"], in: namespace)
    try program.waitForOutput("= link")
    try ip("link add w9 type ifb", in: namespace)
    #expect(try ends(program) == 0)
  }

  /// Nothing restarts a private agent, so its end is the end.
  @Test func theEndOfAPrivateAgentEndsIt() throws {
    let program = try RunningProgram(
      [Built.client, "--private", "monitor", "link", "--timeout", "60"], in: namespace)
    try program.waitForOutput("= link")
    let children = try String(
      contentsOfFile: "/proc/\(program.pid)/task/\(program.pid)/children", encoding: .utf8)
    let agents = children.split(separator: " ").compactMap { Int32($0) }
    #expect(agents.count == 1)
    for agent in agents { kill(agent, SIGKILL) }
    #expect(try ends(program) == 3)
    #expect(program.errors.contains("the agent closed the connection"))
  }
}
