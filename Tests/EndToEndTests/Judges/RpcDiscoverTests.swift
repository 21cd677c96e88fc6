import Foundation
import TestSupport
import Testing

/// The agent's description of itself: whether it is OpenRPC, and whether it is true.
@Suite(.needs(.root, .tools("ip", "nsenter", "python3"), .pythonPackages))
struct RpcDiscoverTests {
  /// Every method's answer in a namespace full of everything has the members it promises, and
  /// no others.
  @Test func everyAnswerIsAsDescribed() throws {
    let namespace = try NetworkNamespace()
    let other = try NetworkNamespace()
    let kinds = try NetworkNamespace()
    let otherOfKinds = try NetworkNamespace()
    let folder = try ScratchFolder()
    let groups = [try ControlGroup(ControlGroup.cpu), try ControlGroup(ControlGroup.unified)]
    let agent = try TestAgent(in: namespace)
    var zoos = [
      try Zoo("inet_zoo", in: namespace), try Zoo("unix_zoo", [folder.path], in: namespace),
      try Zoo("links_zoo", [other.name], in: namespace), try Zoo("owners_zoo", in: namespace),
    ]
    let document = try agent.ask("rpc.discover")
    var answers: [[Any]] = [["rpc.discover", document.value as Any]]
    for (method, parameters) in [
      ("inetConnections", ["processes": true, "netns": namespace.name]),
      ("unixConnections", ["processes": true, "netns": namespace.name]),
      (
        "socketSummary",
        [
          "by": [
            "protocol", "family", "state", "netns", "user", "process", "pid", "localAddress",
            "localPort",
            "remoteAddress", "remotePort", "interface",
          ], "netns": namespace.name,
        ]
      ),
      ("listLinks", ["netns": namespace.name]), ("listAddresses", ["netns": namespace.name]),
      ("listNamespaces", [:]), ("listFamilies", [:]), ("status", [:]),
      ("getFamilyID", ["name": "nlctrl"]),
      ("taskStats", ["pid": Int(agent.pid), "namespace": "caller"]),
      ("taskStats", ["tgid": Int(agent.pid), "threads": true, "namespace": "caller"]),
      ("listTasks", [:]),
      ("listTasks", ["threads": true, "namespace": "caller"]),
    ] as [(String, [String: Any])] {
      answers.append([method, try agent.ask(method, parameters).value as Any])
    }
    zoos.append(try Zoo("link_kinds_zoo", [otherOfKinds.name], in: kinds))
    answers.append(["listLinks", try agent.ask("listLinks", ["netns": kinds.name]).value as Any])
    let routed = try NetworkNamespace()
    zoos.append(try Zoo("routes_zoo", in: routed))
    for (method, parameters) in [
      ("listRoutes", [:]), ("listNeighbors", [:]), ("listRules", [:]),
      ("getRoute", ["to": "20.0.0.1", "mark": 7]),
    ] as [(String, [String: Any])] {
      let here = parameters.merging(["netns": routed.name]) { $1 }
      answers.append([method, try agent.ask(method, here).value as Any])
    }
    let topics = ["link", "address", "route", "neighbor", "rule"]
    for (method, parameters) in [
      ("subscribe", ["topics": topics, "netns": namespace.name]),
      ("subscribe", ["topics": topics, "netns": kinds.name]),
      ("subscribe", ["topics": topics, "netns": routed.name]),
    ] as [(String, [String: Any])] {
      // Each on its own connection: events may come before another answer.
      answers.append([method, try agent.ask(method, parameters).value as Any])
    }
    let client = try agent.connect()
    _ = try client.ask("subscribe", ["topics": ["rule"], "netns": other.name])
    let ended = try client.ask("unsubscribe", ["subscription": 1])
    answers.append(["unsubscribe", ended.value as Any])
    let details = try Zoo("details_zoo", [groups[1].path])
    zoos.append(details)
    answers += try answersOfDetails(details)
    // `ip netns exec` mounts a /sys without control groups.
    let outside = try TestAgent()
    for group in groups {
      for (method, more) in [
        ("cgroupLoad", ["smoothed": true]), ("cgroupLoad", ["recursive": true]),
        ("listCgroups", ["smoothed": true]),
      ] {
        let answer = try outside.ask(method, ["path": group.path].merging(more) { $1 })
        answers.append([method, answer.value as Any])
      }
    }
    answers.append(["pressure", try outside.ask("pressure").value as Any])
    answers.append(["pressure", try outside.ask("pressure", ["path": groups[1].path]).value as Any])
    let verdict = try check(document.value as Any, answers)
    #expect(verdict["mistakes"].strings == [])
    // Without vsock_diag that method has no answer.
    #expect(Set(verdict["unanswered"].strings ?? []).subtracting(["vsockSockets"]) == [])
    // What this kernel or a list without problems cannot have, and what only lists in parts do.
    let rare = [
      ".parts", ".problems", ".nameHex", ".source", ".netnsNameHex", ".namesHex",
      ".parentDevice", ".parentBus", ".numVirtualFunctions", ".virtualFunctions", ".physical",
      ".drvProgramID", ".hwProgramID",
      ".anycast",
      ".permanentAddress", ".unsupported", ".sctpInfo", ".vegas", ".dctcp", ".tls", ".rawProtocol",
      ".localAddresses", ".remoteAddresses", ".cgroupHex", ".congestionHex", ".interfaceHex",
      ".transmitRing", ".mptcpInfo.tailHex", "Sockets.sockets.interface",
      "Sockets.sockets.netnsName", "families.netns", ".addressHex",
      ".moreDescriptors", ".unit", ".container", ".cgroup", ".userHex",
      ".owners.reason", ".owners.hiddenProcesses", "unixConnections.connections.processes.tid",
      "unixConnections.connections.processes.commandHex",
      // MPLS, members of getRoute alone, and selectors newer than this machine's iproute2.
      ".newDestination", ".ttlPropagate", ".cc_algoHex", ".routes.error",
      ".routes.references", ".routes.usedHundredthsAgo",
      ".routes.inputInterface", ".routes.mark", ".routes.uid",
      ".inputInterfaceHex", ".outputInterfaceHex", ".dscp", ".flowLabel",
      ".pathHex", ".irq.",
      // Other versions of struct taskstats, and what is measured only where that was turned on.
      ".knownVersion", "taskStats.tailHex", "threads.tailHex", ".delays.", ".commandHex",
    ]
    let never = (verdict["never"].strings ?? []).filter { path in
      // One socket has no more than those of the list have, and not all of it. So has one route.
      !path.hasPrefix("inetSocket.") && !path.hasPrefix("getRoute.")
        && !rare.contains { path.contains($0) }
    }
    #expect(never == [])
    #expect(zoos.allSatisfy { $0.program.isRunning })
  }

