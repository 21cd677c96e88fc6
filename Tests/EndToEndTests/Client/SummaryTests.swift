import Foundation
import TestSupport
import Testing

/// `socketSummary` and `nlctl summary` against a count of the rows of `inetConnections`.
@Suite(.needs(.root, .tools("ip", "python3")))
struct SummaryTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent
  private let zoo: Zoo

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace, ["--owners", "proc"])
    zoo = try Zoo("inet_zoo", in: namespace)
  }

  /// The members of a row that a key stands for, as text.
  private func value(_ key: String, of row: JSON) -> String {
    switch key {
    case "user": row["uid"].description
    case "interface": row["interfaceIndex"].isAbsent ? "0" : row["interfaceIndex"].description
    default: row[key].description
    }
  }

  @Test(arguments: [
    [], ["state"], ["protocol", "family", "state"], ["user", "state"], ["localPort"],
    ["localAddress", "remoteAddress"], ["interface", "remotePort"], ["family", "family"],
  ])
  func groupsAreTheRowsCounted(_ keys: [String]) throws {
    let rows = try agent.ask("inetConnections")["connections"].array
    let summary = try agent.ask("socketSummary", ["by": keys])
    #expect(summary["complete"].bool == true)
    #expect(summary["sockets"].int == rows.count)
    #expect(rows.count > 20)
    var expected: [[String]: Int] = [:]
    for row in rows { expected[keys.map { value($0, of: row) }, default: 0] += 1 }
    var grouped: [[String]: Int] = [:]
    for group in summary["groups"].array {
      let key = keys.map { key in
        switch key {
        case "user": group["uid"].description
        case "interface": group["interfaceIndex"].description
        default: group[key].description
        }
      }
      #expect(grouped[key] == nil)
      grouped[key] = group["sockets"].int
    }
    #expect(grouped == expected)
    let counts = summary["groups"].array.compactMap { $0["sockets"].int }
    #expect(counts == counts.sorted(by: >))
    #expect(zoo.program.isRunning)
  }

  @Test(arguments: ["process", "pid"]) func ownersAreThoseOfTheRows(_ key: String) throws {
    let rows = try agent.ask("inetConnections", ["processes": true])["connections"].array
    var expected: [String: Int] = [:]
    for row in rows {
      let holders = Set(
        row["processes"].array.map { $0[key == "pid" ? "pid" : "command"].description })
      for holder in holders { expected[holder, default: 0] += 1 }
      if holders.isEmpty { expected["null", default: 0] += 1 }
    }
    #expect(expected.keys.contains { $0 != "null" })
    let summary = try agent.ask("socketSummary", ["by": [key]])
    var grouped: [String: Int] = [:]
    for group in summary["groups"].array {
      grouped[group[key].isNull ? "null" : group[key].description] = group["sockets"].int
    }
    #expect(grouped == expected)
    #expect(summary["sockets"].int == rows.count)
    #expect(summary["owners"]["source"].string != nil)
  }

  @Test func filtersAndLimitsHold() throws {
    let listening = try agent.ask(
      "socketSummary", ["by": ["localPort"], "filter": "state listening", "largest": 2])
    let rows = try agent.ask("inetConnections", ["filter": "state listening"])["connections"].array
    #expect(listening["sockets"].int == rows.count)
    #expect(listening["groups"].array.count == 2)
    let ports = Set(rows.compactMap { $0["localPort"].int }).count
    #expect(listening["groupsLeftOut"].int == ports - 2)
    let nothing = try agent.ask("socketSummary", ["by": ["state"], "filter": "sport = :1"])
    #expect(nothing["groups"].array.isEmpty && nothing["sockets"].int == 0)
  }

  /// More groups than are kept: the rest is counted, and the answer says that it is not all.
  @Test func tooManyGroupsAreSaid() throws {
    let crowded = try NetworkNamespace()
    let program = try RunningProgram(
      [
        "python3", "-c",
        """
        import os, resource, socket, sys
        # One process may not have as many descriptors.
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 50
        resource.setrlimit(resource.RLIMIT_NOFILE, (most + 50, most + 50))
        for first in range(0, 66000, most):
            ready, done = os.pipe()
            if os.fork() == 0:
                kept = []
                for number in range(first, min(66000, first + most)):
                    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                    s.bind((f"127.0.{number >> 12}.{1 + (number >> 6 & 63)}", 10000 + number % 64))
                    kept.append(s)
                os.close(done); sys.stdin.read(); os._exit(0)
            os.close(done); os.read(ready, 1)
        print("ready", flush=True); sys.stdin.read()
        """,
      ], in: crowded)
    try program.waitForOutput("ready")
    let agent = try TestAgent(in: crowded)
    let summary = try agent.ask("socketSummary", ["by": ["localAddress", "localPort"]])
    #expect(summary["sockets"].int == 66_000)
    #expect(summary["complete"].bool == false)
    #expect(summary["groups"].array.count == 65_536)
    #expect(summary["problems"].array.first?["name"].string == "groupsLeftOut")
    #expect(summary["problems"].array.first?["message"].string?.hasPrefix("464 ") == true)
  }

  @Test func theTableIsForPeople() throws {
    let table = try agent.nlctl("summary", "--by", "state,user", "-n", "1")
    #expect(table.status == 0)
    #expect(table.lines.count == 2)
    #expect(table.lines[0].split(separator: " ") == ["STATE", "USER", "SOCKETS"])
    let csv = try agent.nlctl("summary", "--csv")
    #expect(csv.lines.first == "protocol,state,sockets")
    let wrong = try agent.nlctl("summary", "--by", "stat")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("Did you mean \"state\"?"))
    #expect(try agent.nlctl("summary", "sport", "=").errors.contains("^"))
  }
}
