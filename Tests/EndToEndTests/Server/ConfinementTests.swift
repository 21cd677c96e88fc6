import Foundation
import Syscalls
import TestSupport
import Testing

@testable import Privileged

/// What the running agent and its surveyors have given up, as the kernel reports it and as their
/// own filters decide.
@Suite(.serialized, .needs(.root, .tools("gcc", "ip", "python3", "setpriv")))
struct ConfinementTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private typealias Sets = [String: UInt64]

  /// Numbers of `/proc/PID/status`: the sets of capabilities, NoNewPrivs, Seccomp and
  /// Seccomp_filters; nil if the task has ended.
  private func status(_ process: Int32, thread: String? = nil) -> Sets? {
    let path = "/proc/\(process)/task/\(thread ?? "\(process)")/status"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    var numbers: Sets = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { String($0) }
      guard parts.count == 2 else { continue }
      let value = parts[1].trimmingCharacters(in: .whitespaces)
      if parts[0].hasPrefix("Cap") { numbers[parts[0]] = UInt64(value, radix: 16) }
      if ["NoNewPrivs", "Seccomp", "Seccomp_filters"].contains(parts[0]) {
        numbers[parts[0]] = UInt64(value)
      }
    }
    return numbers
  }

  private func bits(_ capabilities: [Capability]) -> UInt64 { CapabilitySet(capabilities).bits }

  private static let methods: [Capability] = [
    .readSearch, .networkAdministration, .trace, .administration, .resources,
    .performanceMonitoring, .bpf,
  ]
  private static let surveyors: [Capability] = [.readSearch, .networkAdministration, .trace]

  /// What the tests themselves have bounds what the agent can have.
  private var own: UInt64 { status(getpid())?["CapBnd"] ?? 0 }

  private func expect(
    _ status: Sets?, has capabilities: UInt64, bounding: UInt64, passingOn: UInt64,
    filters: UInt64 = 1, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let expected: Sets = [
      "CapEff": capabilities, "CapPrm": capabilities, "CapBnd": bounding, "CapInh": passingOn,
      "CapAmb": passingOn, "NoNewPrivs": 1, "Seccomp": 2, "Seccomp_filters": filters,
    ]
    for (name, value) in expected {
      #expect(
        status?[name] == value, "\(name): \(String(status?[name] ?? 0, radix: 16))",
        sourceLocation: sourceLocation)
    }
  }

  // MARK: The agent

  @Test func anAgentOfRootKeepsWhatMethodsNeed() throws {
    let agent = try TestAgent()
    let client = try agent.connect()
    let privileges = try client.ask("status")["privileges"].strings
    let kept = bits(Self.methods) & own
    let passed = bits(Self.surveyors) & own
    expect(status(agent.pid), has: kept, bounding: kept, passingOn: passed)
    #expect(privileges == KeptCapability.namesForMethods())
    // The thread of the client, too. A sanitizer's own thread is older than all this.
    guard TestAgent.idleThreads == 1 else { return }
    let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(agent.pid)/task")
    #expect(threads.count == 2)
    for thread in threads {
      expect(
        status(agent.pid, thread: thread), has: kept, bounding: kept, passingOn: passed)
    }
    #expect(!agent.program.errors.contains("cannot"), "\(agent.program.errors)")
  }

  /// A reload may open sockets for other users and groups.
  @Test func anAgentWithAConfigurationFileKeepsWhatReloadsNeed() throws {
    let file = folder.path + "/nlagent.conf"
    let socket = folder.path + "/one"
    try "socket \(socket)\n".write(toFile: file, atomically: true, encoding: .utf8)
    chmod(file, 0o644)
    let program = try RunningProgram([Built.agent, "--config", file])
    try eventually("it serves: \(program.errors)") { (try? TestClient(socket)) != nil }
    _ = try TestClient(socket).ask("status")
    let kept = bits(Self.methods + [.chown, .fileOwner]) & own
    expect(
      status(program.pid), has: kept, bounding: kept, passingOn: bits(Self.surveyors) & own)
    // A directory, a lock file and a socket that are made, and owners that are changed.
    func reload(mode: String) throws {
      try """
      socket \(socket)
        owner 20010
        group 20011
      socket \(folder.path)/deep/two
        mode \(mode)
        owner 20010
        group 20011
      """.write(toFile: file, atomically: true, encoding: .utf8)
      kill(program.pid, SIGHUP)
    }
    try reload(mode: "0666")
    try eventually("both have their owners: \(program.errors)") {
      ["one", "deep/two"].allSatisfy { name in
        let status = try? Files.status("\(folder.path)/\(name)")
        return status?.userID == 20010 && status?.groupID == 20011
      }
    }
    #expect(try TestClient(folder.path + "/deep/two").ask("status")["pid"].int != nil)
    // By now the file belongs to another user.
    try reload(mode: "0640")
    try eventually("the mode has changed: \(program.errors)") {
      (try? Files.status("\(folder.path)/deep/two").mode & 0o777) == 0o640
    }
    #expect(program.stop() == 0)
    for name in ["one", "one.lock", "deep/two", "deep/two.lock"] {
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/\(name)"), "\(name)")
    }
    #expect(!program.errors.contains("cannot"), "\(program.errors)")
  }

  private static let given: [Capability] = [
    .readSearch, .trace, .networkAdministration, .bpf, .chown, .fileOwner,
  ]

  /// An ordinary user's agent, without and with some capabilities. Its bounding set stays, for only
  /// CAP_SETPCAP could reduce it; programs that it executes gain nothing by it.
  @Test(arguments: [[], given])
  func anAgentOfAnOrdinaryUserKeepsWhatItHasOfThem(_ given: [Capability]) throws {
    let agent = folder.path + "/nlagent"
    let home = folder.path + "/home"
    try FileManager.default.copyItem(atPath: Built.agent, toPath: agent)
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: false)
    chown(home, 65534, 65534)
    let names = given.map { $0.name.dropFirst(4).lowercased() }
    let list = "-all" + names.map { ",+\($0)" }.joined()
    let program = try RunningProgram([
      "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=\(list)",
      "--ambient-caps=\(list)", agent, "--socket", home + "/s",
    ])
    try eventually("it serves: \(program.errors)") { (try? TestClient(home + "/s")) != nil }
    let client = try TestClient(home + "/s")
    #expect(try client.ask("listLinks")["complete"].bool == true)
    let held = bits(given)
    let kept = held & bits(Self.methods)
    let passed = held & bits(Self.surveyors)
    expect(status(program.pid), has: kept, bounding: own, passingOn: passed)
    // Not dumpable, so its files in /proc are root's. It can read its own all the same.
    #expect(try Files.status("/proc/\(program.pid)/environ").userID == 0)
    #expect(
      try client.ask("unixConnections", ["processes": true])["connections"].array.isEmpty == false)
    #expect(try client.ask("listNamespaces")["namespaces"].array.first?["isAgents"].bool == true)
    #expect(program.stop() == 0)
    #expect(!program.errors.contains("cannot"), "\(program.errors)")
  }

  @Test func aPrivateAgentIsConfined() throws {
    let client = try RunningProgram([Built.client, "--private", "monitor", "link"])
    try eventually("its agent is confined: \(client.errors)") {
      guard let agent = children(of: client.pid).first, let status = status(agent) else {
        return false
      }
      let kept = bits(Self.methods) & own
      return status["Seccomp"] == 2 && status["NoNewPrivs"] == 1 && status["CapEff"] == kept
        && status["CapBnd"] == kept
    }
    client.stop()
  }

  private func children(of process: Int32) -> [Int32] {
    let tasks = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
    return (tasks ?? []).flatMap { task in
      let path = "/proc/\(process)/task/\(task)/children"
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      return text.split(separator: " ").compactMap { Int32($0) }
    }
  }

  // MARK: Surveyors

  /// Runs `body` while a surveyor of an agent is stopped, after it has confined itself. The agent
  /// kills it after some seconds.
  private func withSurveyor(_ body: (Int32) throws -> Void) throws {
    // So many sockets that a survey takes some time.
    let namespace = try NetworkNamespace()
    let crowd = try SocketCrowd(tcp: 4000, unix: 0, in: namespace)
    let agent = try TestAgent()
    let call = #"{"jsonrpc":"2.0","id":1,"method":"listNamespaces"}"#
    var stopped: Int32?
    try eventually("a surveyor is stopped") {
      let client = try agent.connect()
      try client.sendLine([String](repeating: call, count: 20).joined(separator: "\n"))
      let deadline = Date().addingTimeInterval(5)
      while stopped == nil, Date() < deadline {
        guard let child = children(of: agent.pid).first, isConfinedTwice(child) else { continue }
        kill(child, SIGSTOP)
        // It may have ended before.
        if (try? ProcessFacts.states(child)) == ["T"] { stopped = child }
      }
      return stopped != nil
    }
    try body(try #require(stopped))
    withExtendedLifetime(crowd) {}
  }

  private func isConfinedTwice(_ process: Int32) -> Bool {
    status(process)?["Seccomp_filters"] == 2
  }

  @Test func aSurveyorKeepsLess() throws {
    try withSurveyor { surveyor in
      let kept = bits(Self.surveyors) & own
      // Without CAP_SETPCAP the bounding set stays the agent's.
      expect(
        status(surveyor), has: kept, bounding: bits(Self.methods) & own, passingOn: 0, filters: 2)
    }
  }

  // MARK: Refusals

  /// The errnos of the probe's calls by their names.
  private func probe(_ process: Int32? = nil) throws -> [String: Int] {
    let path = folder.path + "/probe"
    if !FileManager.default.fileExists(atPath: path) {
      try CProgram.make("sandbox_probe", at: path)
    }
    let finished = try succeed([path] + (process.map { ["\($0)"] } ?? []))
    var results: [String: Int] = [:]
    for line in finished.lines {
      let words = line.split(separator: " ")
      results[String(words[0])] = Int(words[1])
    }
    return results
  }

  private static let needed = ["getpid", "openat-read", "mmap"]
  private static let agents = [
    "socket-unix", "socket-netlink", "execve", "clone", "setns-network", "bpf-load", "openat2",
    "capset", "prctl-no-new-privileges", "openat-pressure",
  ]
  private static let openers = ["bind", "listen", "fchownat", "mkdirat", "openat-lock"]
  private static let missing = ["clone3"]

  /// Compares the results with those without a filter, so that no refusal is another one's.
  private func expect(
    _ results: [String: Int], allowed: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let free = try probe()
    #expect(free.count > 70)
    for (name, result) in results where name != "filters" {
      let without = try #require(free[name])
      #expect(without != Int(EPERM), "\(name)", sourceLocation: sourceLocation)
      let expected =
        allowed.contains(name)
        ? without : Self.missing.contains(name) ? Int(ENOSYS) : Int(EPERM)
      #expect(result == expected, "\(name)", sourceLocation: sourceLocation)
    }
    #expect(results.count == free.count)
  }

  private static let hasFilters = Need.kernel(
    "CONFIG_CHECKPOINT_RESTORE", file: "/proc/sys/kernel/ns_last_pid")

  @Test(.needs(hasFilters)) func theAgentsFilterRefuses() throws {
    let agent = try TestAgent()
    _ = try agent.ask("status")
    let results = try probe(agent.pid)
    #expect(results["filters"] == 1)
    try expect(results, allowed: Self.needed + Self.agents)
    #expect(try agent.ask("listLinks")["complete"].bool == true)
  }

  @Test(.needs(hasFilters)) func anAgentThatReloadsMayOpenSockets() throws {
    let file = folder.path + "/nlagent.conf"
    try "socket \(folder.path)/s\n".write(toFile: file, atomically: true, encoding: .utf8)
    chmod(file, 0o644)
    let program = try RunningProgram([Built.agent, "--config", file])
    try eventually("it serves") { (try? TestClient(folder.path + "/s")) != nil }
    _ = try TestClient(folder.path + "/s").ask("status")
    try expect(
      try probe(program.pid), allowed: Self.needed + Self.agents + Self.openers)
  }

  @Test(.needs(hasFilters)) func aSurveyorsFilterRefusesMore() throws {
    // Compiled before.
    _ = try probe()
    try withSurveyor { surveyor in
      let results = try probe(surveyor)
      #expect(results["filters"] == 2)
      try expect(results, allowed: Self.needed)
    }
  }
}
