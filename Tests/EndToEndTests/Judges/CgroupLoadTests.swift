import Foundation
import TestSupport
import Testing

/// Tasks put into known states, and what `cgroupLoad` counts of them.
@Suite(.needs(.root, .tools("python3", "unshare"), .cgroup(.cpu), .cgroup(.version2)))
struct CgroupLoadTests {
  private let agent: TestAgent

  init() throws {
    agent = try TestAgent()
  }

  private let five = ["sleeping", "running", "stopped", "uninterruptible", "ioWait"]

  @Test func version1IsWhatTheKernelAndTheMakerCount() throws {
    let group = try ControlGroup(ControlGroup.cpu)
    let below = try ControlGroup(group.path, "below")
    let zoo = try Zoo("cgroup_zoo", [group.path, "1"])
    let nested = try Zoo("cgroup_zoo", [below.path, "1"])
    let answer = try agent.ask("cgroupLoad", ["path": group.path])
    #expect(answer["proc"].description == zoo.known["proc"].description)
    let raw = zoo.known["cgroupstats"].array.map { $0.int }
    #expect(five.map { answer["cgroupstats"][$0].int } == raw)
    #expect(five.map { answer[$0].int } == raw)
    // Half of what sleeps carries a flag, and is in none of the kernel's counts.
    #expect(raw.compactMap { $0 }.reduce(0, +) < answer["proc"]["tasks"].int ?? 0)
    #expect(answer["source"].string == "cgroupstats")
    #expect(answer["cgroupstatsReason"].isAbsent)
    #expect(answer["version"].int == 1)
    #expect(answer["mount"].string == ControlGroup.cpu)
    #expect(answer["path"].string == "/" + group.name)
    #expect(answer["controllers"].strings == ["cpu"])
    #expect(nested.program.isRunning)
  }

  @Test func version2IsWhatTheMakerCounts() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let below = try ControlGroup(group.path, "below")
    let zoo = try Zoo("cgroup_zoo", [group.path, "2"])
    let nested = try Zoo("cgroup_zoo", [below.path, "2"])
    let answer = try agent.ask("cgroupLoad", ["path": group.path])
    #expect(answer["proc"].description == zoo.known["proc"].description)
    for name in five.dropLast() { #expect(answer[name].int == zoo.known["proc"][name].int) }
    #expect(answer["ioWait"].isNull)
    #expect(answer["source"].string == "proc")
    #expect(answer["cgroupstats"].isNull)
    #expect(answer["cgroupstatsReason"].string != nil)
    #expect(answer["version"].int == 2)
    #expect(answer["mount"].string == ControlGroup.unified)
    #expect(answer["controllers"].array.isEmpty)
    #expect(nested.program.isRunning)
  }

