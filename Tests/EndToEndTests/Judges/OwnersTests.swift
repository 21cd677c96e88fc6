import Foundation
import TestSupport
import Testing

/// Who holds sockets, by both means, held against who made them, `ss` and `lsof`.
@Suite(.needs(.root, .tools("ip", "lsof", "python3", "setpriv", "ss")))
struct OwnersTests {
  static let means = ["bpf", "proc"]

  private func agent(_ means: String, in namespace: NetworkNamespace) throws -> TestAgent {
    try TestAgent(in: namespace, ["--owners", means])
  }

  /// A record's holders as text: `pid:descriptors` or `pid/tid:descriptors`.
  private func holders(_ record: JSON) -> Set<String> {
    Set(
      record["processes"].array.map { process in
        let thread = process["tid"].int.map { "/\($0)" } ?? ""
        return "\(process["pid"].int ?? 0)\(thread):\(process["descriptors"])"
      })
  }

  private func records(_ agent: TestAgent) throws -> [JSON] {
    try ["inetConnections", "unixConnections"].flatMap { method in
      let result = try agent.ask(method, ["processes": true])
      #expect(result["complete"].bool == true)
      #expect(result["owners"]["ageMilliseconds"].int != nil)
      return result["connections"].array
    }
  }

  /// Traps 71 to 73: every way to hold a socket, and every way for it to have no holder.
  @Test(arguments: means) func everyHolderIsAsItsMakerKnowsIt(_ means: String) throws {
    let namespace = try NetworkNamespace()
    let zoo = try Zoo("owners_zoo", in: namespace)
    let agent = try agent(means, in: namespace)
    let records = try records(agent)
    for known in zoo.known.array {
      let label = Comment(rawValue: "\(known["label"].string ?? "") by \(means)")
      let found = records.filter { record in
        ["inode", "localPort", "remotePort"].allSatisfy {
          known[$0].isAbsent || known[$0].int == record[$0].int
        }
      }
      #expect(found.count == 1, label)
      guard let record = found.first else { continue }
      let expected = known["holders"].object.map { "\($0.key):\(JSON(value: $0.value))" }
      #expect(holders(record) == Set(expected), label)
      if expected.isEmpty {
        // Where some process cannot be looked into, no more is known.
        let isRefused = try unreadable(agent) > 0 && known["reason"].string == "notFound"
        let reason = isRefused ? "noPermission" : known["reason"].string
        #expect(record["ownerUnknown"].string == reason, label)
      } else {
        #expect(record["ownerUnknown"].isAbsent, label)
      }
      for process in record["processes"].array { try check(process, known, label) }
    }
  }

  private func unreadable(_ agent: TestAgent) throws -> Int {
    try agent.ask("unixConnections", ["processes": true])["owners"]["unreadableProcesses"].int ?? 0
  }

  /// The members of a process are what /proc has, byte for byte.
  private func check(_ process: JSON, _ known: JSON, _ label: Comment) throws {
    let pid = process["pid"].int ?? 0
    let text = process["command"].string ?? ""
    let hex = process["commandHex"].string ?? text.utf8.map { byteHex($0) }.joined()
    let name = FileManager.default.contents(atPath: "/proc/\(pid)/comm") ?? Data()
    #expect(hex == name.dropLast().map { byteHex($0) }.joined(), label)
    if let command = known["command"].string { #expect(hex == command, label) }
    #expect(process["uid"].int == known["uid"].int ?? 0, label)
    #expect(process["user"].string == (known["uid"].int == 65534 ? "nobody" : "root"), label)
    let stat = String(
      decoding: FileManager.default.contents(atPath: "/proc/\(pid)/stat") ?? Data(), as: UTF8.self)
    let fields = stat.components(separatedBy: ") ").last?.split(separator: " ") ?? []
    #expect(fields.count > 19 && process["startTicks"].int == Int(fields[19]), label)
    let started = Double(process["startTimeMilliseconds"].int ?? 0) / 1000
    #expect(abs(started - Date().timeIntervalSince1970) < 600, label)
  }

  private func byteHex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }

