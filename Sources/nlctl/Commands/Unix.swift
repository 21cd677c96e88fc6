internal import Protocol
internal import Syscalls

extension Command {
  static let unix = Command(
    name: "unix", operands: "[EXPRESSION...]", operandCount: 0...1000, summary: "Unix sockets",
    details: """
      Shows the Unix sockets of a network namespace. Without --netns this is the
      agent's namespace. PEER is the inode of the socket at the other end. Names of
      the abstract namespace begin with "@". For a listening socket RECV-Q is the
      number of connections that wait for accept(2), and SEND-Q is the limit of that
      number. PROCESS is the first process that holds the socket; "+2" means that two
      more processes hold it, and a word in parentheses is the reason why none is
      known (see 'nlctl help unixConnections').

      EXPRESSION is a filter as of 'nlctl inet'. Unix sockets have the predicates
      state, src (the name, as a pattern with * and ?), uid, user, pid, process,
      inode, cookie and autobound.
      """,
    options: [
      Option("--listening", short: "l", "sockets in the state LISTEN"),
      Option("--state", value: "STATE,...", "only these states, such as established"),
      Option("--type", value: "TYPE,...", "only these types: stream, dgram, seqpacket"),
      Option("--memory", short: "m", "memory of the socket's buffers, and drops"),
      .processes,
      .networkNamespace,
    ],
    examples: [
      ("nlctl unix", "all Unix sockets"),
      ("nlctl unix 'state listening src /run/*'", "listening sockets below /run"),
      ("nlctl unix --csv --columns path,inode,peerInode", "which sockets are connected"),
    ],
    columns: (UnixColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let query = try UnixQuery(invocation)
      return try query.filter.explaining { () throws(Failure) in
        try Listing(
          invocation, .unixConnections,
          columns: invocation.columns(UnixColumns.columns(invocation))
            + (query.processes ? [.process] : []),
          omitting: (query.processes ? [] : MethodContract.socketOwnersMembers.map(\.name))
            + invocation.omittedNamespaceMembers
        ).run { json in
          query.write(&json)
          invocation.writeNamespace(&json)
        }
      }
    })
}

/// The parameters of `unixConnections`.
struct UnixQuery: Equatable {
  var types: [String] = []
  var states: [String] = []
  var details: [String] = []
  let filter: FilterExpression
  var processes = false

  init(_ invocation: Invocation) throws(Failure) {
    filter = FilterExpression(invocation.operands)
    for option in invocation.options {
      switch option.name {
      case "--listening": states.append("LISTEN")
      case "--memory": details = ["memory"]
      case "--state":
        states += try invocation.kernelNames(
          [option.value], "state", MethodContract.unixStates, UnixQuery.otherNames)
      case "--processes": processes = true
      case "--type":
        for word in option.value.split(separator: ",").map({ String($0) }) {
          try invocation.check("--type", word, among: MethodContract.unixTypes)
          types.append(word)
        }
      default: break
      }
    }
  }

  /// Writes the parameters.
  func write(_ json: inout JSONWriter) {
    json.list("types", types)
    json.list("states", states)
    json.list("details", details)
    filter.write(&json)
    if processes { json.member("processes", true) }
  }

  // The names in ss(8) and in the kernel.
  private static let otherNames = [
    "ESTAB": "ESTABLISHED", "LISTENING": "LISTEN", "UNCONN": "UNCONNECTED", "CLOSE": "UNCONNECTED",
  ]
}

enum UnixColumns {
  /// The columns with the options of this command.
  static func columns(_ invocation: Invocation) -> [Column] {
    guard invocation.has("--memory") else { return all }
    // The name may be long, so it stays the last column.
    return Array(all.dropLast()) + InetDetails.memory + Array(all.suffix(1))
  }

  static let all = [
    Column("TYPE", member: "type"),
    Column("STATE", member: "state"),
    Column(
      "RECV-Q", align: .right, dispensability: 4, firstOf: "receiveQueue", "pendingConnections"),
    Column("SEND-Q", align: .right, dispensability: 4, firstOf: "sendQueue", "backlog"),
    Column("INODE", align: .right, member: "inode"),
    Column("PEER", align: .right, dispensability: 2, member: "peerInode"),
    Column("UID", align: .right, dispensability: 3, member: "uid"),
    Column("PATH", of: "path", "abstractName") { row, out in
      if row[0].hasValue { return out.cell(row.record, row[0]) }
      guard row[1].hasValue else { return out.cell(row.record, row[1]) }
      out.append(UInt8(ascii: "@"))
      // The name may be empty.
      return row[1].count == 0 ? 1 : 1 + out.cell(row.record, row[1])
    },
  ]
}
