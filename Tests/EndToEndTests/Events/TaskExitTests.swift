import Foundation
import TestSupport
import Testing

/// The topic `taskExit` against a listener of its own, and against who waited for the processes.
@Suite(.serialized, .needs(.root, .tools("gcc", "ip", "python3", "setpriv", "strace", "unshare")))
struct TaskExitTests {
  private let folder: ScratchFolder
  private let namespace: NetworkNamespace

  init() throws {
    folder = try ScratchFolder()
    namespace = try NetworkNamespace()
    try CProgram.make("exit_zoo", at: path("nlt-a"))
    try FileManager.default.copyItem(atPath: path("nlt-a"), toPath: path("nlt-b"))
    // The build directory may be closed to others.
    try FileManager.default.copyItem(atPath: Built.client, toPath: path("nlctl"))
    try FileManager.default.copyItem(atPath: Built.agent, toPath: path("nlagent"))
  }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  private static let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  /// Runs a program of the zoo, on one processor and as nobody where that is said.
  /// - Returns: its number.
  @discardableResult
  private func end(
    _ name: String, _ way: String, processor: Int? = nil, asNobody: Bool = false
  ) throws -> Int {
    let wrapper =
      (processor.map { ["taskset", "-c", "\($0)"] } ?? []) + (asNobody ? Self.nobody : [])
    let ended = try run(
      ["sh", "-c", "echo $$; exec \"$@\"", "sh"] + wrapper + [path(name), way])
    return try #require(Int(ended.lines.first ?? ""))
  }

  // MARK: Contents

  /// What the parent of each learns, as words.
  private func words(_ way: String) throws -> (pid: Int, words: String) {
    let printed = try python(
      """
      import os, signal, sys
      os.chdir(os.path.dirname(sys.argv[1]))
      pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
      status = os.waitpid(pid, 0)[1]
      if os.WIFEXITED(status):
          words = f"exited with status {os.WEXITSTATUS(status)}"
      else:
          number = os.WTERMSIG(status)
          known = number in signal.Signals.__members__.values() and number < 32
          words = "killed by " + (signal.Signals(number).name if known else f"signal {number}")
          words += ", core dumped" if os.WCOREDUMP(status) else ""
      print(pid, words)
      """, path("nlt-a"), way)
    let parts = printed.text.split(separator: " ", maxSplits: 1)
    return (
      try #require(Int(parts[0])), parts[1].trimmingCharacters(in: .whitespacesAndNewlines)
    )
  }

  /// 64, 65, 66: an agent in a network namespace of its own listens in the first one.
  @Test func everyEndIsAsItsParentKnowsIt() throws {
    let agent = try TestAgent(in: namespace)
    let judge = try ExitJudge()
    let subscriber = try ExitSubscriber(agent, ["command": "nlt-a"])
    let threads = [
      "status": 1, "killed": 1, "core": 1, "nocore": 1, "realtime": 1, "thread": 2, "group": 3,
      "leader": 2,
    ]
    var parents: [(way: String, pid: Int, words: String)] = []
    for way in threads.keys {
      let (pid, words) = try words(way)
      parents.append((way, pid, words))
    }
    try subscriber.take(until: "nlt-a", times: threads.values.reduce(0, +))
    #expect(subscriber.lost == 0)
    let heard = try judge.heard()
    for (way, pid, words) in parents {
      // Threads that end on two processors reach two listeners in any order.
      func ordered(_ exits: [JSON]) -> [JSON] {
        exits.filter { $0["tgid"].int == pid }
          .sorted { ($0["pid"].int ?? 0) < ($1["pid"].int ?? 0) }
      }
      let received = ordered(subscriber.exits)
      let judged = ordered(heard)
      try #require(received.count == threads[way] && judged.count == received.count, "\(way)")
      for (ours, theirs) in zip(received, judged) {
        expectSame(ours, theirs)
        let isLast = theirs["flags"].int.map { $0 & 0x20 != 0 }
        #expect(ours["flags"].strings?.contains("GROUP") == isLast)
        #expect(ours["process"].isAbsent == (isLast == false || received.count == 1), "\(way)")
      }
      let last = try #require(received.first { $0["flags"].strings?.contains("GROUP") == true })
      #expect(last["exit"]["words"].string == words, "\(way)")
      #expect(last["user"].string == "root" && last["io"]["source"].string == "taskstats")
      if received.count > 1 { try expectSums(last["process"], of: received) }
    }
  }