  private func answersOfDetails(_ zoo: Zoo) throws -> [[Any]] {
    let agent = try TestAgent(wrapper: ["nsenter", "-t", "\(zoo.program.pid)", "-n"])
    let calls: [(String, [String: Any])] = [
      (
        "inetConnections",
        ["details": ["all"], "protocols": ["tcp", "udp", "udplite", "raw", "mptcp", "sctp"]]
      ),
      ("unixConnections", ["details": ["memory"]]),
      ("netlinkSockets", ["netns": "pid:\(zoo.program.pid)"]),
      ("packetSockets", ["netns": "pid:\(zoo.program.pid)"]),
      (
        "inetSocket",
        ["protocol": "tcp", "localAddress": "127.0.0.1", "localPort": 6004, "details": ["all"]]
      ),
    ]
    return try calls.map { [$0, try agent.ask($0, $1).value as Any] }
  }

  /// What is described is what there is: each method answers, and no other name does.
  @Test func everyDescribedMethodIsThere() throws {
    let agent = try TestAgent()
    let document = try agent.ask("rpc.discover")
    let names = document["methods"].array.compactMap { $0["name"].string }
    #expect(names.count >= 9)
    for name in names {
      let error = try agent.response(name)["error"]
      #expect(error.isAbsent || [-32602, -32003].contains(error["code"].int), "\(name)")
    }
    #expect(try agent.response("rpc.nosuch")["error"]["code"].int == -32601)
    let codes = Set(
      document["methods"].array.flatMap { $0["errors"].array }
        .compactMap { $0["code"].int })
    let refused = try agent.response("getFamilyID", ["name": "NOSUCH"])["error"]["code"].int
    #expect(codes.contains(refused ?? 0))
  }

  /// The checks find what is wrong; else they would prove nothing.
  @Test func mistakesAreFound() throws {
    let agent = try TestAgent()
    let document = try agent.ask("rpc.discover").object
    let methods = document["methods"] as? [[String: Any]] ?? []
    for (member, value) in [
      ("name", nil), ("params", nil), ("result", nil), ("paramStructure", "any"),
      ("params", [["name": "x"]]), ("extra", 1), ("name", "rpc.own"),
      ("result", ["name": "r", "schema": ["type": "nonsense"]]),
    ] as [(String, Any?)] {
      var broken = document
      var method = methods[0]
      method[member] = value
      broken["methods"] = [method]
      #expect(try check(broken, [])["mistakes"].array.count > 0, "\(member)")
    }
    for result in [["id": -1], ["id": "1"], [:], ["id": 1, "nosuch": 2]] as [[String: Any]] {
      let verdict = try check(document, [["getFamilyID", result]])
      #expect(verdict["mistakes"].array.count > 0, "\(result)")
    }
  }

  private func check(_ document: Any, _ answers: [[Any]]) throws -> JSON {
    let asked = try JSONSerialization.data(
      withJSONObject: ["document": document, "answers": answers])
    return try TestTools.json("check_discover", input: String(decoding: asked, as: UTF8.self))
  }
}
