import Foundation
import TestSupport
import Testing

/// Filters of Unix sockets, held against the records of the unfiltered answer and against `ss`.
@Suite(.needs(.root, .tools("ip", "python3", "ss")))
struct UnixFilterTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent
  private let folder: ScratchFolder
  private let zoo: Zoo

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
    folder = try ScratchFolder()
    zoo = try Zoo("unix_zoo", [folder.path], in: namespace)
  }

  /// - Parameter ss: whether `ss` can be asked the same; its own words are only names.
  private static let cases: [(filter: String, ss: String?, holds: @Sendable (JSON) -> Bool)] = [
    ("state listening", nil, { $0["state"].string == "LISTEN" }),
    ("exclude established", nil, { $0["state"].string != "ESTABLISHED" }),
    ("state unconnected", nil, { $0["state"].string == "UNCONNECTED" }),
    ("src *.sock", "src *.sock", { name($0).hasSuffix(".sock") }),
    ("src @*", nil, { !$0["abstractName"].isAbsent }),
    ("src ''*?", nil, { !name($0).isEmpty }),
    ("not src *", nil, { _ in false }),
    ("inode = 1 or not uid = 0", nil, { $0["uid"].int != 0 }),
    (
      "user root and state established", nil,
      {
        $0["uid"].int == 0 && $0["state"].string == "ESTABLISHED"
      }
    ),
    ("autobound", nil, { name($0).isEmpty || $0["abstractName"].string?.isAutomatic == true }),
  ]

  @Test func eachFilterIsTheFullAnswerFiltered() throws {
    let all = try records(nil)
    for (filter, words, holds) in UnixFilterTests.cases {
      let ours = Set(try records(filter).compactMap { $0["inode"].int })
      #expect(ours == Set(all.filter(holds).compactMap { $0["inode"].int }), "\(filter)")
      guard let words else { continue }
      let judge = try succeed(
        ["ss", "-OHxane"] + words.split(separator: " ").map { String($0) }, in: namespace
      ).lines.filter { !$0.contains(agent.socket) }
      #expect(ours.count == judge.count && !ours.isEmpty, "\(filter)")
    }
  }

  /// One socket by what no other has.
  @Test func oneSocketIsFound() throws {
    for record in try records(nil) {
      let inode = record["inode"].int ?? 0
      let cookie = record["cookie"].string ?? ""
      for filter in ["inode = \(inode)", "cookie = \(cookie)"] {
        #expect(try records(filter).map { $0["cookie"].string } == [cookie])
      }
    }
  }

  private static func name(_ record: JSON) -> String {
    record["path"].string ?? record["abstractName"].string.map { "@" + $0 } ?? ""
  }

  private func records(_ filter: String?) throws -> [JSON] {
    let answer = try agent.ask("unixConnections", filter.map { ["filter": $0] } ?? [:])
    #expect(answer["complete"].bool == true)
    // Connections to the agent come and go with the questions.
    return answer["connections"].array.filter { $0["path"].string != agent.socket }
  }
}

extension String {
  /// What unix(7) says of names that the kernel chooses.
  fileprivate var isAutomatic: Bool {
    utf8.count == 5 && allSatisfy { "0123456789abcdef".contains($0) }
  }
}