  /// `cgroup.procs` cannot be read in a threaded group, and names a process elsewhere.
  @Test func threadsAreCountedWhereTheyAre() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let threaded = try ControlGroup(group.path, "threaded")
    try threaded.write("threaded", to: "cgroup.type")
    let program = try threads()
    try group.write("\(program.pid)", to: "cgroup.procs")
    let tasks = try FileManager.default.contentsOfDirectory(
      atPath: "/proc/\(program.pid)/task")
    #expect(tasks.count == 4)
    try threaded.write(tasks.first { $0 != "\(program.pid)" } ?? "", to: "cgroup.threads")
    let outer = try agent.ask("cgroupLoad", ["path": group.path])["proc"]
    let inner = try agent.ask("cgroupLoad", ["path": threaded.path])["proc"]
    #expect([outer["tasks"].int, outer["sleeping"].int] == [3, 3])
    #expect([inner["tasks"].int, inner["sleeping"].int] == [1, 1])
    program.stop(SIGKILL)
  }

  /// A process whose first thread has ended still has the others.
  @Test(arguments: [ControlGroup.cpu, ControlGroup.unified])
  func threadsOutliveTheirLeader(_ mount: String) throws {
    let group = try ControlGroup(mount)
    let program = try threads(leaderEnds: true)
    try group.write("\(program.pid)", to: "cgroup.procs")
    try eventually("the leader is a zombie") {
      try String(contentsOfFile: "/proc/\(program.pid)/stat", encoding: .utf8).contains(") Z ")
    }
    let counts = try agent.ask("cgroupLoad", ["path": group.path])["proc"]
    #expect(counts["sleeping"].int == 3)
    #expect(counts["zombie"].int == 0)
    #expect(counts["tasks"].int == 3)
    program.stop(SIGKILL)
  }

  private func threads(leaderEnds: Bool = false) throws -> RunningProgram {
    let script = """
      import ctypes, os, sys, threading, time
      for _ in range(3): threading.Thread(target=os.read, args=(os.pipe()[0], 1)).start()
      print("ready", flush=True)
      if \(leaderEnds ? "True" : "False"):
        while "nlt-" not in open("/proc/self/cgroup").read(): time.sleep(0.01)
        ctypes.CDLL(None).syscall(60 if os.uname().machine == "x86_64" else 93, 0)  # SYS_exit
      time.sleep(1000)
      """
    let program = try RunningProgram(["python3", "-c", script])
    try program.waitForOutput("ready")
    try eventually("all of its threads sleep") {
      try ProcessFacts.states(program.pid) == Array(repeating: "S", count: 4)
    }
    return program
  }

  /// The kernel lists tasks outside the agent's pid namespace as 0.
  @Test func tasksOutsideThePidNamespaceAreUnseen() throws {
    let group = try ControlGroup(ControlGroup.unified)
    let zoo = try Zoo("cgroup_zoo", [group.path, "2"])
    let inside = try TestAgent(wrapper: ["unshare", "--pid", "--kill-child", "--mount-proc"])
    // unshare(1) lets no other signal through.
    defer { inside.program.stop(SIGKILL) }
    let counts = try inside.ask("cgroupLoad", ["path": group.path])["proc"]
    #expect(counts["unseen"].int == zoo.known["proc"]["tasks"].int)
    #expect(counts["tasks"].int == 0)
  }

  @Test func allFormsOfAPathAreTheSameGroup() throws {
    let group = try ControlGroup(ControlGroup.cpu)
    let name = group.name
    for path in [
      group.path, "/" + name, name, name + "/", group.path + "/", "\(name)/../\(name)",
      "\(ControlGroup.cpu)//\(name)", "./\(name)", "//\(name)//.", "\(group.path)/./../\(name)",
    ] {
      let answer = try agent.ask("cgroupLoad", ["path": path])
      #expect(answer["mount"].string == ControlGroup.cpu, "\(path)")
      #expect(answer["proc"]["tasks"].int == 0, "\(path)")
    }
    // The same name in version 2 comes second; a name that only version 2 has is found there.
    let twin = try ControlGroup(ControlGroup.unified, name)
    #expect(try agent.ask("cgroupLoad", ["path": name])["version"].int == 1)
    #expect(try agent.ask("cgroupLoad", ["path": twin.path])["version"].int == 2)
    #expect(group.remove())
    #expect(try agent.ask("cgroupLoad", ["path": name])["version"].int == 2)
    #expect(twin.remove())
    #expect(try agent.response("cgroupLoad", ["path": name]).errorName == "notFound")
    #expect(try agent.response("cgroupLoad", ["path": group.path]).errorName == "notFound")
    let sleepers = try (0..<3).map { _ in try RunningProgram(["sleep", "1000"]) }
    for sleeper in sleepers {
      try Data("\(sleeper.pid)".utf8).write(
        to: URL(fileURLWithPath: ControlGroup.cpu + "/cgroup.procs"))
    }
    let root = try agent.ask("cgroupLoad", ["path": "/"])
    #expect(root["mount"].string == ControlGroup.cpu)
    #expect((root["proc"]["tasks"].int ?? 0) >= 3)
  }

  /// A hierarchy without a controller, as systemd has one.
  @Test(.needs(.cgroup(.named("systemd"))))
  func aHierarchyMayHaveANameAndNoController() throws {
    let named = try agent.ask("cgroupLoad", ["path": CgroupHierarchy.named("systemd").path])
    #expect(named["controllers"].strings == ["name=systemd"])
    #expect(named["cgroupstats"].object.count == 5)
  }

  @Test func hostilePathsLeadNowhere() throws {
    let group = try ControlGroup(ControlGroup.cpu)
    let folder = try ScratchFolder()
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let cpu = ControlGroup.cpu
    let invalid = [
      "", "\0", "\(group.name)\0", "\(group.name)\0x", "..", "../", "../..", "../../../etc",
      "../memory", "\(group.name)/../../memory", "\(cpu)/..", "\(cpu)/../../../../etc",
      "\(cpu)/../cpu/\(group.name)", "\(group.name)/tasks", "\(group.path)/tasks",
      "\(group.path)/cgroup.procs", "\(group.path)/tasks/",
    ]
    for path in invalid {
      #expect(
        try agent.response("cgroupLoad", ["path": path]).errorName == "invalidParams", "\(path)")
    }
    let missing = [
      "/proc/self/root", "/etc/passwd", "/etc", "/tmp", pipe, "/sys/fs/cgroup", "/dev/zero",
      "\(ControlGroup.cpu)\(group.name)", "\n", " ", "\u{202e}", "$(id)", "/proc/self/fd/0",
      "\(group.name)x", String(repeating: "./", count: 100) + "nosuch",
    ]
    for path in missing {
      #expect(try agent.response("cgroupLoad", ["path": path]).errorName == "notFound", "\(path)")
    }
    for path in [
      String(repeating: "a", count: 5000), String(repeating: "a", count: 4000),
      String(repeating: "a/", count: 2000), String(repeating: "../", count: 1300),
    ] {
      let response = try agent.response("cgroupLoad", ["path": path])
      #expect(response["result"].isAbsent)
      #expect(response.errorName != nil)
    }
    #expect(try agent.ask("cgroupLoad", ["path": group.name])["proc"]["tasks"].int == 0)
  }
}