  @Test func namesAreBytes() throws {
    let agent = try TestAgent()
    let subscriber = try ExitSubscriber(agent, ["uid": 64_001])
    try succeed(["setpriv", "--reuid=64001", "--clear-groups", path("nlt-a"), "bytes"])
    while subscriber.exits.isEmpty { try subscriber.take() }
    let named = subscriber.exits[0]
    #expect(named["command"].string == "\u{fffd} \"\n\u{1b}[31m")
    #expect(named["commandHex"].string == "ff20220a1b5b33316d")
    #expect(named["uid"].int == 64_001 && named["user"].isAbsent)
  }

  private func expectSame(_ ours: JSON, _ theirs: JSON) {
    for (name, members) in [
      "pid": ["pid"], "ppid": ["ppid"], "uid": ["uid"], "gid": ["gid"], "exitCode": ["exitCode"],
      "elapsed": ["elapsedMicroseconds"], "began": ["startTimeSeconds"],
      "utime": ["cpu", "ac_utime"], "stime": ["cpu", "ac_stime"],
      "ran": ["cpu", "cpu_run_virtual_total"], "voluntary": ["cpu", "nvcsw"],
      "involuntary": ["cpu", "nivcsw"], "minflt": ["memory", "ac_minflt"],
      "rss": ["memory", "hiwater_rss"], "readChar": ["io", "read_char"],
      "waits": ["delays", "cpu", "count"], "waited": ["delays", "cpu", "total"],
    ] {
      let member = members.reduce(ours) { $0[$1] }
      #expect(member.int == theirs[name].int, "\(name) of \(theirs)")
    }
    for (name, members) in [
      "utime": ["cpu", "ac_utime"], "stime": ["cpu", "ac_stime"],
      "ran": ["cpu", "cpu_run_virtual_total"], "voluntary": ["cpu", "nvcsw"],
      "involuntary": ["cpu", "nivcsw"], "waits": ["delays", "cpu", "count"],
      "waited": ["delays", "cpu", "total"],
    ] where !theirs["process"].isAbsent {
      let member = members.reduce(ours["process"]) { $0[$1] }
      #expect(member.int == theirs["process"][name].int, "\(name) of the process of \(theirs)")
    }
  }

  /// The sums over a process are those of its tasks, except for what each did after the kernel had
  /// added it to the sums and before its own record was made.
  private func expectSums(_ process: JSON, of tasks: [JSON]) throws {
    for (members, spare) in [
      (["cpu", "cpu_run_virtual_total"], 10_000_000), (["cpu", "nvcsw"], 2),
      (["cpu", "nivcsw"], 2), (["delays", "cpu", "count"], 4),
      (["delays", "cpu", "total"], 1_000_000_000),
    ] {
      let each = try tasks.map { task in
        try #require(members.reduce(task) { $0[$1] }.int, "\(members)")
      }
      let sum = each.reduce(0, +)
      let total = try #require(members.reduce(process) { $0[$1] }.int, "\(members)")
      #expect((sum - spare * tasks.count...sum).contains(total), "\(members)")
    }
  }

  @Test func filtersLeaveWhatIsAskedFor() throws {
    let agent = try TestAgent()
    func subscribe(_ parameters: [String: Any]) throws -> ExitSubscriber {
      try ExitSubscriber(agent, parameters)
    }
    let named = try subscribe(["command": "nlt-b"])
    let owned = try subscribe(["uid": 65534])
    let processes = try subscribe(["command": "nlt-a", "processesOnly": true])
    let here = try subscribe(["command": "nlt-a", "cpus": "0"])
    let elsewhere = try subscribe(["command": "nlt-b", "cpus": "0"])
    try end("nlt-a", "thread", processor: 0)
    try end("nlt-b", "thread", processor: 1, asNobody: true)
    try end("nlt-a", "status", processor: 0)
    try end("nlt-b", "status", processor: 1, asNobody: true)
    let last = try end("nlt-b", "status", processor: 0)
    for (subscriber, name, statuses) in [
      (named, "nlt-b", [0, 4, 3, 3]), (owned, "nlt-b", [0, 4, 3]), (processes, "nlt-a", [4, 3]),
      (here, "nlt-a", [0, 4, 3]), (elsewhere, "nlt-b", [3]),
    ] {
      try subscriber.take(until: name, times: statuses.count)
      let met = subscriber.exits(of: name)
      #expect(met.map { $0["exit"]["status"].int ?? -1 } == statuses)
    }
    #expect(owned.exits.allSatisfy { $0["uid"].int == 65534 })
    #expect(elsewhere.exits.map { $0["pid"].int } == [last])
    #expect(processes.exits.count == 2 && named.exits.count == 4 && here.exits.count == 3)
  }

