internal import Protocol
internal import Syscalls

extension Command {
  static let who = Command(
    name: "who", operands: "WHERE", operandCount: 1...1,
    summary: "who holds a port or a Unix socket",
    details: """
      Shows which processes hold the sockets that wait at WHERE: a port, ADDRESS:PORT,
      [ADDRESS]:PORT, the path of a Unix socket, or @NAME of an abstract one. A word in
      parentheses says why no process is known (nlctl help inetConnections). Exit status 5 tells
      that nobody waits there.
      """,
    options: [
      Option("--all", short: "a", "connections from that port, too, not only who waits at it"),
      .networkNamespace,
    ],
    examples: [
      ("nlctl who :8080", "who holds this port, TCP or UDP"),
      ("nlctl who 127.0.0.53:53", "at one address"),
      ("nlctl who /run/docker.sock --json | jq '.[].processes[].pid'", "in a script"),
    ],
    columns: Who.inetColumns.map(\.title),
    run: { invocation throws(Failure) in try Who(invocation).run() })
}

/// Asks for the sockets at one place.
struct Who {
  static let inetColumns =
    InetColumns.all.filter { ["PROTO", "STATE", "LOCAL", "UID"].contains($0.title) }
    + [.process, .unit]
  static let unixColumns =
    UnixColumns.all.filter { ["TYPE", "STATE", "UID", "PATH"].contains($0.title) }
    + [.process, .unit]

  private let listing: Listing
  private let place: String
  private let filter: String
  private let isUnix: Bool
  private let namespace: String?

  init(_ invocation: Invocation) throws(Failure) {
    place = invocation.operands.first ?? ""
    isUnix = place.hasPrefix("/") || place.hasPrefix("@")
    namespace = invocation.value("--netns")
    filter = Who.filter(place, all: invocation.has("--all"))
    listing =
      isUnix
      ? try Listing(invocation, .unixConnections, columns: invocation.columns(Who.unixColumns))
      : try Listing(
        invocation, .inetConnections, columns: invocation.columns(Who.inetColumns),
        leavingOut: MethodContract.inetDetailsMembers.map(\.name))
  }

  /// The expression that finds sockets at a place.
  static func filter(_ place: String, all: Bool) -> String {
    let isName = place.hasPrefix("/") || place.hasPrefix("@")
    let port = place.hasPrefix(":") ? place.dropFirst() : place[...]
    let isPort = !isName && !port.contains(":") && !port.contains(".") && !port.contains("[")
    let source = isPort ? "sport = :\(port)" : "src \(place)"
    return all ? source : "\(source) and ( state listening or state closed )"
  }

  func run() throws(Failure) -> ExitStatus {
    let expression = FilterExpression([filter])
    return try expression.explaining { () throws(Failure) in
      let request = Request.line(listing.contract.name) { json in
        expression.write(&json)
        json.member("processes", true)
        if let namespace { json.member("netns", namespace) }
      }
      var client = try Client(listing.settings)
      var batch = RecordBatch()
      let root = try listing.fetch(&client, request, into: &batch)
      var out = OutputBuffer(.output)
      if batch.count > 0 || listing.settings.format != .table { listing.show(batch, &out) }
      out.flush()
      if try out.isGone() { return .success }
      let verdict = Answer.verdict(root)
      guard verdict == .success, batch.count == 0 else { return verdict }
      NLCtl.complain("nobody waits at \(place)")
      return .notThere
    }
  }
}

extension Column {
  /// The systemd unit or the container of the first process that holds a socket.
  static let unit = Column("UNIT", dispensability: 2, of: "processes") { row, out in
    var first = Field()
    FieldScanner.elements(of: row[0], row.record) { element in
      if !first.isThere { first = element }
    }
    let unit = FieldScanner.member("unit".utf8, of: first, row.record)
    guard !unit.isThere else { return out.cell(row.record, unit) }
    return out.cell(row.record, FieldScanner.member("container".utf8, of: first, row.record))
  }
}
