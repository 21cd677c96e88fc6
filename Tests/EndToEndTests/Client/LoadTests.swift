import Foundation
import TestSupport
import Testing

/// `nlctl load` and `nlctl pressure`, as a person sees them.
@Suite(.needs(.root, .cgroup(.version2)))
struct LoadTests {
  private let agent: TestAgent
  private let group: ControlGroup
  private let busy: ControlGroup
  private let idle: ControlGroup
  private let spinner: RunningProgram

  init() throws {
    agent = try TestAgent(["--mode", "0660", "--group", "65534"])
    group = try ControlGroup(ControlGroup.unified)
    busy = try ControlGroup(group.path, "busy")
    idle = try ControlGroup(group.path, "a-idle")
    spinner = try RunningProgram(["sh", "-c", "while :; do :; done"])
    try busy.write("\(spinner.pid)", to: "cgroup.procs")
  }

  private func end() throws {
    spinner.stop(SIGKILL)
    try ControlGroup.remove([group, busy, idle])
  }

  private func words(_ line: String) -> [String] {
    line.split(separator: " ").map { String($0) }
  }

  @Test func oneGroupIsALine() throws {
    let plain = try agent.nlctl("load", busy.path)
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(plain.lines.count == 2)
    #expect(words(plain.lines[0]).prefix(4) == ["GROUP", "TASKS", "RUN", "D"])
    #expect(words(plain.lines[1]).prefix(4) == ["/\(group.name)/busy", "1", "1", "0"])
    let summed = try agent.nlctl("load", group.path, "-r", "--smoothed")
    #expect(words(summed.lines[0]).suffix(2) == ["LOAD", "D-LOAD"])
    #expect(words(summed.lines[1]).prefix(4) == ["/\(group.name)", "1", "1", "0"])
    #expect(words(summed.lines[1]).suffix(2) == ["1.00", "0.00"])
    // As it was before there were tables, for scripts.
    let object = try JSON(agent.nlctl("load", busy.path, "--json").text)
    #expect(object["proc"]["running"].int == 1)
    let detailed = try agent.nlctl("load", busy.path, "-d")
    #expect(detailed.lines.contains { $0.hasPrefix("cgroupstatsReason") })
    try end()
  }

  @Test func theTreeIsIndented() throws {
    let tree = try agent.nlctl("load", "--tree", group.path)
    let groups = ["/\(group.name) ", "  a-idle ", "  busy "]
    #expect(zip(tree.lines.dropFirst(), groups).allSatisfy { $0.hasPrefix($1) }, "\(tree.text)")
    #expect(words(tree.lines[3]).prefix(3) == ["busy", "1", "1"])
    // Numbers stand below each other.
    let ends = tree.lines.map { $0.utf8.count }
    #expect(Set(ends).count == 1)
    #expect(try agent.nlctl("load", "--tree", "--depth", "0", group.path).lines.count == 2)
    let rows = try JSON(agent.nlctl("load", "--tree", group.path, "--json").text).array
    #expect(rows.map { $0["depth"].int } == [0, 1, 1])
    try end()
  }

  @Test func watchShowsWhoIsBusyFirst() throws {
    let watched = try agent.nlctl(
      "load", group.path, "--depth", "1", "--watch", "1", "--timeout", "4.5", "--ndjson")
    #expect(watched.status == 0, "\(watched.errors)")
    let rows = try watched.lines.map { try JSON($0) }
    #expect(rows.count >= 9 && rows.count % 3 == 0)
    #expect(rows.prefix(3).allSatisfy { $0["cpuPercent"].isAbsent })
    func percent(_ row: JSON) -> Double {
      (row["cpuPercent"].value as? NSNumber)?.doubleValue ?? -1
    }
    for start in stride(from: 3, to: rows.count, by: 3) {
      let three = rows[start..<start + 3]
      #expect(three.last?["path"].string == "/\(group.name)/a-idle")
      #expect(percent(rows[start + 2]) == 0)
      // What its groups used is the group's, too. How much that is depends on who else is busy.
      #expect(percent(rows[start]) > 0 && percent(rows[start]) <= 110)
      #expect(percent(rows[start]) >= percent(rows[start + 1]))
    }
    let last = rows.last { $0["path"].string == "/\(group.name)/busy" }
    #expect((last?["smoothed"]["samples"].int ?? 0) >= 2)
    #expect(last?["smoothed"]["running"].int == 1000)
    try end()
  }