  // MARK: Permission

  /// Runs `nlctl exits` beside the test.
  private func exits(
    _ agent: TestAgent, as wrapper: [String], _ arguments: String...
  ) throws -> RunningProgram {
    let before = try agent.ask("status")["subscriptions"].int ?? 0
    let program = try RunningProgram(
      wrapper + [path("nlctl"), "--socket", agent.socket, "exits", "--timeout", "30"] + arguments)
    try eventually("\(wrapper) is subscribed: \(program.errors)") {
      try agent.ask("status")["subscriptions"].int == before + 1
    }
    return program
  }

  private func exits(of program: RunningProgram) throws -> [JSON] {
    try eventually("it ends: \(program.errors)") { !program.isRunning }
    return try program.output.split(separator: "\n").map { try JSON(String($0))["taskExit"] }
  }

  private func uids(_ program: RunningProgram) throws -> [Int?] {
    try exits(of: program).map { $0["uid"].int }
  }

  /// 67: by the rule `own` each sees its user's and root sees all; by `all` the group sees all.
  @Test func theRuleHidesExits() throws {
    for (rule, seen) in [("own", [65534]), ("all", [0, 65534])] {
      let agent = try TestAgent(["--mode", "0660", "--group", "65534", "--tasks", rule])
      let nobodys = try exits(
        agent, as: Self.nobody, "--json", "--command", "nlt-a", "--count", "\(seen.count)")
      let roots = try exits(agent, as: [], "--json", "--command", "nlt-a", "--count", "2")
      try end("nlt-a", "status")
      try end("nlt-a", "status", asNobody: true)
      #expect(try uids(nobodys) == seen)
      #expect(try uids(roots) == [0, 65534])
      // Whether the user could have read the I/O cannot be known any more.
      for exit in try exits(of: nobodys) {
        #expect(exit["io"].isNull == (rule == "own"))
        #expect(exit["unavailable"]["io"].isAbsent == (rule == "all"))
      }
      for exit in try exits(of: roots) { #expect(exit["io"]["source"].string == "taskstats") }
    }
  }

  /// Where the client is makes no difference.
  @Test(arguments: [["unshare", "-n"], ["unshare", "-Urnpf"]])
  func fromInsideAContainer(_ unshare: [String]) throws {
    let agent = try TestAgent(["--mode", "0666", "--netns", "caller"])
    let wrapper = (unshare.contains("-n") ? [] : Self.nobody) + unshare
    let inside = try exits(agent, as: wrapper, "--json", "--command", "nlt-a", "--count", "1")
    try end("nlt-a", "status", asNobody: true)
    #expect(try uids(inside) == [65534])
  }

  // MARK: Where nothing would come

  /// 63, 64: where the kernel would say yes and never send anything, there is an error.
  @Test func whereNothingWouldComeIsAnError() throws {
    let call = [path("nlctl"), "--private", "call", "subscribe", #"topics=["taskExit"]"#]
    let confined = ["setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"]
    for (wrapper, name, words) in [
      (namespace.prefix + confined, "notSupported", "only in the initial network namespace"),
      (["unshare", "-pf", "--mount-proc"], "notSupported", "pid or user namespace of its own"),
      (["unshare", "-Ur"], "permissionDenied", "CAP_NET_ADMIN"),
      (Self.nobody, "permissionDenied", "CAP_NET_ADMIN"),
    ] {
      let refused = try run(wrapper + call)
      #expect(refused.status == 1, "\(wrapper)")
      #expect(refused.errors.contains("\"\(name)\""), "\(refused.errors)")
      #expect(refused.errors.contains(words), "\(refused.errors)")
    }
    // The same without the handicap.
    let agent = try TestAgent(in: namespace)
    let subscriber = try ExitSubscriber(agent, ["command": "nlt-a"])
    try end("nlt-a", "status")
    try subscriber.take(until: "nlt-a")
  }

  @Test(arguments: [
    #"{"topics":["taskExit"],"cpus":"4095"}"#, #"{"topics":["taskExit"],"cpus":""}"#,
    #"{"topics":["taskExit"],"cpus":"x"}"#, #"{"topics":["link"],"cpus":"0"}"#,
    #"{"topics":["taskExit"],"command":"systemd-journald"}"#, #"{"topics":["link"],"uid":0}"#,
    #"{"topics":["taskExit"],"uid":"root"}"#,
  ])
  func mistakesAreExplained(_ parameters: String) throws {
    let agent = try TestAgent()
    let client = try agent.connect()
    try client.sendLine(
      #"{"jsonrpc":"2.0","id":1,"method":"subscribe","params":\#(parameters)}"#)
    let error = try client.answer()["error"]
    #expect(error["data"]["name"].string == "invalidParams")
    #expect(error["data"]["hint"].string?.isEmpty == false)
    #expect(try client.ask("status")["subscriptions"].int == 0)
  }

  // MARK: The end

  @Test func nothingIsLeftBehind() throws {
    let agent = try TestAgent(in: namespace)
    _ = try ExitSubscriber(agent).client.ask("unsubscribe", ["subscription": 1])
    let before = try agent.idleResources()
    for round in 0..<10 {
      let subscriber = try ExitSubscriber(agent)
      if round % 2 == 0 { try subscriber.client.sendLine("{\"jsonrpc\":\"2.0\"}") }
    }
    try agent.settle(to: before)
    #expect(try agent.ask("status")["subscriptions"].int == 0)
  }

  /// What is registered is given up: the kernel would go on sending to whoever has the port next.
  @Test func whatWasAskedForIsGivenUp() throws {
    let agent = try TestAgent()
    let strace = try RunningProgram([
      "strace", "-f", "-xx", "-p", "\(agent.pid)", "-o", path("trace"), "-e", "trace=sendto",
    ])
    try eventually("strace is attached: \(strace.errors)") { strace.errors.contains("attached") }
    do {
      let stays = try ExitSubscriber(agent, ["cpus": "0", "command": "nlt-a"])
      let goes = try ExitSubscriber(agent, ["command": "nlt-a"])
      let shares = try ExitSubscriber(agent, ["command": "nlt-a"])
      // What comes between is of no interest.
      try goes.client.sendLine(
        #"{"jsonrpc":"2.0","id":7,"method":"unsubscribe","params":{"subscription":1}}"#)
      try end("nlt-a", "status", processor: 0)
      try stays.take(until: "nlt-a")
      try shares.take(until: "nlt-a")
    }
    try eventually("all are gone") { try agent.ask("status")["subscriptions"].int == 0 }
    // TASKSTATS_CMD_GET, its version, and the type of its first attribute behind the length.
    func sent(_ type: String) -> Int {
      let text = folder.text("trace")
      let pattern = #"\\x01\\x01\\x00\\x00\\x[0-9a-f]{2}\\x00\\x0\#(type)\\x00"#
      let regex = try? NSRegularExpression(pattern: pattern)
      return regex?.numberOfMatches(
        in: text, range: NSRange(text.startIndex..., in: text)) ?? -1
    }
    // That on processor 0 alone asks for all first, so as to see that any come. The two that ask
    // for all share one registration.
    try eventually("3 registrations, \(sent("3")), are given up: \(sent("4"))") {
      sent("3") == 3 && sent("4") == 3
    }
  }

  // MARK: nlctl

  @Test func exitsAreATable() throws {
    let agent = try TestAgent()
    let table = try exits(agent, as: [], "--command", "nlt-a", "--count", "3")
    let processes = try exits(agent, as: [], "--processes", "--command", "nlt-a", "--count", "2")
    let lines = try RunningProgram([
      Built.client, "--socket", agent.socket, "monitor", "taskExit", "--timeout", "30",
    ])
    try eventually("the monitor is subscribed") {
      try agent.ask("status")["subscriptions"].int == 3
    }
    let first = try end("nlt-a", "thread")
    let second = try end("nlt-a", "killed")
    for (program, count) in [(table, 4), (processes, 3)] {
      try eventually("it ends: \(program.errors)") { !program.isRunning }
      #expect(program.stop() == 0)
      let rows = program.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(rows.count == count + 1)
      // Aligned: what is last begins at the same place in all.
      let place = try #require(rows.first?.range(of: "EXIT")?.lowerBound)
      let column = rows[0].distance(from: rows[0].startIndex, to: place)
      let ends = rows.dropFirst().dropLast().map { String($0.dropFirst(column)) }
      #expect(ends.suffix(2) == ["exited with status 4", "killed by SIGKILL"])
      #expect(rows[count - 2].contains(" \(first) ") && rows[count - 1].contains(" \(second) "))
    }
    try lines.waitForOutput("pid \(second) of \(second) user root killed by SIGKILL after ")
    #expect(lines.output.contains("- taskExit nlt-a"))
    lines.stop()
    let late = try agent.nlctl(
      "exits", "--command", "nlt-none", "--count", "1", "--timeout", "0.5")
    #expect(late.status == 5)
    let mistaken = try agent.nlctl("exits", "--cpus", "4095")
    #expect(mistaken.status == 1 && mistaken.errors.contains("A list looks like"))
  }
}
