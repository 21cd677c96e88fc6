import Foundation
import TestSupport
import Testing

/// `listTasks` against /proc, of all tasks there are and of some that are known.
@Suite(.serialized, .needs(.root, .tools("python3", "setpriv", "unshare")))
struct ListTasksTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private static let io = [
    "read_char", "write_char", "read_syscalls", "write_syscalls", "read_bytes", "write_bytes",
    "cancelled_write_bytes",
  ]

  /// What /proc says of all tasks now, as the records would have it: a program of others reads it.
  private func judge(threads: Bool) throws -> [String: Row] {
    let text = try python(
      """
      import json, os, sys
      rows = {}
      def look(directory, pid, tid):
          with open(directory + "/stat", "rb") as file: stat = file.read()
          command, rest = stat[stat.index(b"(") + 1:stat.rindex(b")")], stat[stat.rindex(b")") + 2:].split()
          with open(directory + "/status", "rb") as file: status = file.read().split(b"\\n")
          uid = next(line for line in status if line.startswith(b"Uid:")).split()[1]
          with open(directory + "/cgroup") as file: groups = [line.strip().split(":", 2) for line in file]
          systemd = [g[2] for g in groups if g[1] == "name=systemd" and g[2] != "/"]
          others = [g[2] for g in groups if g[2] != "/"] + ["/"]
          rows[tid] = {"pid": pid, "tid": tid, "ppid": int(rest[1]), "uid": int(uid),
                       "startTicks": int(rest[19]), "cgroup": (systemd + others)[0], "isZombie": rest[0] == b"Z"}
      for pid in filter(str.isdigit, os.listdir("/proc")):
          for tid in (os.listdir(f"/proc/{pid}/task") if sys.argv[1] == "true" and os.path.exists(f"/proc/{pid}/task") else [pid]):
              try: look(f"/proc/{pid}/task/{tid}" if sys.argv[1] == "true" else f"/proc/{pid}", int(pid), int(tid))
              except (FileNotFoundError, ProcessLookupError): pass
      print(json.dumps(list(rows.values())))
      """, "\(threads)"
    ).text
    var rows: [String: Row] = [:]
    for record in try JSON(text).array where record["isZombie"].bool == false {
      rows["\(record["tid"])"] = record.row(["pid", "ppid", "uid", "startTicks", "cgroup"])
    }
    return rows
  }

  /// TASKSTATS cuts them after 15 bytes.
  @Test func kernelThreadsHaveTheirWholeNames() throws {
    let agent = try TestAgent()
    var long = 0
    for record in try agent.ask("listTasks")["tasks"].array where record["ppid"].int == 2 {
      let name = try #require(record["command"].string)
      // What a worker of a processor does changes; a rescuer ("R-") belongs to one queue.
      guard !name.hasPrefix("kworker") || name.hasPrefix("kworker/R-"), let pid = record["pid"].int,
        let comm = try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)
      else { continue }
      #expect(comm == name + "\n")
      if name.utf8.count > 15 { long += 1 }
    }
    #expect(long > 0, "no kernel thread here has a long name")
  }

  @Test(.needs(.cgroup(.version1("pids"))), arguments: [false, true])
  func allTasksMatchProc(_ threads: Bool) throws {
    let group = try ControlGroup(CgroupHierarchy.version1("pids").path)
    let zoo = try Zoo("tasks_zoo", [folder.path])
    try group.write("\(zoo.program.pid)", to: "cgroup.procs")
    defer { zoo.program.stop(SIGKILL) }
    let agent = try TestAgent()
    let before = try judge(threads: threads)
    let result = try agent.ask("listTasks", ["threads": threads])
    let after = try judge(threads: threads)
    #expect(result["complete"].bool == true && result["notShown"].int == 0)
    var ours: [String: Row] = [:]
    for record in result["tasks"].array {
      let id = try #require(record[threads ? "tid" : "pid"].int)
      #expect(ours["\(id)"] == nil, "\(id) is listed twice")
      ours["\(id)"] = record.row(["pid", "ppid", "uid", "startTicks", "cgroup"])
      #expect(record["tid"].isAbsent == !threads)
    }
    // Those that were there all the time, and did not change.
    let stable = before.filter { after[$0.key] == $0.value }
    #expect(stable.count > 20)
    let known = ours.filter { stable[$0.key] != nil }
    #expect(differences(known, stable) == [])
    let pid = try #require(zoo.known["pid"].int)
    #expect(ours["\(pid)"]?["cgroup"] == "/" + group.name)
    // Others' come and go.
    let zoos = result["tasks"].array.filter { $0["pid"].int == pid }
    #expect(zoos.allSatisfy { $0["threadCount"].int == 3 } && zoos.count == (threads ? 3 : 1))
  }

  /// Counters of a process that sleeps, from which nothing comes any more.
  @Test func countersAreThoseOfProc() throws {
    let zoo = try Zoo("tasks_zoo", [folder.path])
    let agent = try TestAgent()
    let pid = try #require(zoo.known["pid"].int)
    let tids = zoo.known["tids"].array.compactMap(\.int)
    func counters(_ tid: Int) throws -> [Int] {
      try String(contentsOfFile: "/proc/\(pid)/task/\(tid)/io", encoding: .utf8)
        .split(separator: "\n").map { (Int($0.split(separator: " ")[1]) ?? -1) / 1024 * 1024 }
    }
    let threads = try agent.ask("listTasks", ["threads": true, "pids": [pid]])["tasks"].array
    #expect(threads.compactMap { $0["tid"].int } == tids)
    for thread in threads {
      let tid = try #require(thread["tid"].int)
      #expect(try Self.io.map { thread["io"][$0].int } == counters(tid))
      let schedule = try String(
        contentsOfFile: "/proc/\(pid)/task/\(tid)/schedstat", encoding: .utf8
      )
      .split { " \n".contains($0) }
      #expect(thread["cpu"]["cpu_run_virtual_total"].int == Int(schedule[0]))
      #expect(thread["delays"]["cpu"]["total"].int == Int(schedule[1]))
      #expect(thread["state"].string == "S")
    }
    let list = try agent.ask("listTasks", ["pids": [pid]])
    let process = try #require(list["tasks"].array.first)
    let sums = try tids.map { try counters($0) }.reduce([0, 0, 0, 0, 0, 0, 0]) {
      zip($0, $1).map { $0 + $1 }
    }
    #expect(Self.io.map { process["io"][$0].int } == sums)
    let whole = try agent.ask("taskStats", ["tgid": pid])
    for path in ["cpu_run_virtual_total", "ac_utime", "ac_stime"] {
      #expect(process["cpu"][path].int == whole["cpu"][path].int)
    }
    #expect(process["delays"]["cpu"].description == whole["delays"]["cpu"].description)
    if list["delayAccounting"].bool == false {
      #expect(process["delays"]["blkio"].isNull && process["delays"]["swapin"].isNull)
    }
    let clock = try #require(process["elapsedMicroseconds"].int)
    let later = try agent.ask("listTasks", ["pids": [pid]])["tasks"].array.first
    #expect((later?["elapsedMicroseconds"].int ?? 0) > clock)
  }

  @Test func someAreChosen() throws {
    let zoo = try Zoo("tasks_zoo", [folder.path])
    let agent = try TestAgent()
    let pid = try #require(zoo.known["pid"].int)
    let thread = try #require(zoo.known["tids"].array.last?.int)
    // A thread is no process, and what is not there is left out.
    let chosen = try agent.ask("listTasks", ["pids": [pid, 1, pid, thread, 0, 4_194_305]])
    #expect(chosen["tasks"].array.map { $0["pid"].int } == [1, pid])
    let sleeper = try RunningProgram(["setpriv", "--reuid=65534", "sleep", "1000"])
    try eventually("sleep as nobody") {
      try agent.ask("listTasks", ["uid": 65534])["tasks"].array.contains {
        $0["pid"].int == Int(sleeper.pid) && $0["command"].string == "sleep"
      }
    }
    let nobodys = try agent.ask("listTasks", ["uid": 65534])["tasks"].array
    #expect(nobodys.allSatisfy { $0["uid"].int == 65534 && $0["user"].string == "nobody" })
    // Leaving out by the caller's wish is not leaving out by the rule.
    #expect(try agent.ask("listTasks", ["uid": 65534])["notShown"].int == 0)
  }

  /// With the rule `own`, others' tasks are counted and not listed.
  @Test func ownLeavesOutAndCounts() throws {
    let agent = try TestAgent(["--mode", "0666"])
    let sleeper = try RunningProgram([
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sleep", "999",
    ])
    let client = folder.path + "/nlctl"
    try FileManager.default.copyItem(atPath: Built.client, toPath: client)
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    try eventually("sleep as nobody") {
      try agent.ask("listTasks", ["uid": 65534])["tasks"].array.contains {
        $0["pid"].int == Int(sleeper.pid)
      }
    }
    let finished = try run(nobody + [client, "--socket", agent.socket, "call", "listTasks"])
    #expect(finished.status == 0, "\(finished.errors)")
    let result = try JSON(finished.text)
    #expect(result["complete"].bool == true)
    #expect(result["tasks"].array.allSatisfy { $0["uid"].int == 65534 })
    #expect(result["tasks"].array.contains { $0["pid"].int == Int(sleeper.pid) })
    #expect((result["notShown"].int ?? 0) > 20)
    // Nobody sees root's by asking for them.
    let asked = try run(
      nobody + [client, "--socket", agent.socket, "call", "listTasks", "pids=[1,2]"])
    #expect(try JSON(asked.text)["tasks"].array.isEmpty)
    #expect(try JSON(asked.text)["notShown"].int == 2)
    let table = try run(
      nobody + [client, "--socket", agent.socket, "tasks", "--interval", "0.1"])
    #expect(table.text.contains(" tasks that you may not see are not shown"), "\(table.errors)")
  }

  /// In a pid namespace of its own a caller sees that one alone, by its own numbers.
  @Test func callersSeeTheirOwnNamespace() throws {
    let agent = try TestAgent(["--mode", "0666"])
    let asked = try run([
      "unshare", "-npf", "sh", "-c",
      """
      sleep 999 & "$0" "$@"; kill $!
      """, Built.client, "--socket", agent.socket, "call", "listTasks", "namespace=caller",
      "threads=true",
    ])
    #expect(asked.status == 0, "\(asked.errors)")
    let tasks = try JSON(asked.text)["tasks"].array
    #expect(tasks.map { $0["callerPid"].int } == [1, 2, 3])
    #expect(tasks.map { $0["callerTid"].int } == [1, 2, 3])
    #expect(tasks.compactMap { $0["command"].string } == ["sh", "sleep", "nlctl"])
    #expect(tasks.allSatisfy { ($0["pid"].int ?? 0) > 3 })
    // Those of the caller's own numbers can be chosen.
    let one = try run([
      "unshare", "-npf", Built.client, "--socket", agent.socket, "call", "listTasks",
      "namespace=caller", "pids=[1,77]",
    ])
    #expect(try JSON(one.text)["tasks"].array.map { $0["callerPid"].int } == [1])
  }

  /// A number that is used again is another task: its start is another.
  @Test func aNumberUsedAgainIsAnotherTask() throws {
    let agent = try TestAgent()
    let client = try agent.connect()
    let reuse = try Zoo("reuse_pids", ["2000"])
    let pid = try #require(reuse.known["pid"].int)
    var starts: [Int: String] = [:]
    for _ in 0..<400 {
      let list = try client.ask("listTasks", ["pids": [pid]])["tasks"].array
      guard let record = list.first else { continue }
      #expect(list.count == 1)
      let start = try #require(record["startTicks"].int)
      let command = try #require(record["command"].string)
      // Within one tick there may be several; of two ticks none has both.
      if let known = starts[start], known != command { continue }
      starts[start] = command
      // The clock belongs to the same process as the start.
      let uptime = try String(contentsOfFile: "/proc/uptime", encoding: .utf8)
      let now = (Double(uptime.split(separator: " ")[0]) ?? 0) * 1_000_000
      let elapsed = Double(record["elapsedMicroseconds"].int ?? 0)
      #expect(abs(now - elapsed - Double(start) * 10_000) < 1_000_000)
    }
    #expect(starts.count > 5)
  }

  /// Thousands of tasks come in parts, too, and leave as they are made.
  @Test func aLongListIsWhole() throws {
    let agent = try TestAgent()
    let crowd = try RunningProgram([
      "python3", "-c",
      """
      import ctypes, os, signal
      libc = ctypes.CDLL(None)
      for _ in range(1500):
          if os.fork() == 0:
              libc.prctl(1, signal.SIGKILL); libc.pause(); os._exit(0)
      print("ready", flush=True)
      libc.pause()
      """,
    ])
    try crowd.waitForOutput("ready\n")
    let tasks = try agent.ask("listTasks")["tasks"].array
    #expect(tasks.count { $0["ppid"].int == Int(crowd.pid) } == 1500)
    let client = try agent.connect()
    try client.sendLine(
      #"{"jsonrpc":"2.0","id":1,"method":"listTasks","params":{"partSize":100}}"#)
    var gathered: [Int] = []
    while let part = try Optional(client.answer()), part["method"].string == "part" {
      gathered += part["params"]["tasks"].array.compactMap { $0["ppid"].int }
    }
    #expect(gathered.count { $0 == Int(crowd.pid) } == 1500)
    crowd.stop(SIGKILL)
  }
}
