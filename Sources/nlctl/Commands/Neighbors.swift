internal import Protocol
internal import Syscalls

extension Command {
  static let neighbors = Command(
    name: "neighbors", summary: "link-layer addresses of neighbors",
    details: """
      Shows the neighbors of a network namespace, the agent's if not told, as ARP and NDISC have
      found them or somebody has set them. USED is how long ago one was asked for last. The flag
      PROXY marks addresses that this host answers for.
      """,
    options: Option.family + [
      .interface,
      Option("--state", value: "STATE,...", "these states, for instance reachable,stale"),
      .networkNamespace,
    ],
    examples: [
      ("nlctl neighbors", "all of them"),
      ("nlctl neighbors -4 --state failed,incomplete", "those that do not answer"),
    ],
    columns: (NeighborColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let family = try invocation.family()
      var states: [String] = []
      for list in invocation.values("--state") {
        for word in list.split(separator: ",") {
          states.append(try invocation.state(String(word), MethodContract.neighborStates))
        }
      }
      return try Listing(
        invocation, .listNeighbors, columns: invocation.columns(NeighborColumns.all),
        leavingOut: invocation.leftOutNamespace
      ).run { json in
        json.parameter("family", family)
        json.parameter("interface", invocation.value("--interface"))
        json.list("states", states)
        invocation.writeNamespace(&json)
      }
    })
}

enum NeighborColumns {
  static let all = [
    Column("ADDRESS", member: "address"),
    Column("INTERFACE", of: "interface", "interfaceIndex") { row, out in
      out.cell(row.record, row[0].isThere ? row[0] : row[1])
    },
    Column("LINK-ADDRESS", member: "linkAddress"),
    Column("STATE", member: "state"),
    Column("USED", align: .right, dispensability: 2, of: "usedHundredthsAgo") { row, out in
      guard let hundredths = row.number(row[0]) else { return out.cell(row.record, row[0]) }
      return out.duration(hundredths * 10)
    },
    Column("FLAGS", dispensability: 1, member: "flags"),
    Column("PROTO", dispensability: 3, member: "protocol"),
  ]
}
