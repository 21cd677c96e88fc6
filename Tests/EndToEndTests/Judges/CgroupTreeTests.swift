import Foundation
import TestSupport
import Testing

/// Groups below groups, and what the kernel counts of them besides tasks.
@Suite(.needs(.root, .tools("python3", "setpriv", "taskset", "unshare"), .cgroup(.version2)))
struct CgroupTreeTests {
  private let agent: TestAgent

  init() throws {
    agent = try TestAgent()
  }

  private let five = ["sleeping", "running", "stopped", "uninterruptible", "ioWait"]

  /// Groups in groups: each with the same tasks in known states, the innermost empty.
  @Test(.needs(.cgroup(.cpu)), arguments: [(ControlGroup.cpu, "1"), (ControlGroup.unified, "2")])
  func recursiveIsTheSumOfAllBelow(_ mount: String, _ version: String) throws {
    let group = try ControlGroup(mount)
    let below = try ControlGroup(group.path, "below")
    let empty = try ControlGroup(below.path, "empty")
    let deep = try ControlGroup(below.path, "deep")
    let zoos = try [group, below, deep].map { try Zoo("cgroup_zoo", [$0.path, version]) }
    let answer = try agent.ask("cgroupLoad", ["path": group.path, "recursive": true])
    #expect(answer["groups"].int == 4)
    #expect(answer["complete"].bool == true)
    for (name, value) in answer["proc"].object {
      let sum = zoos.reduce(0) { $0 + ($1.known["proc"][name].int ?? -1000) }
      #expect(value as? Int == sum, "\(name)")
    }
    #expect(answer["tasks"].int == answer["proc"]["tasks"].int)
    if version == "1" {
      for (place, name) in five.enumerated() {
        let sum = zoos.reduce(0) { $0 + ($1.known["cgroupstats"].array[place].int ?? -1000) }
        #expect(answer["cgroupstats"][name].int == sum, "\(name)")
        #expect(answer[name].int == sum, "\(name)")
      }
      // Of each three with a flag beside their state, or traced, and the child of vfork.
      for name in ["sleeping", "running", "stopped", "uninterruptible"] {
        let left = (answer["proc"][name].int ?? 0) - (answer["cgroupstats"][name].int ?? 0)
        #expect(answer["uncounted"][name].int == left, "\(name)")
      }
      #expect(answer["uncounted"]["traced"].int == 3)
      #expect((answer["uncounted"]["sleeping"].int ?? 0) >= 3)
    } else {
      #expect(answer["uncounted"].isNull)
    }
    // The group alone is as before.
    let alone = try agent.ask("cgroupLoad", ["path": group.path])
    #expect(alone["proc"].description == zoos[0].known["proc"].description)
    #expect(alone["groups"].int == 1)
    #expect(zoos.allSatisfy { $0.program.isRunning })
    for zoo in zoos { zoo.program.stop() }
    try ControlGroup.remove([group, below, empty, deep])
  }

  /// Against what a walk of our own finds in the files.
  @Test(
    .needs(.cgroup(.cpu)),
    arguments: [(ControlGroup.cpu, "tasks"), (ControlGroup.unified, "cgroup.threads")])
  func theListIsTheTree(_ mount: String, _ file: String) throws {
    let group = try ControlGroup(mount)
    let groups = try ["b", "a", "a/deep", "a/deep/deeper", "c é", "b/\u{1b}[31m"].map {
      try ControlGroup(group.path, $0)
    }
    let sleepers = try [group, groups[2], groups[2], groups[4]].map { group in
      let sleeper = try RunningProgram(["sleep", "1000"])
      try group.write("\(sleeper.pid)", to: "cgroup.procs")
      return sleeper
    }
    for sleeper in sleepers {
      try eventually("\(sleeper.pid) sleeps") {
        let stat = try String(contentsOfFile: "/proc/\(sleeper.pid)/stat", encoding: .utf8)
        return stat.hasPrefix("\(sleeper.pid) (sleep) S ")
      }
    }
    let answer = try agent.ask("listCgroups", ["path": group.path])
    #expect(answer["complete"].bool == true)
    let rows = answer["groups"].array
    let top = "/" + group.name
    #expect(
      rows.map { $0["path"].string } == [
        top, top + "/a", top + "/a/deep", top + "/a/deep/deeper", top + "/b",
        top + "/b/\u{1b}[31m", top + "/c é",
      ])
    #expect(rows.map { $0["depth"].int } == [0, 1, 2, 3, 1, 2, 1])
    for row in rows {
      let path = mount + (row["path"].string ?? "")
      let listed = try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
      #expect(row["tasks"].int == listed.split(separator: "\n").count, "\(path)")
      #expect(row["proc"]["sleeping"].int == row["tasks"].int, "\(path)")
      #expect(row["cgroupstats"].isNull == (mount == ControlGroup.unified))
    }
    for (depth, count) in [(0, 1), (1, 4), (2, 6), (9, 7)] {
      let some = try agent.ask("listCgroups", ["path": group.path, "depth": depth])
      #expect(some["groups"].array.count == count)
      #expect(some["complete"].bool == true)
    }
    // In parts, as any list.
    let client = try agent.connect()
    try client.sendLine(
      #"{"jsonrpc":"2.0","id":1,"method":"listCgroups","params":{"path":"\#(top)","partSize":2}}"#)
    for count in [2, 2, 2, 1] {
      #expect(try client.answer()["params"]["groups"].array.count == count)
    }
    #expect(try client.answer()["result"]["parts"].int == 4)
    for sleeper in sleepers { sleeper.stop(SIGKILL) }
    try ControlGroup.remove([group] + groups)
  }

