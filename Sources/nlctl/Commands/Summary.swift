internal import Protocol
internal import Syscalls

extension Command {
  static let summary = Command(
    name: "summary", operands: "[EXPRESSION...]", operandCount: 0...1000,
    summary: "the number of sockets by state, process and more",
    details: """
      Counts TCP and UDP sockets. The agent counts, and only the groups cross the
      socket. EXPRESSION is a filter as of 'nlctl inet'. KEY is one of
      \(MethodContract.summaryKeys.prefix(7).joined(separator: ", ")),
      \(MethodContract.summaryKeys.dropFirst(7).joined(separator: ", ")).
      A socket that several processes hold counts for each of them.
      """,
    options: InetQuery.options + [
      .networkNamespace,
      Option("--by", value: "KEY,...", "the keys to group by (default: protocol,state)"),
      Option("--largest", short: "n", value: "N", "only the N largest groups"),
    ],
    examples: [
      ("nlctl summary", "sockets by protocol and state"),
      ("nlctl summary --by process,state", "sockets by program and state"),
      (
        "nlctl summary --by remoteAddress -n 10 dport = :443", "the peers with the most connections"
      ),
    ],
    columns: ["SOCKETS"],
    run: { invocation throws(Failure) in
      let query = try InetQuery(invocation)
      let keys = try SummaryKeys.requested(invocation)
      let largest: UInt64? = try invocation.number("--largest", from: 0)
      return try query.filter.explaining { () throws(Failure) in
        try Listing(
          invocation, .socketSummary, columns: SummaryKeys.columns(keys),
          omitting: SummaryKeys.membersWithout(keys)
        ).run { json in
          query.write(&json)
          invocation.writeNamespace(&json)
          json.list("by", keys)
          if let largest { json.member("largest", largest) }
        }
      }
    })
}

/// The keys by which `nlctl summary` groups.
enum SummaryKeys {
  /// The keys of `--by`, each once.
  static func requested(_ invocation: Invocation) throws(Failure) -> [String] {
    guard let list = invocation.value("--by") else { return ["protocol", "state"] }
    let known = MethodContract.summaryKeys
    var keys: [String] = []
    for word in list.split(separator: ",").map({ String($0) }) {
      guard known.contains(word) else {
        throw invocation.unknown(
          word, among: known, "--by: sockets cannot be grouped by \"\(word)\"")
      }
      if !keys.contains(word) { keys.append(word) }
    }
    return keys
  }

  /// The columns of the keys and, as the last one, the number of sockets.
  static func columns(_ keys: [String]) -> [Column] {
    keys.map { key in
      switch key {
      case "user":
        Column("USER", firstOf: "user", "uid")
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

  /// The members of the keys that were not requested.
  static func membersWithout(_ keys: [String]) -> [String] {
    let members = [
      "user": ["uid", "user", "userHex"], "process": ["process", "processHex"],
      "netns": ["netns", "netnsName", "netnsNameHex"],
      "interface": ["interfaceIndex", "interface", "interfaceHex"],
    ]
    return MethodContract.summaryKeys.filter { !keys.contains($0) }.flatMap { members[$0] ?? [$0] }
  }
}
