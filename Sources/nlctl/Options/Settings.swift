internal import Protocol
internal import Syscalls

/// How records are printed.
enum OutputFormat: String, CaseIterable, Sendable {
  case table, json, ndjson, csv
}

/// The values of the options that all agent commands share.
struct Settings: Sendable {
  static let defaultSocket = "/run/nlagent/nlagent.sock"
  static let socketVariable = "NLAGENT_SOCKET"

  /// The path of the agent's socket.
  var socket: String
  /// Whether to start an agent for this command instead of connecting to `socket`.
  var isPrivate = false
  var timeoutMilliseconds: Int?
  var format = OutputFormat.table
  /// The members to print instead of the default columns.
  var columns: [String]?
  var hasHeader = true
  var hasColor = false

  init(_ invocation: Invocation) throws(Failure) {
    socket =
      invocation.value("--socket") ?? Process.environment(Settings.socketVariable)
      ?? Settings.defaultSocket
    isPrivate = invocation.has("--private")
    hasHeader = !invocation.has("--no-header")
    timeoutMilliseconds = try invocation.milliseconds(
      "--timeout", from: .leastNonzeroMagnitude
    ).map { max(1, $0) }
    for option in invocation.options {
      try setFormat(option.name, option.value, invocation)
    }
    if let list = invocation.value("--columns") {
      let names = list.split(separator: ",").map { String($0) }
      guard !names.isEmpty else { throw invocation.usage("--columns needs names, as in a,b,c") }
      guard format == .table || format == .csv else {
        throw invocation.usage("--columns is for --table and --csv; JSON records are complete")
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
      try invocation.check(name, value, among: OutputFormat.allCases.map(\.rawValue))
      format = OutputFormat(rawValue: value) ?? format
    default: break
    }
  }

  private static func color(_ invocation: Invocation) throws(Failure) -> Bool {
    let when = invocation.value("--color") ?? "auto"
    try invocation.check("--color", when, among: ["auto", "always", "never"])
    guard when == "auto" else { return when == "always" }
    guard StandardStream.output.isTerminal else { return false }
    // https://no-color.org: any value but the empty one.
    if let variable = Process.environment("NO_COLOR"), !variable.isEmpty { return false }
    return Process.environment("TERM") != "dumb"
  }
}

extension Settings {
  /// Checks the names of `--columns` against the members that the records have.
  func checkColumns(_ members: [Schema.Member], _ invocation: Invocation) throws(Failure) {
    let known = members.map(\.name)
    for name in columns ?? [] {
      let path = name.split(separator: ".", maxSplits: 1).map { String($0) }
      if let first = path.first, known.contains(first) { continue }
      throw invocation.unknown(name, among: known, "--columns: a record has no \"\(name)\"")
    }
  }
}
