import Foundation
import TestSupport
import Testing

/// The memory that clients make the agent take, inside a control group with the limit of the
/// systemd unit.
@Suite(.needs(.root, .tools("ip", "python3"), .cgroup(.version1("memory")))) struct MemoryTests {
  private static let unitsLimit = 256 << 20

  /// Clients of four users that ask for the most and read nothing. The first argument is the
  /// agent's socket, the second the number of clients of each user.
  private static let stalledClients = """
    import json, os, socket, sys, time

    def line(method, **params):
        return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}

    calls = [
        line("inetConnections", processes=True, details=["memory", "info"], passes=2),
        line("socketSummary", by=["localAddress", "localPort", "pid"]),
        [line("rpc.discover")] * 64,
        line("unixConnections", processes=True),
        line("subscribe", topics=["route", "socketClose"], processes=True),
    ]

    def connect(uid):
        os.seteuid(uid)
        s = socket.socket(socket.AF_UNIX)
        s.connect(sys.argv[1])
        os.seteuid(0)
        return s

    def ask(s, call):
        s.sendall((json.dumps(call) + "\\n").encode())

    held = []
    for number in range(int(sys.argv[2])):
        for uid in (20001, 20002, 20003, 20004):
            s = connect(uid)
            ask(s, calls[number % len(calls)])
            held.append(s)

    # Until all have begun to answer, or have refused.
    beginnings = []
    for s in held:
        s.settimeout(120)
        beginnings.append(s.recv(400, socket.MSG_PEEK))
    refused = [b for b in beginnings if b'"error"' in b]

    other = connect(20005)
    other.settimeout(120)
    answers = other.makefile()
    results = []
    for call in line("status"), line("unixConnections"), line("inetConnections"):
        ask(other, call)
        results.append(json.loads(answers.readline()))
    print(json.dumps({
        "clients": len(held),
        "refused": len(refused),
        "retryAfter": all(b'"retryAfter":1000' in b for b in refused),
        "limit": all(b'"limitExceeded"' in b for b in refused),
        "others": ["result" in r and r["result"].get("complete", True) for r in results],
    }), flush=True)
    sys.stdin.readline()
    """

  @Test func stalledClientsOfFourUsersLeaveMemoryForOthers() throws {
    let namespace = try NetworkNamespace()
    let routes = (0..<20_000).map { "route add 10.\($0 / 250).\($0 % 250).0/24 dev lo" }
    try ip(routes.joined(separator: "\n"), in: namespace)
    let holders = try (0..<4).map { part in
      try RunningProgram(
        [
          "prlimit", "--nofile=5100", "python3", "-c",
          """
          import socket, sys
          held = []
          for number in range(5000):
              s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
              s.bind(("127.\(part).%d.%d" % (number // 200, number % 200 + 1), 2000 + number % 50))
              held.append(s)
          print("ready", flush=True)
          sys.stdin.readline()
          """,
        ], in: namespace)
    }
    for holder in holders { try holder.waitForOutput("ready") }
    let agent = try TestAgent(in: namespace, ["--mode", "0666"])
    let group = try ControlGroup(CgroupHierarchy.version1("memory").path)
    try group.write("\(Self.unitsLimit)", to: "memory.limit_in_bytes")
    try group.write("\(agent.pid)", to: "cgroup.procs")
    _ = try agent.ask("status")
    let before = try ProcessFacts.status(agent.pid, "VmRSS")

    let clients = try RunningProgram(
      ["python3", "-c", Self.stalledClients, agent.socket, "60"], in: namespace)
    try clients.waitForOutput("}", within: 300)
    let facts = try JSON(clients.output)
    #expect(facts["clients"].int == 240)
    #expect((1..<240).contains(facts["refused"].int ?? 0), "\(clients.output)")
    #expect(facts["limit"].bool == true)
    #expect(facts["retryAfter"].bool == true)
    #expect(facts["others"].array.allSatisfy { $0.bool == true }, "\(clients.output)")
    #expect(try group.lines(of: "memory.oom_control").contains("oom_kill 0"))
    #expect(agent.program.isRunning)

    clients.stop(SIGKILL)
    var after = 0
    try eventually(within: 60, "the memory is given back: \(before) kB before, now \(after) kB") {
      after = try ProcessFacts.status(agent.pid, "VmRSS")
      return after <= 2 * before
    }
    agent.program.stop()
    for holder in holders { holder.stop(SIGKILL) }
  }
}
