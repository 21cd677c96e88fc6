import Foundation
import TestSupport
import Testing

/// `taskStats` of processes that have worked and sleep, against /proc and against a C program that
/// asks the kernel for the same record and decodes it by the kernel's header.
@Suite(.serialized, .needs(.root, .tools("gcc", "python3")))
struct TaskStatsTests {
  private let folder: ScratchFolder
  private let agent: TestAgent

  init() throws {
    folder = try ScratchFolder()
    agent = try TestAgent()
  }

  /// Fields of the C program's by group of ours, where names are the same.
  private static let cpu = [
    "cpu_run_real_total", "cpu_run_virtual_total", "cpu_scaled_run_real_total", "ac_utime",
    "ac_stime", "nvcsw", "nivcsw",
  ]
  private static let memory = [
    "ac_minflt", "ac_majflt", "coremem", "virtmem", "hiwater_rss", "hiwater_vm",
  ]
  private static let io = [
    "read_char", "write_char", "read_syscalls", "write_syscalls", "read_bytes", "write_bytes",
    "cancelled_write_bytes",
  ]
  private static let delays = [
    "cpu", "blkio", "swapin", "freepages", "thrashing", "compact", "wpcopy", "irq",
  ]

  /// The kernel's record of a task (1) or process (2) as C sees it.
  private func judge(_ kind: Int, _ id: Int) throws -> JSON {
    let program = folder.path + "/judge"
    if !FileManager.default.fileExists(atPath: program) {
      let source = Repository.root.appendingPathComponent(
        "Tests/EndToEndTests/Scripts/taskstats_judge.c")
      try succeed(["gcc", "-O1", "-Wall", "-Werror", "-o", program, source.path])
    }
    return try JSON(succeed([program, "\(kind)", "\(id)"]).text)
  }

  private func proc(_ path: String) throws -> String {
    try String(contentsOfFile: "/proc/\(path)", encoding: .utf8)
  }

  /// The numbers of /proc/…/io in its order.
  private func counters(_ path: String) throws -> [Int] {
    try proc(path).split(separator: "\n").map { line in
      Int(line.split(separator: " ")[1]) ?? -1
    }
  }

  @Test func everyFieldIsAsCFindsIt() throws {
    let zoo = try Zoo("tasks_zoo", [folder.path, "a\"b\\) R 1\u{7f}"])
    let pid = try #require(zoo.known["pid"].int)
    for tid in zoo.known["tids"].array.compactMap(\.int) {
      let ours = try agent.ask("taskStats", ["pid": tid])
      let theirs = try judge(1, tid)
      let version = try #require(theirs["version"].int)
      try #require(version >= 13 && version != 15, "the judge does not know this kernel's struct")
      #expect(ours["version"].int == version && ours["tailHex"].isAbsent)
      #expect(ours["pid"].int == tid && ours["tgid"].int == pid && ours["user"].string == "root")
      for (name, member) in [
        ("ac_exitcode", "exitCode"), ("ac_nice", "nice"), ("ac_uid", "uid"), ("ac_gid", "gid"),
        ("ac_pid", "pid"), ("ac_ppid", "ppid"), ("ac_tgid", "tgid"),
        ("ac_exe_dev", "programDevice"), ("ac_exe_inode", "programInode"),
      ] {
        #expect(ours[member].int == theirs[name].int, "\(name)")
      }
      // The kernel makes it anew from the present each time, in whole seconds.
      let begun = try #require(ours["startTimeSeconds"].int)
      #expect(abs(begun - (theirs["ac_btime64"].int ?? 0)) <= 1)
      for (group, names) in [
        ("cpu", Self.cpu + ["ac_utimescaled", "ac_stimescaled"]), ("memory", Self.memory),
      ] {
        #expect(Set(ours[group].object.keys) == Set(names))
        for name in names { #expect(ours[group][name].int == theirs[name].int, "\(name)") }
      }
      for name in Self.io {
        let exact = try #require(ours["io"][name].int)
        #expect(exact / 1024 * 1024 == theirs[name].int, "\(name)")
      }
      let waited = ours["delays"]["cpu"]
      #expect(waited["count"].int == theirs["cpu_count"].int)
      #expect(waited["total"].int == theirs["cpu_delay_total"].int)
      #expect(waited["max"].int == theirs["cpu_delay_max"].int)
      #expect(waited["min"].int == theirs["cpu_delay_min"].int)
    }
    let command = try #require(try agent.ask("taskStats", ["pid": pid])["command"].string)
    #expect(command == "a\"b\\) R 1\u{7f}")
    #expect(
      try judge(1, pid)["ac_comm"].string
        == command.utf8.map { String(format: "%02x", $0) }.joined())
  }

