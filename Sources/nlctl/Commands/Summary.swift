internal import Protocol
internal import Syscalls

extension Command {
  static let summary = Command(
    name: "summary", operands: "[EXPRESSION...]", operandCount: 0...1000,
    summary: "how many sockets there are of each kind",
    details: """
      Counts TCP and UDP sockets in the agent, so that only the groups cross the socket.
      EXPRESSION is a filter as of 'nlctl inet'. KEY is one of
      \(MethodContract.summaryKeys.prefix(7).joined(separator: ", ")),
      \(MethodContract.summaryKeys.dropFirst(7).joined(separator: ", ")).
      A socket that several processes hold counts for each of them.
      """,
    options: InetQuery.options + [
      .networkNamespace,
      Option("--by", value: "KEY,...", "what to group by (protocol,state)"),
      Option("--largest", short: "n", value: "N", "only the N largest groups"),
    ],
    examples: [
      ("nlctl summary", "sockets by protocol and state"),
      ("nlctl summary --by process,state", "which programs have how many"),
      ("nlctl summary --by remoteAddress -n 10 dport = :443", "the busiest peers"),
    ],
    columns: ["SOCKETS"],
    run: { invocation throws(Failure) in
      let query = try InetQuery(invocation)
      let keys = try SummaryKeys.wanted(invocation)
      var largest: UInt64?
      if let written = invocation.value("--largest") {
        largest = UInt64(written)
        guard largest != nil else {
          throw invocation.usage("--largest takes a number, not \"\(written)\"")
        }
      }
      return try query.filter.explaining { () throws(Failure) in
        try Listing(
          invocation, .socketSummary, columns: SummaryKeys.columns(keys),
          leavingOut: SummaryKeys.membersWithout(keys)
        ).run { json in
          query.write(&json)
          invocation.writeNamespace(&json)
          json.list("by", keys)
          if let largest { json.member("largest", largest) }
        }
      }
    })
}

/// What `nlctl summary` groups by.
enum SummaryKeys {
  static func wanted(_ invocation: Invocation) throws(Failure) -> [String] {
    guard let list = invocation.value("--by") else { return ["protocol", "state"] }
    let known = MethodContract.summaryKeys
    var keys: [String] = []
    for word in list.split(separator: ",").map({ String($0) }) {
      guard known.contains(word) else {
        let nearest = Spelling.nearest(to: word, among: known)
        let ending =
          nearest.map { "; did you mean \($0)?" } ?? "; there are "
          + known.joined(separator: ", ")
        throw invocation.usage("--by: sockets are not grouped by \"\(word)\"\(ending)")
      }
      if !keys.contains(word) { keys.append(word) }
    }
    return keys
  }

  /// The groups' keys and, last, how many sockets they have.
  static func columns(_ keys: [String]) -> [Column] {
    keys.map { key in
      switch key {
      case "user":
        Column("USER", of: "user", "uid") { row, out in
          out.cell(row.record, row[0].isThere ? row[0] : row[1])
        }
      case "netns": .networkNamespace
      case "interface":
        Column("INTERFACE", member: "interface")
      case "pid", "localPort", "remotePort":
        Column(title(key), align: .right, member: key)
      default: Column(title(key), member: key)
      }
    } + [Column("SOCKETS", align: .right, member: "sockets")]
  }

  /// `remotePort` as REMOTE-PORT.
  private static func title(_ key: String) -> String {
    key.map { $0.isUppercase ? "-\($0)" : $0.uppercased() }.joined()
  }

  /// Members that only records of other keys have.
  static func membersWithout(_ keys: [String]) -> [String] {
    let members = [
      "user": ["uid", "user", "userHex"], "process": ["process", "processHex"],
      "netns": ["netns", "netnsName", "netnsNameHex"],
      "interface": ["interfaceIndex", "interface", "interfaceHex"],
    ]
    return MethodContract.summaryKeys.filter { !keys.contains($0) }.flatMap { members[$0] ?? [$0] }
  }
}
