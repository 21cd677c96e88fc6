import Foundation
import TestSupport
import Testing

/// TCP and UDP sockets in every state, held against what `ss` of iproute2 says of them.
@Suite(.needs(.root, .tools("ip", "python3", "ss")))
struct InetAgainstSsTests {
  private let namespace: NetworkNamespace
  private let zoo: Zoo
  private let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
    zoo = try Zoo("inet_zoo", in: namespace)
  }

  /// All members that `ss` also prints, for every socket. It does not ask for bound TCP sockets.
  @Test func everySocketMatchesSs() throws {
    let start = Date()
    let before = try Ss.rows(in: namespace)
    let records = try connections()
    let after = try Ss.rows(in: namespace)
    let ours = try keyed(
      records.filter { $0["state"].string != "BOUND_INACTIVE" }.map { $0.row(members) },
      by: "cookie")
    #expect(differences(ours, try keyed(before.map(\.row), by: "cookie")) == [])
    #expect(
      Set(records.compactMap { $0["state"].string })
        == [
          "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT",
          "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING", "BOUND_INACTIVE", "UNCONNECTED",
        ])
    try checkTimers(records, before, after, within: Date().timeIntervalSince(start))
  }

  /// A timer's time lies between what `ss` saw before and after, or the timer fired between.
  private func checkTimers(
    _ records: [JSON], _ before: [Ss], _ after: [Ss], within seconds: Double
  ) throws {
    var kinds: Set<String> = []
    for record in records {
      guard let first = before.first(where: { $0.row["cookie"] == record["cookie"].string }),
        let last = after.first(where: { $0.row["cookie"] == record["cookie"].string })
      else { continue }
      let retransmits = record["retransmits"].int ?? 0
      // A probe that is answered sets the count of probes back.
      if record["timer"].string != "probe" {
        #expect(retransmits >= first.retransmits && retransmits <= last.retransmits, "\(record)")
      }
      guard first.row["timer"] != nil, let ours = record["timerMilliseconds"].int else {
        #expect(record["timerMilliseconds"].isAbsent, "\(record)")
        continue
      }
      kinds.insert(first.row["timer"] ?? "")
      // `ss` prints whole seconds from ten on, and whole minutes from ten on.
      let grain = first.milliseconds >= 600_000 ? 60_000 : first.milliseconds >= 10_000 ? 1000 : 1
      let fired =
        Double(first.milliseconds) < seconds * 1000 || last.milliseconds > first.milliseconds
        || last.retransmits > first.retransmits
      #expect(
        fired
          ? ours <= 120_000 + grain
          : ours <= first.milliseconds + grain
            && ours >= last.milliseconds,
        "\(record): \(first.milliseconds) before, \(last.milliseconds) after")
    }
    #expect(kinds == ["retransmit", "keepalive", "timeWait", "probe"])
  }

  /// What the sockets' maker knows: inode and owner from fstat(2), and the bound TCP sockets.
  @Test func everySocketIsAsItsMakerKnowsIt() throws {
    let records = try connections()
    let byInode = Dictionary(grouping: records) { $0["inode"].int ?? 0 }
    for known in zoo.known.array {
      let label = known["label"].string ?? ""
      let found = byInode[known["inode"].int ?? -1] ?? []
      #expect(found.count == 1, "\(known)")
      guard let record = found.first else { continue }
      for name in ["uid", "localPort", "backlog", "interface", "v4Mapped"]
      where !known[name].isAbsent {
        #expect(record[name].cell == known[name].cell, "\(label) \(name)")
      }
      #expect(record["v4Mapped"].isAbsent == known["v4Mapped"].isAbsent, "\(label)")
      #expect(record["interface"].isAbsent == known["interface"].isAbsent, "\(label)")
      #expect((record["state"].string == "BOUND_INACTIVE") == (label == "bound"), "\(label)")
    }
    let ofNobody = records.filter { $0["inode"].isNull }
    // Three wait at one listener, one each at three others; one is not opened yet, and two
    // linger after their close.
    #expect(ofNobody.count == 9)
    let lingering = ofNobody.filter {
      ["TIME_WAIT", "FIN_WAIT2", "SYN_RECV"].contains($0["state"].string)
    }
    #expect(lingering.count == 3)
    for record in lingering { #expect(record["uid"].isNull, "\(record)") }
    for record in records where record["interface"].string == "lo" {
      #expect(record["interfaceIndex"].int == 1)
    }
  }

  /// Twins share everything but the cookie; of 5003's queue of four, three places are taken.
  @Test func twinsAndQueuesAreDistinguished() throws {
    let records = try connections()
    let twins = records.filter { $0["localPort"].int == 5004 }
    #expect(Set(twins.compactMap { $0["cookie"].string }).count == 2)
    #expect(Set(records.compactMap { $0["cookie"].string }).count == records.count)
    let crowded = records.first {
      $0["localPort"].int == 5003 && $0["state"].string == "LISTEN"
    }
    #expect(crowded?["acceptQueue"].int == 3)
    #expect(crowded?["backlog"].int == 4)
    #expect(crowded?["receiveQueue"].isAbsent == true)
    let mapped = records.first { $0["receiveQueue"].int == 5 && $0["localPort"].int == 5002 }
    #expect(mapped?["localAddress"].string == "::ffff:127.0.0.1")
  }

  @Test func familiesAndProtocolsAreTheFullAnswerFiltered() throws {
    for family in [nil, "all", "v4", "v6"] {
      for protocols in [nil, ["tcp"], ["udp"], ["udp", "tcp"], []] {
        var parameters: [String: Any] = [:]
        if let family { parameters["family"] = family }
        if let protocols { parameters["protocols"] = protocols }
        try checkFilter(parameters) { record in
          (family == nil || family == "all" || record["family"].string == family)
            && protocols?.contains(record["protocol"].string ?? "") != false
        }
      }
    }
  }

  @Test func eachStateIsTheFullAnswerFiltered() throws {
    for state in [
      "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE_WAIT",
      "LAST_ACK", "LISTEN", "CLOSING", "BOUND_INACTIVE", "UNCONNECTED",
    ] {
      try checkFilter(["states": [state]]) { $0["state"].string == state }
    }
    try checkFilter(["states": ["CLOSE"]]) {
      ["BOUND_INACTIVE", "UNCONNECTED"].contains($0["state"].string)
    }
    try checkFilter(["states": ["LISTEN", "UNCONNECTED"], "family": "v4"]) {
      ["LISTEN", "UNCONNECTED"].contains($0["state"].string) && $0["family"].string == "v4"
    }
    try checkFilter(["states": [String]()]) { _ in false }
  }

  private func checkFilter(
    _ parameters: [String: Any], _ matches: (JSON) -> Bool
  ) throws {
    let expected = try connections().filter(matches)
    let got = try connections(parameters)
    #expect(
      differences(
        try keyed(got.map { $0.row(members) }, by: "cookie"),
        try keyed(expected.map { $0.row(members) }, by: "cookie")) == [], "\(parameters)")
  }

  private let members = [
    "family", "protocol", "state", "localAddress", "localPort", "remoteAddress", "remotePort",
    "v4Mapped", "v6Only", "interface", "acceptQueue", "backlog", "receiveQueue", "sendQueue",
    "timer", "uid", "inode", "cookie",
  ]

  private func connections(_ parameters: [String: Any] = [:]) throws -> [JSON] {
    let answer = try agent.ask("inetConnections", parameters)
    #expect(answer["complete"].bool == true)
    return answer["connections"].array
  }
}
