import Foundation
import TestSupport
import Testing

/// What the agent cannot read is not called complete, not called ended, and not counted as zero.
@Suite(.needs(.root, .tools("ip", "python3", "strace", "unshare", "setpriv"))) struct TruthTests {
  /// Makes calls of the agent fail. `when` of the fault counts the calls of each thread.
  private func fail(_ fault: String, in agent: TestAgent) throws -> RunningProgram {
    let strace = try RunningProgram([
      "strace", "-f", "-p", "\(agent.pid)", "-e", "trace=\(fault.prefix { $0 != ":" })", "-e",
      "inject=\(fault)", "-o", "/dev/null",
    ])
    try eventually("strace is attached: \(strace.errors)") { strace.errors.contains("attached") }
    return strace
  }

  /// A whole response.
  private func response(_ agent: TestAgent, _ method: String, _ parameters: String) throws -> JSON {
    let client = try agent.connect()
    try client.sendLine(
      #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(parameters)}"#)
    return try client.answer()
  }

  @Test(arguments: ["EMFILE", "ENOMEM", "EIO", "EACCES"])
  func tasksThatCannotBeReadAreMissing(_ errno: String) throws {
    let agent = try TestAgent()
    let strace = try fail("openat:error=\(errno):when=30+", in: agent)
    let tasks = try agent.ask("listTasks")
    strace.stop()
    #expect(tasks["complete"].bool == false)
    let problem = try #require(tasks["problems"].array.first)
    #expect(problem["name"].string == "processesUnreadable")
    #expect(problem["errno"].string == errno)
  }

  /// A route without the name of its link, a neighbor, a bound socket: the names exist.
  @Test(arguments: ["listRoutes", "listNeighbors", "listAddresses"])
  func namesThatCannotBeLookedUpAreMissing(_ method: String) throws {
    let namespace = try NetworkNamespace()
    try succeed(["ip", "link", "add", "d0", "type", "ifb"], in: namespace)
    try succeed(["ip", "link", "set", "d0", "up"], in: namespace)
    try succeed(["ip", "address", "add", "10.9.0.1/24", "dev", "d0"], in: namespace)
    try succeed(
      ["ip", "neighbor", "add", "10.9.0.2", "lladdr", "02:00:00:00:00:02", "dev", "d0"],
      in: namespace)
    let agent = try TestAgent(in: namespace)
    #expect(try agent.ask(method)["complete"].bool == true)
    let strace = try fail("ioctl:error=EIO", in: agent)
    let answer = try agent.ask(method)
    strace.stop()
    #expect(answer["complete"].bool == false)
    #expect(answer["problems"].array.map { $0["name"].string } == ["namesMissing"])
    #expect(answer["problems"].array.first?["errno"].string == "EIO")
  }

  /// Wherever the fault meets the call, the answer is the whole one or an error that names it.
  @Test(arguments: 1...12) func aTaskIsNotCalledEnded(_ first: Int) throws {
    let agent = try TestAgent()
    let strace = try fail("openat:error=EMFILE:when=\(first)+", in: agent)
    defer { strace.stop() }
    for number in ["tgid", "pid"] {
      let answer = try response(agent, "taskStats", #"{"\#(number)":\#(getpid())}"#)
      if answer["error"].isAbsent {
        #expect((answer["result"]["threadCount"].int ?? 1) > 0)
        continue
      }
      #expect(answer["error"]["data"]["errno"].string == "EMFILE", "\(answer)")
      #expect(answer["error"]["data"]["name"].string != "notFound")
    }
  }

  @Test(.needs(.kernelTypes)) func oneFaultDoesNotEndOwnersByBPF() throws {
    let agent = try TestAgent()
    func means() throws -> String? { try agent.ask("status")["owners"]["means"].string }
    let strace = try fail("bpf:error=EMFILE:when=1", in: agent)
    let first = try agent.ask("unixConnections", ["processes": true])
    strace.stop()
    #expect(first["owners"]["source"].string == "proc")
    #expect(try means() == "untried")
    let second = try agent.ask("unixConnections", ["processes": true])
    #expect(second["owners"]["source"].string == "bpf")
    #expect(try means() == "bpf")
  }

  // MARK: Hidden processes

  /// An agent of root without capabilities and outside of the group root, to which /proc does not show the processes of others.
  private func blind(in namespace: NetworkNamespace? = nil) throws -> TestAgent {
    try TestAgent(
      in: namespace, ["--mode", "0666"],
      wrapper: [
        "unshare", "-m", "sh", "-c",
        #"mount -t proc -o hidepid=2 proc /proc && exec "$@""#, "sh", "setpriv",
        "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all",
      ])
  }

  @Test func aSocketOfAHiddenProcessMayBeTheOneAskedFor() throws {
    let namespace = try NetworkNamespace()
    let holder = try RunningProgram(
      [
        "python3", "-c",
        "import os, socket, sys; s = socket.socket(); s.bind(('127.0.0.1', 4711)); s.listen(); "
          + "os.setresuid(65534, 65534, 65534); print('ready', flush=True); sys.stdin.read()",
      ], in: namespace)
    try holder.waitForOutput("ready")
    let agent = try blind(in: namespace)
    let all = try agent.ask("inetConnections", ["processes": true])
    let socket = try #require(all["connections"].array.first)
    #expect(socket["ownerUnknown"].string == "noPermission")
    #expect(all["owners"]["hiddenProcesses"].string == "hidepid")
    #expect(all["complete"].bool == true, "each record has the reason")
    let filtered = try agent.ask("inetConnections", ["filter": "process = python3"])
    #expect(filtered["connections"].array.isEmpty)
    #expect(filtered["complete"].bool == false)
    let message = filtered["problems"].array.first?["message"].string ?? ""
    #expect(message.contains("hidepid"), "\(filtered)")
    // No socket is in doubt where no socket is in question.
    let others = try agent.ask("inetConnections", ["filter": "sport = 1 and process = python3"])
    #expect(others["complete"].bool == true)
    // With the privilege nothing is hidden.
    let seeing = try TestAgent(in: namespace)
    let found = try seeing.ask("inetConnections", ["filter": "process = python3"])
    #expect(found["connections"].array.count == 1 && found["complete"].bool == true)
    holder.stop()
  }

  /// With hidepid the agent cannot see its caller, which lives.
  @Test func aHiddenCallerHasNotEnded() throws {
    let namespace = try NetworkNamespace()
    let agent = try blind(in: namespace)
    let answer = try run(
      [
        "setpriv", "--reuid=65534", "--clear-groups", Built.client, "--socket", agent.socket,
        "call", "inetConnections", #"{"netns": "caller"}"#,
      ], in: namespace)
    #expect(answer.status == 1)
    #expect(answer.errors.contains("cannot see the caller"), "\(answer.errors)")
    #expect(answer.errors.contains("hidepid"))
  }

  @Test func hiddenTasksOfAGroupHaveNotEnded() throws {
    let sleeper = try RunningProgram(
      ["setpriv", "--reuid=65534", "--clear-groups", "sleep", "1000"])
    let group = try ControlGroup(ControlGroup.cpu)
    try group.write("\(sleeper.pid)", to: "cgroup.procs")
    let agent = try blind()
    let load = try agent.ask("cgroupLoad", ["path": group.path])
    #expect(load["proc"]["unseen"].int == 1, "\(load)")
    #expect(load["proc"]["exited"].int == 0)
    sleeper.stop()
  }

  /// Without /proc neither program sees its options, and must not run with others.
  @Test func withoutProcTheCommandLineIsUnknown() throws {
    let reason = "the command line cannot be read: /proc is not mounted"
    for (program, status) in [(Built.client, 3), (Built.agent, 1)] {
      let ended = try run(
        ["unshare", "-m", "sh", "-c", "mount -t tmpfs none /proc; exec \(program) status"])
      #expect(ended.status == status, "\(program)")
      #expect(ended.errors.contains(reason), "\(ended.errors)")
    }
  }
}