  /// `ss` and `lsof` read processes; neither shows a thread's own table.
  @Test(arguments: means) func holdersMatchSsAndLsof(_ means: String) throws {
    let namespace = try NetworkNamespace()
    let zoo = try Zoo("owners_zoo", in: namespace)
    let agent = try agent(means, in: namespace)
    var ours: [Int: Set<String>] = [:]
    for record in try agent.ask("inetConnections", ["processes": true])["connections"].array {
      guard let inode = record["inode"].int else { continue }
      let pairs = record["processes"].array.filter { $0["tid"].isAbsent }.flatMap { process in
        process["descriptors"].array.map { "\(process["pid"].int ?? 0):\($0.int ?? -1)" }
      }
      if !pairs.isEmpty { ours[inode] = Set(pairs) }
    }
    #expect(ours.count >= 8, "the zoo is there: \(zoo.known)")
    let ss = try ss(in: namespace)
    #expect(ours == ss)
    let lsof = try lsof(in: namespace)
    // It loses processes whose name has more ( than ), as one in the zoo.
    #expect(ours.filter { lsof[$0.key] != nil } == lsof)
    #expect(ours.count - lsof.count <= 1)
  }

  private func ss(in namespace: NetworkNamespace) throws -> [Int: Set<String>] {
    var found: [Int: Set<String>] = [:]
    // Names with line feeds break lines: what belongs to one socket ends with its cookie.
    let text = try succeed(["ss", "-OHtuanpe"], in: namespace).text
    let inode = try Regex(#"ino:(\d+) sk:"#)
    let pair = try Regex(#"pid=(\d+),fd=(\d+)\)"#)
    var rest = text[...]
    while let match = rest.firstMatch(of: inode) {
      let pairs = rest[..<match.range.lowerBound].matches(of: pair).map {
        "\($0.output[1].substring ?? ""):\($0.output[2].substring ?? "")"
      }
      if !pairs.isEmpty { found[Int(match.output[1].substring ?? "") ?? 0] = Set(pairs) }
      rest = rest[match.range.upperBound...]
    }
    return found
  }

  private func lsof(in namespace: NetworkNamespace) throws -> [Int: Set<String>] {
    var found: [Int: Set<String>] = [:]
    var pid = ""
    var descriptor = ""
    // p: process, f: descriptor, d: what it calls the device, which is a socket's inode.
    for line in try run(["lsof", "-wnP", "-i", "-F", "pfd"], in: namespace).lines {
      switch line.first {
      case "p": pid = String(line.dropFirst())
      case "f": descriptor = String(line.dropFirst())
      case "d": found[Int(line.dropFirst()) ?? 0, default: []].insert("\(pid):\(descriptor)")
      default: break
      }
    }
    return found
  }

  /// Trap 73: a socket is never given to the next process with its holder's number.
  @Test(arguments: means) func aNumberUsedAgainMixesNoProcesses(_ means: String) throws {
    let namespace = try NetworkNamespace()
    let agent = try agent(means, in: namespace)
    let reuse = try Zoo("reuse_pids", ["2000"], in: namespace)
    let pid = try #require(reuse.known["pid"].int)
    let client = try agent.connect()
    var seen: Set<String> = []
    let deadline = Date().addingTimeInterval(150)
    // On a busy machine a walk meets only some of the processes.
    while !reuse.program.output.contains("done") || seen.count < 5, Date() < deadline {
      let result = try client.ask("unixConnections", ["processes": true])
      for record in result["connections"].array {
        guard let name = record["abstractName"].string, name.hasPrefix("reuse-") else { continue }
        // The other holder keeps it, so that it is listed when its maker has ended.
        for process in record["processes"].array where process["pid"].int == pid {
          #expect(process["command"].string == "r" + name.dropFirst(6), "\(record)")
          seen.insert(name)
        }
      }
    }
    #expect(reuse.program.output.contains("done"))
    #expect(seen.count >= 5, "owners of short-lived sockets were seen")
  }

  /// Traps 68 and 70: without privileges others' processes are counted, not passed over.
  @Test func withoutPrivilegesTheReasonIsGiven() throws {
    let namespace = try NetworkNamespace()
    let zoo = try Zoo("owners_zoo", in: namespace)
    let agent = try TestAgent(
      in: namespace, [],
      wrapper: ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all", "--"])
    #expect(try agent.ask("status")["owners"]["means"].string == "untried")
    let result = try agent.ask("inetConnections", ["processes": true])
    #expect(result["owners"]["source"].string == "proc")
    let status = try agent.ask("status")["owners"]
    #expect(status["means"].string == "proc")
    #expect(status["reason"].string?.contains("EPERM") == true, "\(status)")
    #expect((result["owners"]["unreadableProcesses"].int ?? 0) >= 1)
    let nobody = zoo.known.array.first { $0["label"].string == "nobody" }
    let record = result["connections"].array.first { $0["inode"].int == nobody?["inode"].int }
    #expect(record?["processes"].array.isEmpty == true)
    #expect(record?["ownerUnknown"].string == "noPermission")
  }

  /// Where only BPF may be used and cannot be, owners are not looked for in another way.
  @Test func bpfAloneIsBPFAlone() throws {
    let namespace = try NetworkNamespace()
    let agent = try TestAgent(
      in: namespace, ["--owners", "bpf"],
      wrapper: ["setpriv", "--bounding-set", "-all,+chown", "--inh-caps", "-all", "--"])
    let response = try agent.response("inetConnections", ["processes": true])
    #expect(response.errorName == "notSupported", "\(response)")
    #expect(response["error"]["message"].string?.contains("EPERM") == true, "\(response)")
  }

  /// Numbers and times of the iterator are those of the host's first namespaces. An agent in others
  /// reads /proc, and says why.
  @Test(arguments: [
    (["--pid", "--mount-proc"], "pid namespace"),
    (["--time", "--boottime", "1000000"], "times differ from those of /proc"),
  ]) func inOtherNamespacesProcIsRead(_ options: [String], _ reason: String) throws {
    let namespace = try NetworkNamespace()
    let agent = try TestAgent(
      in: namespace, wrapper: ["unshare", "--fork", "--kill-child"] + options)
    let connections = try agent.ask("unixConnections", ["processes": true])
    #expect(connections["owners"]["source"].string == "proc")
    let own = connections["connections"].array.filter { $0["path"].string == agent.socket }
    let number = try agent.ask("status")["pid"].int
    #expect(!own.isEmpty)
    for record in own where record["state"].string == "LISTEN" {
      #expect(record["processes"].array.map { $0["pid"].int } == [number], "\(record)")
    }
    let owners = try agent.ask("status")["owners"]
    #expect(owners["means"].string == "proc")
    #expect(owners["reason"].string?.contains(reason) == true, "\(owners)")
  }

  /// Who asks needs no privilege: that is what the agent is for.
  @Test func anybodyWhoMayAskSeesWhoHoldsWhat() throws {
    let namespace = try NetworkNamespace()
    let zoo = try Zoo("owners_zoo", in: namespace)
    let agent = try TestAgent(in: namespace, ["--mode", "0666"])
    let socket = agent.socket
    let finished = try succeed([
      "python3", "-c",
      """
      import os, socket, sys
      os.setgroups([]); os.setgid(65534); os.setuid(65534)
      s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
      s.sendall(b'{"jsonrpc":"2.0","id":1,"method":"inetConnections","params":{"processes":true}}\\n')
      s.shutdown(socket.SHUT_WR)
      while chunk := s.recv(65536): sys.stdout.buffer.write(chunk)
      """, socket,
    ])
    let records = try JSON(finished.text)["result"]["connections"].array
    let plain = zoo.known.array.first { $0["label"].string == "plain listener" }
    let record = records.first { $0["inode"].int == plain?["inode"].int }
    #expect(record?["processes"].array.first?["user"].string == "root")
  }

  /// The table's column, and what it says where a process's name is hostile.
  @Test func theTableHasAColumn() throws {
    let namespace = try NetworkNamespace()
    let zoo = try Zoo("owners_zoo", in: namespace)
    let agent = try TestAgent(in: namespace)
    let table = try agent.nlctl("inet", "--processes")
    #expect(table.status == 0)
    #expect(table.lines.first?.hasSuffix("PROCESS") == true)
    #expect(table.lines.allSatisfy { !$0.contains("\u{1b}") })
    #expect(table.text.contains("python3(\(zoo.program.pid)),fd "))
    #expect(table.text.contains(" +1\n"), "the forked one has another holder")
    #expect(table.text.contains("(timeWait)"))
    #expect(table.lines.count == (try agent.nlctl("inet").lines.count))
    #expect(try agent.nlctl("unix", "-p").text.contains("python3(\(zoo.program.pid)),fd "))
    #expect(!(try agent.nlctl("inet").text.contains("PROCESS")))
  }

  /// Many who ask at once all get an answer, and it is fresh.
  @Test func manyAskersShareWalks() throws {
    let namespace = try NetworkNamespace()
    let zoo = try Zoo("owners_zoo", in: namespace)
    let agent = try TestAgent(in: namespace)
    let plain = zoo.known.array.first { $0["label"].string == "plain unix" }
    let clients = try (0..<20).map { _ in try agent.connect() }
    for client in clients {
      try client.sendLine(
        #"{"jsonrpc":"2.0","id":1,"method":"unixConnections","params":{"processes":true}}"#)
    }
    for client in clients {
      let records = try client.answer()["result"]["connections"].array
      let record = records.first { $0["inode"].int == plain?["inode"].int }
      #expect(record?["processes"].array.first?["pid"].int == Int(zoo.program.pid))
    }
  }
}
