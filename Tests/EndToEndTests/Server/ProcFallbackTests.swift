import Foundation
import TestSupport
import Testing

/// Where sock_diag is refused, /proc/net is read: the rows are those of sock_diag, less
/// what only that knows, and the answer says so.
@Suite(.serialized, .needs(.root, .tools("ip", "python3", "strace")))
struct ProcFallbackTests {
  private let namespace: NetworkNamespace
  private let folder: ScratchFolder

  init() throws {
    namespace = try NetworkNamespace()
    folder = try ScratchFolder()
  }

  /// An agent whose kernel refuses netlink sockets from its first request on, as a filter of
  /// system calls does.
  private func refusedAgent(
    in namespace: NetworkNamespace?, _ errno: String = "EPERM"
  ) throws -> (agent: TestAgent, strace: RunningProgram) {
    let agent = try TestAgent(in: namespace)
    _ = try agent.ask("status")
    let strace = try RunningProgram(
      [
        "strace", "-f", "-p", "\(agent.pid)", "-e", "inject=socket:error=\(errno)", "-o",
        "/dev/null",
      ])
    try eventually("strace is attached: \(strace.errors)") { strace.errors.contains("attached") }
    return (agent, strace)
  }

  // What /proc does not know, and what goes on while two answers are made.
  private static let inetLess = [
    "cookie", "backlog", "v6Only", "interface", "interfaceIndex", "timerMilliseconds",
  ]

