import Foundation
import TestSupport
import Testing

/// Generic netlink families, held against `genl ctrl list` of iproute2.
@Suite(.needs(.tools("genl")))
struct FamilyAgainstGenlTests {
  private let agent: TestAgent

  init() throws {
    agent = try TestAgent()
  }

  @Test func everyFamilyMatchesGenl() throws {
    let answer = try agent.ask("listFamilies")
    #expect(answer["complete"].bool == true)
    let families = answer["families"].array
    let judge = try genl()
    #expect(judge.count > 3)
    #expect(judge.contains { $0["name"] == "TASKSTATS" })
    let ours = try keyed(families.map { row($0) }, by: "name")
    #expect(differences(ours, try keyed(judge, by: "name")) == [])
    for family in families {
      let single = try agent.ask("getFamilyID", ["name": family["name"].string ?? ""])
      #expect(single.description == family.description)
    }
  }

  @Test func groupsAndCapabilitiesOfTheControllerAreKnown() throws {
    let control = try agent.ask("getFamilyID", ["name": "nlctrl"])
    #expect(control["id"].int == 16)
    #expect(control["multicastGroups"].array.map { $0["name"].string } == ["notify"])
    let taskstats = try agent.ask("getFamilyID", ["name": "TASKSTATS"])
    let first = taskstats["operations"].array.first { $0["id"].int == 1 }
    #expect(first?["flags"].strings?.contains("adminPermission") == true)
    #expect(taskstats["multicastGroups"].array.isEmpty)
  }

  @Test func anUnknownFamilyIsExplained() throws {
    let error = try agent.response("getFamilyID", ["name": "NOSUCH"])["error"]
    #expect(error["data"]["name"].string == "notFound")
    #expect(error["data"]["errno"].string == "ENOENT")
    #expect(error["message"].string?.contains("NOSUCH") == true)
    #expect(error["data"]["hint"].string?.contains("listFamilies") == true)
    // Names are compared letter by letter.
    #expect(try agent.response("getFamilyID", ["name": "taskstats"]).errorName == "notFound")
  }

  /// The kernel would stop at the NUL, or ask for a module of that name as root.
  @Test(arguments: [
    "TASKSTATS\0junk", "TASKSTATS\0", "\0", "", "ABCDEFGHIJKLMNOP", " TASKSTATS", "a/b", "a\nb",
    "\u{e9}t\u{e9}", "$(id)", "TASKSTATS\u{200b}", String(repeating: "x", count: 4000),
  ])
  func badNamesAreRefused(_ name: String) throws {
    let response = try agent.response("getFamilyID", ["name": name])
    #expect(response.errorName == "invalidParams")
    #expect(response["error"]["code"].int == -32602)
    #expect(try agent.ask("getFamilyID", ["name": "TASKSTATS"])["id"].int != nil)
  }

  @Test func namesMustBeStrings() throws {
    for value in [1, true, NSNull(), [String](), ["name": "x"]] as [Any] {
      #expect(try agent.response("getFamilyID", ["name": value]).errorName == "invalidParams")
    }
    #expect(try agent.response("getFamilyID").errorName == "invalidParams")
    #expect(try agent.response("getFamilyID", ["TASKSTATS"])["result"]["id"].int != nil)
  }

  private func row(_ family: JSON) -> Row {
    var row = family.row(["name", "id", "version", "headerSize", "maxAttribute"])
    // `genl` keeps the flags of families of version 0 and 1 to itself.
    let hasFlags = (family["version"].int ?? 0) >= 2
    row["operations"] = family["operations"].array.map { operation in
      "\(operation["id"].int ?? -1):"
        + (hasFlags ? operation["flags"].strings ?? [] : []).sorted().joined(separator: "+")
    }.joined(separator: " ")
    row["groups"] = family["multicastGroups"].array.map { group in
      "\(group["id"].int ?? -1):\(group["name"].string ?? "")"
    }.joined(separator: " ")
    return row
  }

  /// Reads what `genl` prints for people: one block a family.
  private func genl() throws -> [Row] {
    var rows: [Row] = []
    var operations: [[String]] = []
    var groups: [String] = []
    func finish() {
      guard !rows.isEmpty else { return }
      rows[rows.count - 1]["operations"] = operations.map { operation in
        "\(operation[0]):" + operation.dropFirst().sorted().joined(separator: "+")
      }.joined(separator: " ")
      rows[rows.count - 1]["groups"] = groups.joined(separator: " ")
      operations = []
      groups = []
    }
    for line in try succeed(["genl", "ctrl", "list"]).lines {
      let words = line.split(whereSeparator: \.isWhitespace).map { String($0) }
      if words.first == "Name:" {
        finish()
        rows.append(["name": words[1]])
      } else if words.first == "ID:" {
        rows[rows.count - 1]["id"] = decimal(words[1])
        rows[rows.count - 1]["version"] = decimal(words[3])
        rows[rows.count - 1]["headerSize"] = words[6]
        rows[rows.count - 1]["maxAttribute"] = words[9]
      } else if words.count == 2, words[1].hasPrefix("ID-") {
        operations.append([decimal(String(words[1].dropFirst(3)))])
      } else if words.count >= 4, words[2] == "name:" {
        groups.append("\(decimal(String(words[1].dropFirst(3)))):\(words[3])")
      } else if words.first == "Capabilities" {
        operations[operations.count - 1] += capabilities(words[1])
      }
    }
    finish()
    return rows
  }

  private func decimal(_ hex: String) -> String {
    Int(hex.dropFirst(2), radix: 16).map { "\($0)" } ?? hex
  }

  /// `(0xe):` by the GENL_ bits of `linux/genetlink.h`.
  private func capabilities(_ text: String) -> [String] {
    let bits = Int(text.dropFirst(3).dropLast(2), radix: 16) ?? 0
    let words = [
      "adminPermission", "do", "dump", "hasPolicy", "userNamespaceAdminPermission",
    ]
    return words.enumerated().filter { bits & 1 << $0.offset != 0 }.map(\.element)
  }
}