  /// What is not UTF-8 is a group all the same, by its exact bytes in the answer.
  @Test func namesAreBytes() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let odd = Array("\(group.path)/x".utf8CString.dropLast()) + [CChar(bitPattern: 0xff), 0]
    #expect(mkdir(odd, 0o755) == 0)
    defer { rmdir(odd) }
    let rows = try agent.ask("listCgroups", ["path": group.path])["groups"].array
    #expect(rows.count == 2)
    #expect(rows.last?["path"].string == "/\(group.name)/x\u{fffd}")
    let hex = "/\(group.name)/x".utf8.map { String(format: "%02x", $0) }.joined() + "ff"
    #expect(rows.last?["pathHex"].string == hex)
  }

  @Test func bounds() throws {
    let group = try ControlGroup(ControlGroup.unified)
    var path = group.path
    for _ in 0..<66 {
      path += "/d"
      #expect(mkdir(path, 0o755) == 0)
    }
    defer {
      while path != group.path, rmdir(path) == 0 { path = String(path.dropLast(2)) }
    }
    for (method, parameters) in [
      ("cgroupLoad", ["path": group.path, "recursive": true]),
      ("listCgroups", ["path": group.path]),
    ] as [(String, [String: Any])] {
      let answer = try agent.ask(method, parameters)
      #expect(answer["complete"].bool == false)
      #expect(answer["problems"].array.map { $0["name"].string } == ["limitExceeded"])
      #expect(answer["problems"].array.first?["message"].string?.contains("64 levels") == true)
      if method == "cgroupLoad" { #expect(answer["groups"].int == 65) }
      if method == "listCgroups" { #expect(answer["groups"].array.count == 65) }
    }
  }

  /// Groups that come and go while they are walked are listed or reported as a problem.
  @Test func groupsThatGoMeanwhile() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let churn = try RunningProgram([
      "python3", "-c",
      """
      import os, sys
      print("ready", flush=True)
      while os.path.exists(sys.argv[1]):
          for n in range(30): os.makedirs(f"{sys.argv[1]}/{n}/x", exist_ok=True)
          for n in range(30): os.rmdir(f"{sys.argv[1]}/{n}/x"); os.rmdir(f"{sys.argv[1]}/{n}")
      """, group.path,
    ])
    try churn.waitForOutput("ready")
    defer {
      kill(churn.pid, SIGSTOP)
      churn.stop(SIGKILL)
      _ = try? run(["find", group.path, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"])
    }
    var names: Set<String> = []
    for _ in 0..<100 {
      let answer = try agent.ask("listCgroups", ["path": group.path])
      #expect(answer["groups"].array.first?["path"].string == "/" + group.name)
      #expect(answer["complete"].bool == answer["problems"].isAbsent)
      names.formUnion(answer["problems"].array.compactMap { $0["name"].string })
    }
    #expect(names == ["notFound"])
  }

  // MARK: What files say

  /// The file's numbers by name.
  private func numbers(_ path: String) throws -> [String: Int] {
    var found: [String: Int] = [:]
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ")
      found[String(words[0])] = Int(words[1])
    }
    return found
  }

  /// The numbers of a pressure file, `some.avg10` and so on.
  private func pressure(_ path: String) throws -> [String: Double] {
    var found: [String: Double] = [:]
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ")
      for word in words.dropFirst() {
        let sides = word.split(separator: "=")
        found["\(words[0]).\(sides[0])"] = Double(sides[1])
      }
    }
    return found
  }

  @Test(.needs(.pressure)) func numbersAreThoseOfTheFiles() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let spinners = try group.crowd(3)
    try eventually("the group has used and waited for a processor") {
      let pressure = try pressure("\(group.path)/cpu.pressure")
      return try numbers(group.path + "/cpu.stat")["usage_usec"] ?? 0 > 100_000
        && pressure["some.total"] ?? 0 > 100_000 && pressure["some.avg10"] ?? 0 > 0
    }
    // Nothing moves in it any more.
    for spinner in spinners { spinner.stop(SIGKILL) }
    try eventually("the group is empty") { try group.lines(of: "cgroup.threads").isEmpty }
    let answer = try agent.ask("cgroupLoad", ["path": group.path])
    let stat = try numbers(group.path + "/cpu.stat")
    #expect(answer["cpuStat"].object as? [String: Int] == stat)
    for resource in ["cpu", "memory", "io"] {
      var same = false
      for _ in 0..<20 where !same {
        // Averages go on sinking; those in the answer must lie between two readings.
        let before = try pressure("\(group.path)/\(resource).pressure")
        let answer = try agent.ask("pressure", ["path": group.path])[resource]
        let after = try pressure("\(group.path)/\(resource).pressure")
        guard before == after else { continue }
        same = true
        for (name, value) in before {
          let parts = name.split(separator: ".").map { String($0) }
          #expect((answer[parts[0]][parts[1]].value as? NSNumber)?.doubleValue == value, "\(name)")
        }
        #expect(answer.object.count == 2)
      }
      #expect(same)
    }
    // What the kernel accounts for, and which controllers are enabled, differs among machines.
    for (name, file, words) in [
      ("pressure.irq", "irq.pressure", "interrupts"),
      ("memoryCurrent", "memory.current", "enabled"),
      ("pidsCurrent", "pids.current", "enabled"),
    ] {
      let value = name.split(separator: ".").reduce(answer) { $0[String($1)] }
      if FileManager.default.fileExists(atPath: "\(group.path)/\(file)") {
        #expect(!value.isNull && answer["unavailable"][name].isAbsent, "\(name)")
      } else {
        #expect(value.isNull, "\(name)")
        #expect(answer["unavailable"][name].string?.contains(words) == true, "\(name)")
      }
    }
  }

  @Test(.needs(.pressure)) func pressureThatIsOffIsNullWithItsReason() throws {
    let group = try ControlGroup(ControlGroup.unified)
    try group.write("0", to: "cgroup.pressure")
    let answer = try agent.ask("pressure", ["path": group.path])
    for resource in ["cpu", "memory", "io", "irq"] {
      #expect(answer[resource].isNull)
      #expect(answer["unavailable"][resource].string?.contains("switched off") == true)
    }
    try group.write("1", to: "cgroup.pressure")
    #expect(try agent.ask("pressure", ["path": group.path])["cpu"].object.count == 2)
  }

  @Test(.needs(.pressure, .cgroup(.cpu))) func pressureOfTheSystemIsThatOfProc() throws {
    for resource in ["cpu", "memory", "io"] {
      let before = try pressure("/proc/pressure/\(resource)")
      let answer = try agent.ask("pressure")[resource]
      let after = try pressure("/proc/pressure/\(resource)")
      for (name, value) in before where name.hasSuffix("total") {
        let parts = name.split(separator: ".").map { String($0) }
        let total = (answer[parts[0]][parts[1]].value as? NSNumber)?.doubleValue ?? -1
        #expect(value <= total && total <= after[name] ?? -1, "\(resource) \(name)")
      }
    }
    let group = try ControlGroup(ControlGroup.cpu)
    let refused = try agent.response("pressure", ["path": group.path])
    #expect(refused.errorName == "notSupported")
  }

  @Test(
    .needs(
      .cgroup(.version1("memory")), .cgroup(.version1("pids")), .cgroup(.version1("cpuacct"))))
  func version1HasTheNumbersOfItsHierarchy() throws {
    for (mount, member, file) in [
      ("memory", "memoryCurrent", "memory.usage_in_bytes"), ("pids", "pidsCurrent", "pids.current"),
      ("cpuacct", "cpuacctUsage", "cpuacct.usage"),
    ] {
      let group = try ControlGroup(CgroupHierarchy.version1(mount).path)
      let sleeper = try RunningProgram(["sleep", "1000"])
      try group.write("\(sleeper.pid)", to: "cgroup.procs")
      try eventually("it sleeps") {
        try String(contentsOfFile: "/proc/\(sleeper.pid)/stat", encoding: .utf8)
          .hasPrefix("\(sleeper.pid) (sleep) S ")
      }
      let answer = try agent.ask("cgroupLoad", ["path": group.path])
      let value = Int(try group.lines(of: file)[0])
      #expect(answer[member].int == value, "\(member)")
      let others = Set(["memoryCurrent", "pidsCurrent", "cpuacctUsage", "pressure"])
      for other in others.subtracting([member]) {
        #expect(answer[other].isNull, "\(other)")
        #expect(answer["unavailable"][other].string != nil, "\(other)")
      }
      sleeper.stop(SIGKILL)
      try eventually("\(group.path) is empty") { try group.lines(of: "tasks").isEmpty }
    }
  }

  // MARK: The caller's

  /// From a container's namespaces, as nobody, who is in the socket's group.
  @Test(.needs(.cgroup(.cpu))) func theCallersGroupIsItsOwn() throws {
    let open = try TestAgent(["--mode", "0660", "--group", "65534"])
    let folder = try ScratchFolder()
    let client = folder.path + "/nlctl"
    try FileManager.default.copyItem(atPath: Built.client, toPath: client)
    let group = try ControlGroup(ControlGroup.unified)
    let inner = try ControlGroup(group.path, "inner")
    let script = """
      echo $$ > \(inner.path)/cgroup.procs
      exec setpriv --reuid=65534 --regid=65534 --clear-groups \
        unshare -Urnpf --mount-proc \(client) --socket \(open.socket) call "$@"
      """
    let asked = try run(["sh", "-c", script, "sh", "cgroupLoad", "path=caller"])
    #expect(asked.status == 0, "\(asked.errors)")
    let answer = try JSON(asked.text)
    #expect(answer["path"].string == "/\(group.name)/inner")
    #expect(answer["version"].int == 2)
    // unshare and nlctl.
    #expect(answer["tasks"].int == 2)
    let tree = try run(["sh", "-c", script, "sh", "listCgroups", "path=caller"])
    #expect(try JSON(tree.text)["groups"].array.count == 1, "\(tree.errors)")
    let pressure = try run(["sh", "-c", script, "sh", "pressure", "path=caller"])
    #expect(try JSON(pressure.text)["path"].string == "/\(group.name)/inner", "\(pressure.errors)")
    // In version 1 where the caller is in no group of version 2.
    let old = try ControlGroup(ControlGroup.cpu)
    let moved = try run([
      "sh", "-c",
      "echo $$ > \(ControlGroup.unified)/cgroup.procs; echo $$ > \(old.path)/tasks; \(client) --socket \(open.socket) call cgroupLoad path=caller",
    ])
    #expect(try JSON(moved.text)["path"].string == "/" + old.name, "\(moved.errors)")
    #expect(try JSON(moved.text)["tasks"].int == 2)
    // A group may be called so.
    let named = try? ControlGroup(ControlGroup.unified, "caller")
    if named != nil {
      #expect(try open.ask("cgroupLoad", ["path": "/caller"])["path"].string == "/caller")
    }
    try ControlGroup.remove([group, inner])
  }

  @Test func aCallerThatHasEndedHasNoGroup() throws {
    let open = try TestAgent(["--mode", "0660", "--group", "65534"])
    let answer = try python(
      """
      import os, socket, sys
      s = socket.socket(socket.AF_UNIX)
      if (pid := os.fork()) == 0:
          s.connect(sys.argv[1]); os._exit(0)
      os.waitpid(pid, 0)
      s.sendall(sys.argv[2].encode() + b"\\n")
      print(s.makefile().readline())
      """, open.socket,
      #"{"jsonrpc":"2.0","id":1,"method":"cgroupLoad","params":{"path":"caller"}}"#)
    let error = try JSON(answer.text)["error"]
    #expect(error["message"].string?.contains("has ended") == true, "\(error)")
  }
}
