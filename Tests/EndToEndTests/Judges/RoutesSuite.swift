import Foundation
import TestSupport
import Testing

/// A network namespace with routes, neighbors and rules of all kinds, and an agent in it.
struct RoutesSite {
  let namespace: NetworkNamespace
  let zoo: Zoo
  let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    zoo = try Zoo("routes_zoo", in: namespace)
    agent = try TestAgent(in: namespace)
  }
}

/// What the suites that judge there have in common.
protocol RoutesSuite {
  var site: RoutesSite { get }
}

extension RoutesSuite {
  var namespace: NetworkNamespace { site.namespace }
  var zoo: Zoo { site.zoo }
  var agent: TestAgent { site.agent }

  /// Compares until both saw the same state: duplicate address detection and neighbors move on.
  func compared(
    _ judge: () throws -> [String: Row], _ ours: () throws -> [String: Row]
  ) throws -> [String] {
    var found: [String] = ["never compared"]
    try? eventually("both agree") {
      let before = try judge()
      let answer = try ours()
      guard try judge() == before else { return false }
      found = differences(answer, before)
      return found.isEmpty
    }
    return found
  }

  func inOrder(_ records: [JSON], _ row: (JSON) -> Row) -> [String: Row] {
    var counts: [String: Int] = [:]
    var rows: [String: Row] = [:]
    for record in records {
      let family = record["family"].string ?? ""
      rows["\(family) \(counts[family, default: 0])"] = row(record)
      counts[family, default: 0] += 1
    }
    return rows
  }

  func answer(
    _ method: String, _ list: String, _ parameters: [String: Any] = [:]
  ) throws -> [JSON] {
    let answer = try agent.ask(method, parameters)
    #expect(answer["complete"].bool == true, "\(answer["problems"])")
    return answer[list].array
  }
}
