import Foundation
import TestSupport
import Testing

/// Unix sockets with hostile names, held against what their maker knows, and the whole set
/// against `ss` of iproute2.
@Suite(.serialized, .needs(.root, .tools("ip", "python3", "ss")))
struct UnixAgainstSsTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent
  private let folder: ScratchFolder

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
    folder = try ScratchFolder()
  }

  /// Every member of every socket that the zoo has made, and nothing beyond them.
  @Test func everySocketIsAsItsMakerKnowsIt() throws {
    let zoo = try Zoo("unix_zoo", [folder.path], in: namespace)
    let records = try connections()
    let ours = try keyed(records.map { plain($0) }, by: "inode")
    var known: [String: Row] = [:]
    for each in zoo.known.array { known[each["inode"].cell ?? ""] = plain(each) }
    #expect(known.count == zoo.known.array.count)
    for record in records where record["path"].string == agent.socket {
      known[record["inode"].cell ?? ""] = ours[record["inode"].cell ?? ""]
    }
    #expect(differences(ours, known) == [])
    let byLabel = labelled(zoo, records)
    #expect(byLabel["path-4"]?["path"].string == "\u{fffd}\u{fffd}\u{fffd}")
    #expect(byLabel["autobind"]?["abstractName"].string?.count == 5)
    #expect(byLabel["abstract-nul"]?["abstractName"].string == "nlt\0inside\0")
    #expect(byLabel["path-108"]?["path"].string?.utf8.count == 108)
    #expect(byLabel["renamed"]?["path"].string == "before.sock")
    let loaded = records.first { $0["receiveQueue"].int == 5 }
    let sender = records.first { $0["inode"].int == loaded?["peerInode"].int }
    #expect((sender?["sendQueue"].int ?? 0) > 0)
    #expect(Set(records.compactMap { $0["cookie"].string }).count == records.count)
  }

  @Test func everySocketMatchesSs() throws {
    let zoo = try Zoo("unix_zoo", [folder.path], in: namespace)
    let records = try connections()
    let judge = try ssRows()
    #expect(judge.count == zoo.known.array.count + 1)
    var ours: [Row] = []
    for record in records {
      var row = record.row(["type", "state", "inode", "peerInode"])
      if row["peerInode"] == nil || row["peerInode"] == "null" { row["peerInode"] = "0" }
      row["first"] = (record["receiveQueue"].cell ?? record["pendingConnections"].cell)
      row["second"] = (record["sendQueue"].cell ?? record["backlog"].cell)
      row["shutdown"] = (record["shutdown"].strings ?? []).joined(separator: " ")
      ours.append(row)
    }
    #expect(differences(try keyed(ours, by: "inode"), try keyed(judge, by: "inode")) == [])
  }

  /// The socket that the agent accepted from here belongs to this namespace, not to its own.
  @Test func acceptedSocketsAreInTheirClientsNamespace() throws {
    let client = try agent.connect()
    let rows = try client.ask("unixConnections")["connections"].array
    let own = rows.filter { $0["path"].string == agent.socket }
    #expect(own.map { $0["state"].string } == ["LISTEN"])
    let here = try TestAgent()
    let accepted = try here.ask("unixConnections")["connections"].array.filter {
      $0["path"].string == agent.socket
    }
    #expect(accepted.map { $0["state"].string } == ["ESTABLISHED"])
  }

  /// Asked in the wrong way, the kernel ends this dump early and says nothing.
  @Test func aListenerWithThousandsPendingHidesNothing() throws {
    let zoo = try Zoo("unix_zoo", [folder.path, "8500"], in: namespace)
    let records = try connections()
    let crowd = records.first {
      $0["path"].string == "crowd.sock" && $0["state"].string == "LISTEN"
    }
    #expect(crowd?["pendingConnections"].int == 8500)
    #expect(crowd?["backlog"].int == 8500)
    let ours = Set(records.compactMap { $0["inode"].int })
    let known = Set(zoo.known.array.compactMap { $0["inode"].int })
    #expect(known.subtracting(ours) == [])
    #expect(ours.count == known.count + 1)
    // The far ends have no inode yet, and are listed by their number alone.
    #expect(records.allSatisfy { !$0["inode"].isNull })
    #expect(records.filter { $0["peerInode"].isNull }.count >= 8500)
  }

  @Test func typesAndStatesAreTheFullAnswerFiltered() throws {
    let zoo = try Zoo("unix_zoo", [folder.path], in: namespace)
    #expect(zoo.program.isRunning)
    let all = try connections()
    for types in [["stream"], ["dgram"], ["seqpacket"], ["dgram", "seqpacket"], []] {
      for states in [nil, ["ESTABLISHED"], ["LISTEN"], ["UNCONNECTED"], ["SYN_SENT"], []] {
        var parameters: [String: Any] = ["types": types]
        if let states { parameters["states"] = states }
        let expected = all.filter {
          types.contains($0["type"].string ?? "")
            && states?.contains($0["state"].string ?? "") != false
        }
        let got = try connections(parameters)
        #expect(
          got.map { $0["cookie"].string } == expected.map { $0["cookie"].string },
          "\(parameters)")
      }
    }
  }

  private func labelled(_ zoo: Zoo, _ records: [JSON]) -> [String: JSON] {
    var found: [String: JSON] = [:]
    for known in zoo.known.array {
      found[known["label"].string ?? ""] = records.first {
        $0["inode"].int == known["inode"].int
      }
    }
    return found
  }

  /// What both sides print; a name that is no UTF-8 is exact in hex only.
  private func plain(_ record: JSON) -> Row {
    var row = record.row([
      "type", "state", "inode", "peerInode", "path", "pathHex", "abstractName",
      "abstractNameHex", "device", "fileInode", "pendingConnections", "backlog", "uid",
      "shutdown",
    ])
    for name in ["path", "abstractName"] where row[name + "Hex"] != nil { row[name] = nil }
    return row
  }

  /// The lines of `ss`; a line feed in a name breaks them, so the whole is read as one text.
  private func ssRows() throws -> [Row] {
    let output = try succeed(["ss", "-xaHOen"], in: namespace).output
    let text = String(decoding: output, as: UTF8.self)
    let line = try NSRegularExpression(
      pattern: #"^u_(\w+) +(\S+) +(\d+) +(\d+) +(.+?) (\d+) +(.+?) (\d+) +([<-]-[->])"#,
      options: [.anchorsMatchLines, .dotMatchesLineSeparators])
    let types = ["str": "stream", "dgr": "dgram", "seq": "seqpacket"]
    let states = ["ESTAB": "ESTABLISHED", "LISTEN": "LISTEN", "UNCONN": "UNCONNECTED"]
    return line.matches(in: text, range: NSRange(text.startIndex..., in: text)).map { match in
      let field = (0..<match.numberOfRanges).map { index in
        Range(match.range(at: index), in: text).map { String(text[$0]) } ?? ""
      }
      var shut: [String] = []
      if field[9].first == "-" { shut.append("receive") }
      if field[9].last == "-" { shut.append("send") }
      return [
        "type": types[field[1]] ?? field[1], "state": states[field[2]] ?? field[2],
        "first": field[3], "second": field[4], "inode": field[6], "peerInode": field[8],
        "shutdown": shut.joined(separator: " "),
      ]
    }
  }

  private func connections(_ parameters: [String: Any] = [:]) throws -> [JSON] {
    let answer = try agent.ask("unixConnections", parameters)
    #expect(answer["complete"].bool == true)
    return answer["connections"].array
  }
}
