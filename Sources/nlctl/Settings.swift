internal import Protocol
internal import Syscalls

/// How an answer is printed.
enum OutputFormat: String, CaseIterable, Sendable {
  case table, json, ndjson, csv
}

/// What the options of all agent commands come to.
struct Settings: Sendable {
  static let defaultSocket = "/run/nlagent/nlagent.sock"
  static let socketVariable = "NLAGENT_SOCKET"

  var socket: String
  var isPrivate = false
  var timeoutMilliseconds: Int?
  var format = OutputFormat.table
  /// Member names to print instead of the usual columns.
  var columns: [String]?
  var hasHeader = true
  var hasColor = false

  init(_ invocation: Invocation) throws(Failure) {
    socket =
      invocation.value("--socket") ?? Process.environment(Settings.socketVariable)
      ?? Settings.defaultSocket
    isPrivate = invocation.has("--private")
    hasHeader = !invocation.has("--no-header")
    if let seconds = invocation.value("--timeout") {
      guard let number = Double(seconds), number > 0, number <= 1_000_000 else {
        throw invocation.usage("--timeout takes seconds, for instance 2.5, not \"\(seconds)\"")
      }
      timeoutMilliseconds = max(1, Int(number * 1000))
    }
    for option in invocation.options {
      try setFormat(option.name, option.value, invocation)
    }
    if let list = invocation.value("--columns") {
      let names = list.split(separator: ",").map { String($0) }
      guard !names.isEmpty else { throw invocation.usage("--columns needs names, as in a,b,c") }
      guard format == .table || format == .csv else {
        throw invocation.usage("--columns is for --table and --csv; records of JSON are whole")
      }
      columns = names
    }
    hasColor = try Settings.color(invocation)
  }

  private mutating func setFormat(
    _ name: String, _ value: String, _ invocation: Invocation
  ) throws(Failure) {
    switch name {
    case "--table": format = .table
    case "--json": format = .json
    case "--ndjson": format = .ndjson
    case "--csv": format = .csv
    case "--output":
      guard let wanted = OutputFormat(rawValue: value) else {
        let names = OutputFormat.allCases.map(\.rawValue)
        let nearest = Spelling.nearest(to: value, among: names)
        let ending = nearest.map { "; did you mean \($0)?" } ?? ""
        throw invocation.usage(
          "--output takes \(names.joined(separator: ", ")), not \"\(value)\"\(ending)")
      }
      format = wanted
    default: break
    }
  }

  private static func color(_ invocation: Invocation) throws(Failure) -> Bool {
    switch invocation.value("--color") ?? "auto" {
    case "always": return true
    case "never": return false
    case "auto":
      guard StandardStream.output.isTerminal else { return false }
      // https://no-color.org: set to anything but nothing.
      if let variable = Process.environment("NO_COLOR"), !variable.isEmpty { return false }
      return Process.environment("TERM") != "dumb"
    case let other:
      throw invocation.usage("--color takes auto, always or never, not \"\(other)\"")
    }
  }
}

extension Settings {
  /// Holds the names of `--columns` against the members there are.
  func checkColumns(_ members: [Schema.Member], _ invocation: Invocation) throws(Failure) {
    let known = members.map(\.name)
    for name in columns ?? [] {
      let path = name.split(separator: ".", maxSplits: 1).map { String($0) }
      if let first = path.first, known.contains(first) { continue }
      let nearest = Spelling.nearest(to: name, among: known)
      let ending =
        nearest.map { "; did you mean \($0)?" } ?? "; there are \(known.joined(separator: ", "))"
      throw invocation.usage("--columns: a record has no \"\(name)\"\(ending)")
    }
  }
}