  @Test(arguments: [false, true]) func inetRowsAreThoseOfSockDiag(_ fromOutside: Bool) throws {
    let zoo = try Zoo("inet_zoo", in: namespace)
    let judge = try TestAgent(in: namespace)
    let (agent, strace) = try refusedAgent(in: fromOutside ? nil : namespace)
    var ours: [Row] = []
    var theirs: [Row] = []
    let parameters = fromOutside ? ["netns": namespace.name] : [:]
    // Retransmissions and probes go on meanwhile.
    try eventually("the same twice: \(differencesOf(ours, theirs).prefix(4))") {
      let before = try judge.ask("inetConnections")
      let answer = try agent.ask("inetConnections", parameters)
      #expect(answer["source"].string == "proc" && answer["complete"].bool == false)
      #expect(answer["problems"].array.map { $0["name"].string } == ["procOnly"])
      #expect(answer["problems"].array.map { $0["errno"].string } == ["EPERM"])
      theirs = before["connections"].array.filter { $0["state"].string != "BOUND_INACTIVE" }
        .map { plain($0) }
      ours = answer["connections"].array.map { plain($0) }
      #expect(answer["connections"].array.allSatisfy { $0["cookie"].isAbsent })
      #expect(
        answer["connections"].array.allSatisfy { $0["netns"].isAbsent == !fromOutside })
      return differencesOf(ours, theirs).isEmpty
    }
    #expect(Set(ours.compactMap { $0["state"] }).count == 11)
    #expect(Set(ours.compactMap { $0["family"] }) == ["v4", "v6"])
    strace.stop()
    let after = try agent.ask("inetConnections", parameters)
    #expect(after["source"].isAbsent && after["complete"].bool == true)
    withExtendedLifetime(zoo) {}
  }

  @Test func filtersHoldHereToo() throws {
    let zoo = try Zoo("inet_zoo", in: namespace)
    let (agent, strace) = try refusedAgent(in: namespace)
    let all = try agent.ask("inetConnections")["connections"].array
    for (member, parameters) in [
      ("LISTEN", ["states": ["LISTEN"]]), ("UNCONNECTED", ["states": ["UNCONNECTED"]]),
      ("udp", ["protocols": ["udp"]]), ("tcp", ["protocols": ["tcp"]]), ("v6", ["family": "v6"]),
    ] as [(String, [String: Any])] {
      let some = try agent.ask("inetConnections", parameters)["connections"].array
      let expected = all.filter {
        [$0["state"].string, $0["protocol"].string, $0["family"].string].contains(member)
      }
      #expect(!some.isEmpty && some.count == expected.count, "\(member)")
    }
    strace.stop()
    withExtendedLifetime(zoo) {}
  }

  /// Filters that /proc can answer are answered; for others no row would be the right one.
  @Test func filtersForMissingMembersAreErrors() throws {
    let zoo = try Zoo("inet_zoo", in: namespace)
    let (agent, strace) = try refusedAgent(in: namespace)
    let some = try agent.ask("inetConnections", ["filter": "sport = 5001 and state listening"])
    #expect(!some["connections"].array.isEmpty)
    #expect(some["connections"].array.allSatisfy { $0["localPort"].int == 5001 })
    for filter in ["dev 1", "fwmark = 1", "cookie = 1", "autobound", "not dev 1"] {
      let error = try agent.response("inetConnections", ["filter": filter])["error"]
      #expect(error["data"]["errno"].string == "EPERM", "\(filter): \(error)")
    }
    for filter in ["uid = 0", "cookie = 1", "autobound"] {
      let error = try agent.response("unixConnections", ["filter": filter])["error"]
      #expect(error["data"]["errno"].string == "EPERM", "\(filter): \(error)")
    }
    strace.stop()
    withExtendedLifetime(zoo) {}
  }

  @Test func unixRowsAreThoseOfSockDiag() throws {
    let crowd = try SocketCrowd(tcp: 0, unix: 50, in: namespace)
    let judge = try TestAgent(in: namespace)
    let (agent, strace) = try refusedAgent(in: nil)
    let held = try RunningProgram(
      [
        "python3", "-c",
        """
        import os, socket, sys
        os.chdir(sys.argv[1])
        U = socket.AF_UNIX
        held = list(socket.socketpair(U, socket.SOCK_DGRAM)) + list(socket.socketpair())
        for name in [b"plain", b" sp ace ", b"two\\nlines\\n\\nand: more", b"\\xff\\xfe"]:
            s = socket.socket(U, socket.SOCK_SEQPACKET); s.bind(name); s.listen(); held.append(s)
        c = socket.socket(U, socket.SOCK_SEQPACKET); c.connect("plain"); held.append(c)
        print("ready", flush=True); sys.stdin.read()
        """, folder.path,
      ], in: namespace)
    try held.waitForOutput("ready")
    let answer = try agent.ask("unixConnections", ["netns": namespace.name])
    #expect(answer["source"].string == "proc" && answer["complete"].bool == false)
    #expect(answer["problems"].array.map { $0["name"].string } == ["procOnly"])
    let members = ["type", "state", "inode", "path", "pathHex", "abstractName"]
    let ours = try keyed(answer["connections"].array.map { $0.row(members) }, by: "inode")
    let theirs = try keyed(
      judge.ask("unixConnections")["connections"].array.map { $0.row(members) }
        .filter { $0["path"]?.hasPrefix("/tmp/nlt-") != true }, by: "inode")
    #expect(
      differences(ours.filter { $0.value["path"]?.hasPrefix("/tmp/nlt-") != true }, theirs) == [])
    #expect(ours.count >= 59)
    let stream = try agent.ask(
      "unixConnections", ["netns": namespace.name, "types": ["seqpacket"], "states": ["LISTEN"]])
    #expect(stream["connections"].array.count == 4)
    strace.stop()
    withExtendedLifetime(crowd) {}
  }

  /// A name with a line feed forges a row: the count shows that, but not which row.
  @Test func aForgedSocketIsNoticed() throws {
    let (agent, strace) = try refusedAgent(in: nil)
    let forger = try RunningProgram(
      [
        "python3", "-c",
        """
        import os, socket, sys
        os.chdir(sys.argv[1])
        s = socket.socket(socket.AF_UNIX)
        s.bind("x\\n0000000000000000: 00000002 00000000 00010000 0001 01 4711 @forged")
        print("ready", flush=True); sys.stdin.read()
        """, folder.path,
      ], in: namespace)
    try forger.waitForOutput("ready")
    let answer = try agent.ask("unixConnections", ["netns": namespace.name])
    #expect(answer["connections"].array.map { $0["path"].string }.contains("x"))
    #expect(answer["connections"].array.contains { $0["abstractName"].string == "forged" })
    let problem = answer["problems"].array.first { $0["name"].string == "forgedSockets" }
    #expect(problem?["message"].string?.hasPrefix("1 of the listed sockets") == true, "\(answer)")
    strace.stop()
  }

  /// What is no sign of a missing sock_diag stays an error.
  @Test(arguments: ["EMFILE", "ENOMEM", "EINVAL"]) func otherErrorsStayErrors(
    _ errno: String
  ) throws {
    let (agent, strace) = try refusedAgent(in: namespace, errno)
    for method in ["inetConnections", "unixConnections"] {
      #expect(try agent.response(method)["error"]["data"]["errno"].string == errno)
    }
    strace.stop()
  }

  private func plain(_ record: JSON) -> Row {
    var row = record.row(Array(record.object.keys))
    for name in Self.inetLess + ["netns", "netnsName"] { row[name] = nil }
    return row
  }

  /// Rows have no key of their own in /proc: held together as sorted text.
  private func differencesOf(_ ours: [Row], _ theirs: [Row]) -> [String] {
    func texts(_ rows: [Row]) -> [String] {
      rows.map { row in
        row.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
      }.sorted()
    }
    let difference = texts(ours).difference(from: texts(theirs))
    return difference.map { change in
      switch change {
      case .insert(_, let text, _): "only /proc: \(text)"
      case .remove(_, let text, _): "only sock_diag: \(text)"
      }
    }
  }
}