  @Test func mistakesAreExplained() throws {
    for (arguments, message) in [
      (["--tree", "-r"], "--recursive adds groups up"),
      (["--depth", "2"], "--depth is for --tree"),
      (["--tree", "-d"], "--detailed is for one group"),
      (["--tree", "--depth", "x"], "--depth takes a number"),
    ] {
      let refused = try run([Built.client, "--socket", agent.socket, "load"] + arguments)
      #expect(refused.status == 2)
      #expect(refused.errors.contains(message), "\(refused.errors)")
    }
    let missing = try agent.nlctl("load", "no-such-group")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("there is no control group"))
    try end()
  }

  /// From namespaces of its own, by nobody.
  @Test(.needs(.tools("setpriv", "unshare"))) func myOwnGroupIsCaller() throws {
    let folder = try ScratchFolder()
    let client = folder.path + "/nlctl"
    try FileManager.default.copyItem(atPath: Built.client, toPath: client)
    let script = """
      echo $$ > \(idle.path)/cgroup.procs
      exec setpriv --reuid=65534 --regid=65534 --clear-groups unshare -Urnpf --mount-proc \
        \(client) --socket \(agent.socket) load caller
      """
    let asked = try run(["sh", "-c", script])
    #expect(asked.status == 0, "\(asked.errors)")
    #expect(words(asked.lines.last ?? "").prefix(2) == ["/\(group.name)/a-idle", "2"])
    try end()
  }

  /// The example prints the agent's numbers under cAdvisor's names.
  @Test(.needs(.tools("python3"), .cgroup(.cpu))) func theExampleIsCAdvisorsMetrics() throws {
    let old = try ControlGroup(ControlGroup.cpu)
    let zoo = try Zoo("cgroup_zoo", [old.path, "1"])
    let example = Repository.root.appendingPathComponent("contrib/examples/cadvisor-load").path
    let printed = try run([
      example, "--socket", agent.socket, "--count", "2", "--every", "1.2", old.path, busy.path,
      "/no-such-group",
    ])
    #expect(printed.status == 0, "\(printed.errors)")
    #expect(printed.errors.contains("no control group"))
    // Each metric's samples stand together, below its type.
    var samples: [String: [Int]] = [:]
    var metric = ""
    for line in printed.lines {
      if line.hasPrefix("# TYPE ") { metric = words(line)[2] }
      if line.hasPrefix("#") { continue }
      let sides = words(line)
      #expect(sides.count == 2 && sides[0].hasPrefix(metric + "{id=\"/nlt-"), "\(line)")
      samples[sides[0], default: []].append(Int(sides.last ?? "") ?? -1)
    }
    let known = zoo.known["cgroupstats"].array.compactMap(\.int)
    for (place, state) in ["sleeping", "running", "stopped", "uninterruptible", "iowaiting"]
      .enumerated()
    {
      let name = #"container_tasks_state{id="/\#(old.name)",state="\#(state)"}"#
      #expect(samples[name] == [known[place], known[place]], "\(name)")
    }
    let group = #"{id="/\#(group.name)/busy"}"#
    #expect(samples["container_cpu_load_average_10s" + group] == [1000, 1000])
    #expect(samples["container_cpu_load_d_average_10s" + group] == [0, 0])
    // /proc does not show who waits for I/O, and 0 would be a measurement.
    #expect(samples.keys.allSatisfy { !$0.contains("busy\",state=\"iowaiting") })
    zoo.program.stop()
    try ControlGroup.remove([old])
    try end()
  }

  @Test(.needs(.pressure)) func pressureIsATable() throws {
    let system = try agent.nlctl("pressure")
    #expect(system.status == 0)
    #expect(words(system.lines[0]) == ["RESOURCE", "KIND", "AVG10", "AVG60", "AVG300", "TOTAL"])
    let kinds = system.lines.dropFirst().map { words($0).prefix(2).joined(separator: " ") }
    let hasIRQ = FileManager.default.fileExists(atPath: "/proc/pressure/irq")
    #expect(
      kinds == [
        "cpu some", "cpu full", "memory some", "memory full", "io some", "io full",
      ] + (hasIRQ ? ["irq full"] : []))
    #expect(system.errors.contains("irq: the kernel does not account for") == !hasIRQ)
    let own = try JSON(agent.nlctl("pressure", busy.path, "--json").text)
    #expect(own["path"].string == "/\(group.name)/busy")
    try end()
  }
}
