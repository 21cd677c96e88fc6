import Foundation
import TestSupport
import Testing

/// `nlctl tasks` and `nlctl task`: rates of programs that do a known amount, and the container of
/// `contrib/examples`.
@Suite(.serialized, .needs(.root, .tools("python3", "script", "setpriv")))
struct TasksTests {
  private let folder: ScratchFolder
  private let agent: TestAgent

  init() throws {
    folder = try ScratchFolder()
    agent = try TestAgent()
  }

  /// Writes 500 kB ten times a second, with a sync each time.
  private func writer() throws -> RunningProgram {
    let writer = try RunningProgram([
      "python3", "-c",
      """
      import os, sys, time
      file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)
      print("ready", flush=True)
      begin = time.monotonic(); written = 0
      while True:
          os.pwrite(file, b"x" * 500_000, 0); os.fsync(file); written += 1
          time.sleep(max(0, begin + written / 10 - time.monotonic()))
      """, folder.path + "/written",
    ])
    try writer.waitForOutput("ready")
    return writer
  }

  @Test func ratesAreWhatIsDone() throws {
    let writer = try writer()
    let spinner = try RunningProgram(["sh", "-c", "while :; do :; done"])
    let watched = try agent.nlctl("tasks", "--ndjson", "--interval", "2", "-n", "2")
    #expect(watched.status == 0, "\(watched.errors)")
    let rows = try watched.lines.map { try JSON($0) }
    let written = rows.filter { $0["pid"].int == Int(writer.pid) }
    #expect(written.count == 2)
    for row in written {
      #expect((3_000_000...7_500_000).contains(row["writtenBytesPerSecond"].int ?? 0), "\(row)")
      #expect(row["readBytesPerSecond"].int == 0)
      if row["delays"]["blkio"].isNull { #expect(row["ioPercent"].isNull) }
    }
    let spun = rows.filter { $0["pid"].int == Int(spinner.pid) }
    #expect(spun.count == 2)
    for row in spun {
      // It runs or waits for a processor, and nothing else.
      let all = ["cpuPercent", "delayPercent"].compactMap { row[$0].value as? NSNumber }
        .reduce(0) { $0 + $1.doubleValue }
      #expect((90...110).contains(all), "\(row)")
      #expect(row["writtenBytesPerSecond"].int == 0)
    }
    #expect(writer.isRunning && spinner.isRunning)
  }

  @Test func theActiveComeFirstOrAlone() throws {
    let writer = try writer()
    let sorted = try agent.nlctl("tasks", "--sort", "write", "--json", "--interval", "1")
    let rates = try JSON(sorted.text).array.map { $0["writtenBytesPerSecond"].int ?? 0 }
    #expect(rates.count > 20 && rates == rates.sorted(by: >) && rates[0] > 1_000_000)
    let only = try agent.nlctl("tasks", "--only", "--json", "--interval", "1")
    let active = try JSON(only.text).array
    #expect(active.contains { $0["pid"].int == Int(writer.pid) })
    #expect(active.count < rates.count)
    let byNumber = try agent.nlctl("tasks", "--sort", "pid", "--json", "--interval", "0.1")
    let pids = try JSON(byNumber.text).array.compactMap { $0["pid"].int }
    #expect(pids == pids.sorted() && pids.first == 1)
  }

  @Test func theTableSaysWhatItLacks() throws {
    let path = "/proc/sys/kernel/task_delayacct"
    let before = try String(contentsOfFile: path, encoding: .utf8)
    let table = try agent.nlctl("tasks", "--interval", "0.1", "-n", "2")
    let after = try String(contentsOfFile: path, encoding: .utf8)
    #expect(table.status == 0, "\(table.errors)")
    let tables = table.text.components(separatedBy: "\n\n")
    #expect(tables.count == 2)
    for table in tables {
      let lines = table.split(separator: "\n")
      #expect(lines[0].hasPrefix("Read: ") && lines[0].contains("   Tasks: "))
      let isOff = lines[1].contains("sysctl kernel.task_delayacct=1")
      // Another test turns it on for a moment.
      if before == after { #expect(isOff == (before == "0\n")) }
      let titles = lines[isOff ? 2 : 1].split(separator: " ").map { String($0) }
      #expect(
        titles == [
          "PID", "USER", "READ/s", "WRITE/s", "SWAPIN%", "IO%", "CPU%", "DELAY%", "S", "COMMAND",
          "CGROUP",
        ])
    }
    let threads = try agent.nlctl("tasks", "-H", "--interval", "0.1", "--no-header")
    #expect(!threads.text.contains("Tasks:") && threads.lines.count > 20)
  }

  @Test func csvHasTheColumnsThatThereAre() throws {
    let rows = try agent.nlctl("tasks", "--csv", "--interval", "0.1").lines
    #expect(rows[0].hasPrefix("pid,command,commandHex,uid,user,userHex,state,ppid,threadCount,"))
    #expect(rows[0].hasSuffix(",swapinPercent,ioPercent,cpuPercent,delayPercent"))
    let threads = try agent.nlctl("tasks", "--csv", "-H", "--caller", "--interval", "0.1").lines
    #expect(threads[0].hasPrefix("pid,tid,callerPid,callerTid,command,"))
    #expect(threads.count > rows.count)
  }

  /// On a terminal the screen is drawn anew, until the time is over.
  @Test func aTerminalShowsAScreen() throws {
    func draw(during seconds: Double) throws -> Finished {
      try run(
        [
          "script", "-qec",
          "stty rows 12 cols 80; \(Built.client) --socket \(agent.socket) tasks "
            + "--interval 0.2 --timeout \(seconds)", "/dev/null",
        ], environment: ["TERM": "xterm"])
    }
    // A busy machine needs more time for the first screens.
    var shown = try draw(during: 1.2)
    for seconds in [6.0, 30, 120] where shown.text.components(separatedBy: "\u{1b}[H").count < 4 {
      shown = try draw(during: seconds)
    }
    #expect(shown.status == 0, "\(shown.text)")
    let screens = shown.text.components(separatedBy: "\u{1b}[H")
    #expect(screens.count >= 4)
    for screen in screens.dropFirst() {
      let lines = screen.split(separator: "\r\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 12 && screen.contains(" more"))
      for line in lines {
        let plain = line.replacing(/\u{1b}\[[0-9;]*[A-Za-z]/, with: "")
        #expect(plain.count <= 80, "\(plain)")
      }
    }
    #expect(shown.text.contains("\u{1b}[2J"))
    let batch = try run([
      "script", "-qec",
      "\(Built.client) --socket \(agent.socket) tasks -b -n 2 --interval 0.1", "/dev/null",
    ])
    #expect(!batch.text.contains("\u{1b}[H"))
    #expect(batch.text.components(separatedBy: "Read: ").count == 3)
  }

  @Test func mistakesAreExplained() throws {
    for (arguments, words) in [
      (["tasks", "--sort", "writes"], "Did you mean \"write\"?"),
      (["tasks", "--interval", "0"], "--interval takes seconds"),
      (["tasks", "-n", "0"], "--iterations takes a number from 1 on"),
      (["tasks", "--user", "no-such-user"], "there is no user"),
      (["task", "x"], "PID is a number from 1 on"),
      (["task", "1", "--thread", "-H"], "exclude each other"),
    ] {
      let refused = try run([Built.client, "--socket", agent.socket] + arguments)
      #expect(refused.status == 2 && refused.errors.contains(words), "\(refused.errors)")
    }
    let none = try agent.nlctl("task", "4194305")
    #expect(none.status == 1 && none.errors.contains("there is no process 4194305"))
    #expect(none.errors.contains("pid namespace"))
    let user = try agent.nlctl("tasks", "--user", "root", "--ndjson", "--interval", "0.1")
    #expect(try user.lines.allSatisfy { try JSON($0)["uid"].int == 0 } && user.lines.count > 20)
  }

  @Test func oneProcessIsShownWhole() throws {
    let table = try agent.nlctl("task", "\(agent.pid)", "-H")
    #expect(table.status == 0, "\(table.errors)")
    for words in ["command", "nlagent", "cpu_run_virtual_total", "write_bytes", "ioWithEnded"] {
      #expect(table.text.contains(words))
    }
    let json = try JSON(try agent.nlctl("task", "\(agent.pid)", "--thread", "--json").text)
    #expect(json["pid"].int == Int(agent.pid) && json["threadCount"].isAbsent)
  }

  /// A container without any privilege: iotop cannot ask the kernel, the mounted socket can.
  @Test(arguments: [["--mode", "0666"], ["--mode", "0666", "--tasks", "all"]])
  func aContainerIsShownThroughTheSocket(_ options: [String]) throws {
    let agent = try TestAgent(options)
    let script = folder.path + "/container-view"
    let client = folder.path + "/nlctl"
    try FileManager.default.copyItem(
      atPath: Repository.root.appendingPathComponent("contrib/examples/container-view").path,
      toPath: script)
    try FileManager.default.copyItem(atPath: Built.client, toPath: client)
    let shown = try run([
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", script, agent.socket, client,
    ])
    #expect(shown.status == 0 && shown.errors.isEmpty, "\(shown.errors)")
    let parts = shown.text.components(separatedBy: "== ")
    #expect(parts.count == 4, "iotop is missing: install iotop-c, as README says")
    #expect(parts[1].contains("fatal reply error"), "\(parts[1])")
    let lines = parts[2].split(separator: "\n")
    let rows = lines.drop { !$0.contains("COMMAND") }.dropFirst()
    // The first process, the loop, and nlctl itself.
    #expect(rows.count == 3, "\(parts[2])")
    #expect(rows.contains { $0.split(separator: " ").first == "1" })
    #expect(rows.allSatisfy { $0.contains("nobody") })
    #expect(rows.first?.contains(" sh ") == true)
    #expect(parts[3].contains("callerPid") && parts[3].contains("cpu_run_virtual_total"))
  }
}
