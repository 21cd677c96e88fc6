internal import Protocol
internal import Syscalls

extension Command {
  static let who = Command(
    name: "who", operands: "WHERE", operandCount: 1...1,
    summary: "the processes that hold a port or a Unix socket",
    details: """
      Shows which processes hold the sockets that wait at WHERE: a port, ADDRESS:PORT,
      [ADDRESS]:PORT, the path of a Unix socket, or @NAME for an abstract one. A word
      in parentheses is the reason why no process is known (see 'nlctl help
      inetConnections'). Exit status 5 means that no socket waits there.
      """,
    options: [
      Option("--all", short: "a", "connections of that port as well"),
      .networkNamespace,
    ],
    examples: [
      ("nlctl who :8080", "the processes of this port, TCP or UDP"),
      ("nlctl who 127.0.0.53:53", "at one address"),
      ("nlctl who /run/docker.sock --json | jq '.[].processes[].pid'", "in a script"),
    ],
    columns: Who.inetColumns.map(\.title),
    run: { invocation throws(Failure) in try Who(invocation).run() })
}

/// Requests the sockets of one port or name.
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
        omitting: MethodContract.inetDetailsMembers.map(\.name))
  }

  /// The filter for the sockets of a port or a name.
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
        json.parameter("netns", namespace)
      }
      var client = try Client(listing.settings)
      var batch = RecordBatch()
      let root = try listing.fetch(&client, request, into: &batch)
      var out = OutputBuffer(.output)
      if batch.count > 0 || listing.settings.format != .table { listing.show(batch, &out) }
      out.flush()
      if try out.isClosedByReader() { return .success }
      let status = try Answer.reportProblems(of: root, mustSay: true)
      guard status == .success, batch.count == 0 else { return status }
      Diagnostics.report("no socket waits at \(place)")
      return .notFound
    }
  }
}

extension Column {
  /// The systemd unit of the first process that holds a socket, or else its container.
  static let unit = Column("UNIT", dispensability: 2, of: "processes") { row, out in
    let (first, _) = row.firstElement(of: row[0])
    let unit = row.member("unit", of: first)
    return out.cell(row.record, unit.hasValue ? unit : row.member("container", of: first))
  }
}
