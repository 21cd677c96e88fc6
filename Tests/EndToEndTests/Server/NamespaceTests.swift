import Foundation
import TestSupport
import Testing

/// The parameter `netns`: which namespace's sockets and links are listed.
@Suite(.serialized, .needs(.root, .tools("ip", "python3", "unshare")))
struct NamespaceTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(["--mode", "0666"])
  }

  private func inode() throws -> String { try inode(of: "/run/netns/\(namespace.name)") }

  private func inode(of path: String) throws -> String {
    try succeed(["stat", "-L", "-c", "%i", path]).lines[0]
  }

  /// A client that reads a little now and then does not keep a deleted namespace alive, neither by
  /// a list nor by a subscription.
  @Test(arguments: [true, false]) func aSlowReaderKeepsNoDeletedNamespace(_ bySubscription: Bool)
    throws
  {
    let crowd = try SocketCrowd(tcp: bySubscription ? 0 : 15_000, unix: 0, in: namespace)
    _ = try agent.ask("status")
    let before = try agent.idleResources()
    let client = try agent.connect()
    if bySubscription {
      _ = try client.ask("subscribe", ["topics": ["link"], "netns": namespace.name])
      let discover = #"{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}"# + "\n"
      try client.send(String(repeating: discover, count: 300))
    } else {
      let parameters = #"{"netns":"\#(namespace.name)"}"#
      try client.sendLine(
        #"{"jsonrpc":"2.0","id":1,"method":"inetConnections","params":\#(parameters)}"#)
    }
    try ProcessFacts.waitForBlockedSend(agent.pid)
    crowd.stop()
    try succeed(["ip", "netns", "del", namespace.name])
    // 20 KB/s are enough to be waited for, and 6 MB would take five minutes.
    let start = Date()
    try eventually("the agent gives up") {
      _ = try? client.receive()
      usleep(2_000_000)
      let now = try agent.resources()
      // A subscription may end by itself; then the client and its process alone are left.
      return now.threads == before.threads
        || bySubscription && now.descriptors <= before.descriptors + 2
    }
    #expect(Date().timeIntervalSince(start) < 60)
  }

  /// By name, process and inode it is the same namespace, and only the rows of it.
  @Test func namespacesAreChosenByNameProcessAndInode() throws {
    let crowd = try SocketCrowd(tcp: 3, unix: 2, in: namespace)
    let sleeper = try RunningProgram(["sleep", "60"], in: namespace)
    try eventually("inside") {
      try inode(of: "/proc/\(sleeper.pid)/ns/net") == inode(of: "/run/netns/\(namespace.name)")
    }
    let number = try inode()
    for netns in [namespace.name, "name:\(namespace.name)", "pid:\(sleeper.pid)", number] {
      let result = try agent.ask("inetConnections", ["netns": netns])
      let rows = result["connections"].array
      #expect(rows.compactMap { $0["localPort"].int }.sorted() == [10000, 10001, 10002])
      #expect(rows.allSatisfy { $0["netns"].int == Int(number) })
      let isNamed = !netns.hasPrefix("pid:")
      #expect(rows.allSatisfy { $0["netnsName"].string == (isNamed ? namespace.name : nil) })
      #expect(result["complete"].bool == true)
      let unix = try agent.ask("unixConnections", ["netns": netns])["connections"].array
      #expect(unix.compactMap { $0["abstractName"].string }.sorted() == ["crowd0", "crowd1"])
      #expect(unix.allSatisfy { $0["netns"].int == Int(number) })
      let links = try agent.ask("listLinks", ["netns": netns])["links"].array
      #expect(links.map { $0["name"].string } == ["lo"])
      let addresses = try agent.ask("listAddresses", ["netns": netns])["addresses"].array
      #expect(addresses.map { $0["address"].string } == ["127.0.0.1", "::1"])
      #expect(addresses.allSatisfy { $0["interface"].string == "lo" })
    }
    withExtendedLifetime(crowd) {}
  }

  /// The default is the agent's own, and its rows say nothing of namespaces.
  @Test func withoutTheParameterNothingChanges() throws {
    for parameters in [[:], ["netns": "agent"]] as [[String: String]] {
      let links = try agent.ask("listLinks", parameters)["links"].array
      #expect(links.count > 0)
      #expect(links.allSatisfy { $0["netns"].isAbsent && $0["netnsName"].isAbsent })
    }
  }

  /// Indexes of devices mean something else in each namespace.
  @Test func namesOfDevicesAreThoseOfTheNamespace() throws {
    try succeed(["ip", "-n", namespace.name, "link", "set", "lo", "down"])
    try succeed(["ip", "-n", namespace.name, "link", "set", "lo", "name", "nlt-lo"])
    try succeed(["ip", "-n", namespace.name, "link", "set", "nlt-lo", "up"])
    let bound = try RunningProgram(
      [
        "python3", "-c",
        """
        import socket, sys
        s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"nlt-lo")
        s.bind(("127.0.0.1", 5001)); s.listen(1); print("ready", flush=True); sys.stdin.read()
        """,
      ], in: namespace)
    try bound.waitForOutput("ready")
    let rows = try agent.ask("inetConnections", ["netns": namespace.name])["connections"].array
    #expect(rows.map { $0["interface"].string } == ["nlt-lo"])
    #expect(rows.map { $0["interfaceIndex"].int } == [1])
    let addresses = try agent.ask("listAddresses", ["netns": namespace.name])["addresses"].array
    #expect(addresses.allSatisfy { $0["interface"].string == "nlt-lo" })
    #expect(addresses.count == 2)
  }

  /// Every other method over sockets asks the chosen namespace.
  @Test func otherKindsOfSocketsAreListedToo() throws {
    let held = try RunningProgram(
      [
        "python3", "-c",
        """
        import socket, sys
        p = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x0300); p.bind(("lo", 3))
        n = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); n.bind((4242, 0))
        l = socket.socket(); l.bind(("127.0.0.1", 4711)); l.listen(1)
        print("ready", flush=True); sys.stdin.read()
        """,
      ], in: namespace)
    try held.waitForOutput("ready")
    let parameters = ["netns": namespace.name]
    let packets = try agent.ask("packetSockets", parameters)["sockets"].array
    #expect(packets.map { $0["interface"].string } == ["lo"])
    let netlink = try agent.ask("netlinkSockets", parameters)["sockets"].array
    #expect(netlink.filter { $0["portID"].int == 4242 }.count == 1)
    let families = try agent.ask("listFamilies", parameters)["families"].array
    #expect(families.contains { $0["name"].string == "nlctrl" })
    for row in packets + netlink + families {
      #expect(row["netnsName"].string == namespace.name && row["netns"].int != nil)
    }
    let ends: [String: Any] = ["protocol": "tcp", "localAddress": "127.0.0.1", "localPort": 4711]
    let one = try agent.ask("inetSocket", ends.merging(parameters) { $1 })
    #expect(one["state"].string == "LISTEN" && one["netnsName"].string == namespace.name)
    #expect(try agent.response("inetSocket", ends)["error"]["code"].int == -32002)
    let all = try agent.response("inetSocket", ends.merging(["netns": "all"]) { $1 })
    #expect(all["error"]["code"].int == -32602)
    // By its cookie, with a dump.
    let cookie = try #require(one["cookie"].string)
    let again = try agent.ask(
      "inetSocket", ["protocol": "tcp", "cookie": cookie, "netns": namespace.name])
    #expect(again["inode"].int == one["inode"].int)
    for command in ["packet", "netlink"] {
      let table = try agent.nlctl(command, "-N", namespace.name)
      #expect(table.lines.last?.hasSuffix(namespace.name) == true, "\(table.errors)")
    }
    let socket = try agent.nlctl("socket", "-N", namespace.name, "tcp", "127.0.0.1:4711")
    #expect(socket.text.contains(namespace.name), "\(socket.errors)")
  }

  /// A device of the filter is one of the namespace asked about.
  @Test func filtersMeanDevicesOfTheNamespace() throws {
    try succeed(["ip", "-n", namespace.name, "link", "add", "nlt-d0", "type", "veth"])
    try succeed(["ip", "-n", namespace.name, "link", "set", "nlt-d0", "up"])
    let bound = try RunningProgram(
      [
        "python3", "-c",
        """
        import socket, sys
        s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"nlt-d0")
        s.bind(("0.0.0.0", 5002)); s.listen(1); print("ready", flush=True); sys.stdin.read()
        """,
      ], in: namespace)
    try bound.waitForOutput("ready")
    let parameters = ["filter": "dev nlt-d0", "netns": namespace.name]
    let rows = try agent.ask("inetConnections", parameters)["connections"].array
    #expect(rows.map { $0["localPort"].int } == [5002])
    let everywhere = try agent.ask("inetConnections", ["filter": "dev nlt-d0", "netns": "all"])
    #expect(everywhere["connections"].array.map { $0["localPort"].int } == [5002])
    let here = try agent.response("inetConnections", ["filter": "dev nlt-d0"])
    #expect(here["error"]["message"].string?.contains("no device") == true)
    // The same index may have another name in each namespace.
    let groups = try agent.ask("socketSummary", ["by": ["interface"], "netns": "all"])["groups"]
    let named = groups.array.filter { $0["interface"].string == "nlt-d0" }
    #expect(named.count == 1 && named.first?["sockets"].int == 1, "\(groups)")
  }

  @Test func mistakesAreExplained() throws {
    let absent = try agent.response("inetConnections", ["netns": namespace.name + "x"])["error"]
    #expect(absent["code"].int == -32002)
    #expect(absent["data"]["hint"].string == "Did you mean \"\(namespace.name)\"?")
    for (netns, code, text) in [
      ("../../proc/self/ns/net", -32602, "cannot be the name"), ("..", -32602, "cannot be"),
      ("pid:0", -32602, "not a process"), ("pid:2147483647", -32002, "no process 2147483647"),
      ("1", -32002, "no network namespace 1"),
    ] {
      for method in [
        "inetConnections", "unixConnections", "listLinks", "listAddresses", "listFamilies",
        "netlinkSockets", "packetSockets", "vsockSockets", "socketSummary",
      ] {
        let error = try agent.response(method, ["netns": netns])["error"]
        #expect(error["code"].int == code, "\(netns): \(error)")
        #expect(error["message"].string?.contains(text) == true, "\(error)")
        #expect(error["data"]["hint"].string?.isEmpty == false)
      }
    }
  }

  /// What lies in the directory and is no namespace: a file, a pipe, a link, another kind.
  @Test func onlyNetworkNamespacesAreOpened() throws {
    let name = "nlt-odd-\(getpid())"
    let path = "/run/netns/\(name)"
    for (make, code, text) in [
      (["touch", path], -32002, "is not a network namespace"),
      (["mkfifo", path], -32002, "is not a network namespace"),
      (["ln", "-s", "/proc/1/ns/net", path], -32602, "is a symbolic link"),
      (["mkdir", path], -32002, "is not a network namespace"),
    ] {
      try succeed(make)
      defer { _ = try? run(["rm", "-rf", path]) }
      let error = try agent.response("listLinks", ["netns": name])["error"]
      #expect(error["code"].int == code, "\(make): \(error)")
      #expect(error["message"].string?.contains(text) == true, "\(error)")
      let survey = try agent.ask("listNamespaces")["namespaces"].array
      #expect(!survey.contains { $0["names"].strings?.contains(name) == true })
    }
    try succeed(["touch", path])
    defer { _ = try? run(["sh", "-c", "umount \(path); rm -f \(path)"]) }
    try succeed(["mount", "--bind", "/proc/self/ns/uts", path])
    let error = try agent.response("listLinks", ["netns": name])["error"]
    #expect(error["message"].string?.contains("is not a network namespace") == true, "\(error)")
  }

  /// A namespace that only a thread, an open file or a socket holds is found and listed.
  @Test func whateverHoldsANamespaceIsFound() throws {
    let crowd = try SocketCrowd(tcp: 1, unix: 0, in: namespace)
    let holders = try Zoo("netns_holders")
    let listed = try agent.ask("listNamespaces")["namespaces"].array
    for kind in ["socket", "descriptor", "thread"] {
      let row = try #require(
        listed.first { $0["netns"].int == holders.known[kind].int }, "\(kind)")
      #expect(row["heldBy"].strings == [kind])
      #expect(row["processes"].int == 0 && row["pid"].isAbsent)
      #expect(row["isAgents"].bool == false && row["isCallers"].bool == false)
      let netns = "\(row["netns"].int ?? 0)"
      #expect(try agent.ask("listLinks", ["netns": netns])["links"].array.count == 1)
    }
    let named = try #require(
      listed.first { $0["names"].strings?.contains(namespace.name) == true })
    #expect("\(named["netns"].int ?? 0)" == (try inode()))
    #expect(named["heldBy"].strings == ["process", "name", "socket"])
    #expect(named["processes"].int == 1)
    #expect(listed.filter { $0["isAgents"].bool == true }.count == 1)
    #expect(listed.first?["isAgents"].bool == true && listed.first?["isCallers"].bool == true)
    // With all, each row says where it is.
    let all = try agent.ask("inetConnections", ["netns": "all"])
    let here = all["connections"].array.filter { $0["localPort"].int == 4242 }
    #expect(here.map { $0["netns"].int } == [holders.known["socket"].int])
    #expect(
      all["connections"].array.contains {
        $0["netnsName"].string == namespace.name && $0["localPort"].int == 10000
      })
    #expect(all["connections"].array.allSatisfy { $0["netns"].int != nil })
    let links = try agent.ask("listLinks", ["netns": "all"])["links"].array
    let inodes = Set(links.filter { $0["name"].string == "lo" }.map { $0["netns"].int })
    // Those of other tests come and go.
    let held = ["socket", "descriptor", "thread"].map { holders.known[$0].int }
    #expect(inodes.isSuperset(of: held + [named["netns"].int, listed.first?["netns"].int]))
    withExtendedLifetime(crowd) {}
  }

  /// An open socket keeps a namespace alive: none of ours may stay.
  @Test func aThousandVisitsLeaveNothingBehind() throws {
    try succeed(
      [
        "ip", "link", "add", "nltv0", "type", "veth", "peer", "name", "nltv1", "netns",
        namespace.name,
      ])
    let client = try agent.connect()
    _ = try client.ask("status")
    let before = try agent.resources()
    for _ in 0..<250 {
      #expect(
        try client.ask("listAddresses", ["netns": namespace.name])["addresses"].array.count > 1)
    }
    for _ in 0..<250 {
      #expect(try client.ask("unixConnections", ["netns": namespace.name])["complete"].bool == true)
    }
    for _ in 0..<125 {
      #expect(try client.ask("inetConnections", ["netns": namespace.name])["complete"].bool == true)
    }
    try agent.settle(to: before)
    try succeed(["ip", "netns", "del", namespace.name])
    try eventually("the veth is gone with its peer") {
      try run(["ip", "link", "show", "nltv0"]).status != 0
    }
  }

  /// Namespaces come and go while all are listed: one that is gone is at most a problem.
  @Test func namespacesThatVanishAreProblemsOnly() throws {
    let churn = try RunningProgram([
      "sh", "-c", "while :; do unshare -n sleep 0.01 & unshare -n true; done",
    ])
    defer { churn.stop() }
    let crowd = try SocketCrowd(tcp: 2, unix: 0, in: namespace)
    for _ in 0..<5 {
      let answer = try agent.response("inetConnections", ["netns": "all", "protocols": ["tcp"]])
      #expect(answer["error"].isAbsent, "\(answer["error"])")
      let rows = answer["result"]["connections"].array
      #expect(rows.filter { $0["netnsName"].string == namespace.name }.count == 2)
      for problem in answer["result"]["problems"].array {
        #expect(["notFound", "processesUnreadable"].contains(problem["name"].string), "\(problem)")
      }
    }
    withExtendedLifetime(crowd) {}
  }
}
