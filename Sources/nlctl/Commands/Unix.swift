internal import Protocol
internal import Syscalls

extension Command {
  static let unix = Command(
    name: "unix", operands: "[EXPRESSION...]", operandCount: 0...1000, summary: "Unix sockets",
    details: """
      Shows the Unix sockets of a network namespace, the agent's if not told. PEER is the inode
      of the socket at the other end. Names of the abstract namespace begin with "@". For a
      listening socket RECV-Q counts connections that wait for accept(2) and SEND-Q is the most
      that may. PROCESS is the first that holds the socket, "+2" says that two more do, and a
      word in parentheses why none is known (nlctl help unixConnections).

      EXPRESSION is a filter as of nlctl inet; of its predicates Unix sockets have state, src
      (their name, as a pattern with * and ?), uid, user, pid, process, inode, cookie and
      autobound.
      """,
    options: [
      Option("--listening", short: "l", "sockets that wait for peers: LISTEN"),
      Option("--state", value: "STATE,...", "these states, for instance established"),
      Option("--type", value: "TYPE,...", "stream, dgram or seqpacket"),
      Option("--memory", short: "m", "memory of the socket's buffers, and drops"),
      .processes,
      .networkNamespace,
    ],
    examples: [
      ("nlctl unix", "all of them"),
      ("nlctl unix 'state listening src /run/*'", "who listens below /run"),
      ("nlctl unix --csv --columns path,inode,peerInode", "who is connected to whom"),
    ],
    columns: (UnixColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let query = try UnixQuery(invocation)
      return try query.filter.explaining { () throws(Failure) in
        try Listing(
          invocation, .unixConnections,
          columns: invocation.columns(UnixColumns.columns(invocation))
            + (query.processes ? [.process] : []),
          leavingOut: (query.processes ? [] : MethodContract.socketOwnersMembers.map(\.name))
            + invocation.leftOutNamespace
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
    let known = MethodContract.unixTypes
    for option in invocation.options {
      let words = option.value.split(separator: ",").map { String($0) }
      switch option.name {
      case "--listening": states.append("LISTEN")
      case "--memory": details = ["memory"]
      case "--state":
        for word in words {
          states.append(
            try invocation.state(word, MethodContract.unixStates, UnixQuery.otherNames))
        }
      case "--processes": processes = true
      case "--type":
        for word in words where !known.contains(word) {
          throw invocation.usage("--type takes \(known.joined(separator: ", ")), not \"\(word)\"")
        }
        types += words
      default: break
      }
    }
  }

  func write(_ json: inout JSONWriter) {
    json.list("types", types)
    json.list("states", states)
    json.list("details", details)
    filter.write(&json)
    if processes { json.member("processes", true) }
  }

  // As ss(8) writes them, and as the kernel does.
  private static let otherNames = [
    "ESTAB": "ESTABLISHED", "LISTENING": "LISTEN", "UNCONN": "UNCONNECTED", "CLOSE": "UNCONNECTED",
  ]
}

enum UnixColumns {
  static func columns(_ invocation: Invocation) -> [Column] {
    guard invocation.has("--memory") else { return all }
    // The name is of any length, so it stays last.
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
      if row[0].isThere { return out.cell(row.record, row[0]) }
      guard row[1].isThere else { return out.cell(row.record, row[1]) }
      out.append(UInt8(ascii: "@"))
      // The empty name is one, too.
      return row[1].count == 0 ? 1 : 1 + out.cell(row.record, row[1])
    },
  ]
}
