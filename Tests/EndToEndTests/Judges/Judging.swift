import Foundation
import TestSupport

/// A record with its members as text, so that records of any two programs can be held against
/// each other.
typealias Row = [String: String]

/// Rows by their key; a key met twice throws, for then the rows are not what was thought.
func keyed(_ rows: [Row], by key: String) throws -> [String: Row] {
  try Dictionary(
    rows.map { ($0[key] ?? "(none)", $0) },
    uniquingKeysWith: { throw HarnessError("two rows with one \(key): \($0) \($1)") })
}

/// What differs between the agent's rows and a judge's, both ways; empty when nothing does.
func differences(_ ours: [String: Row], _ judges: [String: Row]) -> [String] {
  var found: [String] = []
  for (key, row) in ours.sorted(by: { $0.key < $1.key }) {
    guard let other = judges[key] else {
      found.append("only the agent has \(key): \(row)")
      continue
    }
    for name in Set(row.keys).union(other.keys).sorted() where row[name] != other[name] {
      found.append(
        "\(key) \(name): the agent \(row[name] ?? "-"), the judge \(other[name] ?? "-")")
    }
  }
  for (key, row) in judges.sorted(by: { $0.key < $1.key }) where ours[key] == nil {
    found.append("the agent lacks \(key): \(row)")
  }
  return found
}

/// A Python script of `Tests/EndToEndTests/Scripts` that makes something and holds it.
final class Zoo {
  let program: RunningProgram
  /// The line of JSON that the script prints before "ready".
  let known: JSON

  init(
    _ name: String, _ arguments: [String] = [], in namespace: NetworkNamespace? = nil,
    within seconds: Double = 120
  ) throws {
    program = try RunningProgram(
      ["python3", Zoo.path(name)] + arguments, in: namespace)
    try program.waitForOutput("ready\n", within: seconds)
    let lines = program.output.split(separator: "\n")
    known = lines.count > 1 ? try JSON(String(lines[0])) : JSON(value: nil)
  }

  static func path(_ name: String) -> String {
    Repository.root.appendingPathComponent("Tests/EndToEndTests/Scripts/\(name).py").path
  }
}

extension JSON {
  /// A value as text for a `Row`; nil where it is absent.
  var cell: String? {
    switch value {
    case nil: nil
    case is NSNull: "null"
    case let text as String: text
    default: description
    }
  }

  /// The members of that name as a `Row`.
  func row(_ names: [String]) -> Row {
    var row: Row = [:]
    for name in names { row[name] = self[name].cell }
    return row
  }

  var errorName: String? { self["error"]["data"]["name"].string }
}

extension TestAgent {
  /// The whole response, error or result, to one request.
  func response(_ method: String, _ parameters: Any? = nil) throws -> JSON {
    let client = try connect()
    var request: [String: Any] = ["jsonrpc": "2.0", "id": 1, "method": method]
    if let parameters { request["params"] = parameters }
    try client.sendLine(
      String(decoding: try JSONSerialization.data(withJSONObject: request), as: UTF8.self))
    return try client.answer()
  }
}