  @Test func aProcessIsTheSumOfItsThreads() throws {
    let zoo = try Zoo("tasks_zoo", [folder.path])
    let pid = try #require(zoo.known["pid"].int)
    let tids = zoo.known["tids"].array.compactMap(\.int)
    let ours = try agent.ask("taskStats", ["tgid": pid, "threads": true])
    let theirs = try judge(2, pid)
    for name in Self.cpu { #expect(ours["cpu"][name].int == theirs[name].int, "\(name)") }
    #expect(ours["delays"]["cpu"]["total"].int == theirs["cpu_delay_total"].int)
    // The longest is reported for tasks alone.
    #expect(ours["delays"]["cpu"]["max"].isAbsent)
    #expect(ours["threadCount"].int == tids.count && tids.count == 3)
    let threads = ours["threads"].array
    #expect(threads.compactMap { $0["pid"].int } == tids)
    for name in Self.memory.prefix(4) {
      #expect(
        ours["memory"][name].int
          == threads.reduce(0) { $0 + ($1["memory"][name].int ?? 0) }, "\(name)")
    }
    // Exact, and apart from that with what the thread did that has ended.
    #expect(ours["io"]["source"].string == "proc")
    for name in Self.io {
      #expect(
        ours["io"][name].int == threads.reduce(0) { $0 + ($1["io"][name].int ?? 0) }, "\(name)")
    }
    #expect(try Self.io.map { ours["ioWithEnded"][$0].int } == counters("\(pid)/io"))
    let calls = try #require(ours["io"]["write_syscalls"].int)
    #expect((ours["ioWithEnded"]["write_syscalls"].int ?? 0) >= calls + 1500)
    for (thread, tid) in zip(threads, tids) {
      #expect(try Self.io.map { thread["io"][$0].int } == counters("\(pid)/task/\(tid)/io"))
    }
  }

  @Test func theFilesOfProcSayTheSame() throws {
    let zoo = try Zoo("tasks_zoo", [folder.path])
    let pid = try #require(zoo.known["pid"].int)
    let leader = try agent.ask("taskStats", ["pid": pid])
    let schedule = try proc("\(pid)/task/\(pid)/schedstat").split { " \n".contains($0) }
    #expect(leader["cpu"]["cpu_run_virtual_total"].int == Int(schedule[0]))
    #expect(leader["delays"]["cpu"]["total"].int == Int(schedule[1]))
    #expect(leader["delays"]["cpu"]["count"].int == Int(schedule[2]))
    let status = try proc("\(pid)/task/\(pid)/status")
    func number(_ name: String) -> Int? {
      let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
      return line.flatMap { Int($0.split { "\t :".contains($0) }[1]) }
    }
    #expect(leader["cpu"]["nvcsw"].int == number("voluntary_ctxt_switches"))
    #expect(leader["cpu"]["nivcsw"].int == number("nonvoluntary_ctxt_switches"))
    #expect(leader["memory"]["hiwater_vm"].int == number("VmPeak"))
    // The kernel keeps resident memory in batches of a few pages for each processor.
    let peak = try #require(leader["memory"]["hiwater_rss"].int)
    #expect(abs(peak - (number("VmHWM") ?? 0)) <= 2048)
    #expect(leader["ppid"].int == number("PPid"))
    let text = try proc("\(pid)/stat")
    let stat = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    let whole = try agent.ask("taskStats", ["tgid": pid])
    // Field 14 and 15 in hundredths of a second, which the kernel scales to the time it ran.
    let ran = Double(whole["cpu"]["cpu_run_virtual_total"].int ?? 0) / 1e7
    #expect(abs(Double((Int(stat[12]) ?? 0) + (Int(stat[13]) ?? 0)) - ran) <= 2)
    let faults = try Int(
      proc("\(pid)/task/\(pid)/stat").split(separator: ")")[1].split(separator: " ")[7])
    #expect(leader["memory"]["ac_minflt"].int == faults)
  }

  /// The one test that turns kernel.task_delayacct on, for a moment.
  @Test func delaysAreReportedWhereTheyAreMeasured() throws {
    let path = "/proc/sys/kernel/task_delayacct"
    let before = try String(contentsOfFile: path, encoding: .utf8)
    defer { try? before.write(toFile: path, atomically: false, encoding: .utf8) }
    func turn(_ on: Bool) throws {
      try (on ? "1" : "0").write(toFile: path, atomically: false, encoding: .utf8)
    }
    try turn(true)
    let zoo = try Zoo("tasks_zoo", [folder.path])
    let pid = try #require(zoo.known["pid"].int)
    let on = try agent.ask("taskStats", ["pid": pid])
    let theirs = try judge(1, pid)
    #expect(on["delayAccounting"].bool == true)
    for name in Self.delays {
      let delay = on["delays"][name]
      #expect(delay["count"].int == theirs["\(name)_count"].int, "\(name)")
      #expect(delay["total"].int == theirs["\(name)_delay_total"].int, "\(name)")
      #expect(delay["max"].int == theirs["\(name)_delay_max"].int, "\(name)")
      #expect(delay["min"].int == theirs["\(name)_delay_min"].int, "\(name)")
    }
    // It waited for its own fsync, or for a copy of a page it wrote to.
    let waited = ["blkio", "wpcopy"].reduce(0) { $0 + (on["delays"][$1]["count"].int ?? 0) }
    #expect(waited > 0)
    try turn(false)
    let off = try agent.ask("taskStats", ["pid": pid])
    #expect(off["delayAccounting"].bool == false)
    for name in Self.delays { #expect(off["delays"][name].isNull == (name != "cpu"), "\(name)") }
    let whole = try agent.ask("taskStats", ["tgid": pid])
    #expect(whole["delays"]["blkio"].isNull)
  }

  @Test func mistakesAreExplained() throws {
    let zoo = try Zoo("tasks_zoo", [folder.path])
    let pid = try #require(zoo.known["pid"].int)
    let thread = try #require(zoo.known["tids"].array.last?.int)
    let wrong = try agent.response("taskStats", ["tgid": thread])
    #expect(wrong.errorName == "notFound")
    #expect(wrong["error"]["message"].string == "\(thread) is a thread, not a process")
    let hint = wrong["error"]["data"]["hint"].string
    #expect(hint?.contains("It belongs to process \(pid).") == true)
    // Above the kernel's own limit.
    for name in ["pid", "tgid"] {
      let none = try agent.response("taskStats", [name: 4_194_305])
      #expect(none.errorName == "notFound")
      #expect(none["error"]["data"]["errno"].string == "ESRCH")
      #expect(none["error"]["message"].string?.contains("4194305") == true)
      #expect(none["error"]["data"]["hint"].string?.contains("caller") == true)
    }
    for parameters in [
      [:], ["pid": 0], ["tgid": 0], ["pid": 1 << 31], ["pid": UInt64.max], ["pid": 1, "tgid": 1],
      ["pid": 1, "threads": true], ["pid": 1, "namespace": "host"],
    ] as [[String: Any]] {
      #expect(try agent.response("taskStats", parameters).errorName == "invalidParams")
    }
  }

  /// A kernel thread has no program, no memory and no user but root.
  @Test func kernelThreadsAreTasks() throws {
    let thread = try agent.ask("taskStats", ["tgid": 2])
    #expect(thread["command"].string == "kthreadd")
    #expect(thread["programInode"].isAbsent && thread["memory"]["hiwater_vm"].int == 0)
  }
}
