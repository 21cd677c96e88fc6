internal import Protocol
internal import Syscalls

extension Command {
  static let links = Command(
    name: "links", summary: "network interfaces",
    details: """
      Shows the network interfaces of a network namespace, the agent's if not told. MASTER is
      the bridge, bond or VRF that an interface belongs to; RX-BYTES and TX-BYTES count since it
      was made.
      """,
    options: [.networkNamespace],
    examples: [
      ("nlctl links", "all of them"),
      ("nlctl links --columns name,statistics.rxDropped", "one counter of all of them"),
    ],
    columns: (LinkColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      try Listing(
        invocation, .listLinks, columns: invocation.columns(LinkColumns.all),
        leavingOut: invocation.leftOutNamespace
      )
      .run(invocation.writeNamespace)
    })
}

enum LinkColumns {
  static let all = [
    Column("INDEX", align: .right, dispensability: 1, member: "index"),
    Column("NAME", member: "name"),
    Column("STATE", member: "operState"),
    Column("KIND", dispensability: 4, member: "kind"),
    Column("MTU", align: .right, dispensability: 5, member: "mtu"),
    Column("ADDRESS", member: "address"),
    Column("MASTER", dispensability: 3, of: "masterName", "master") { row, out in
      out.cell(row.record, row[0].isThere ? row[0] : row[1])
    },
    Column("RX-BYTES", align: .right, dispensability: 2, member: "statistics.rxBytes"),
    Column("TX-BYTES", align: .right, dispensability: 2, member: "statistics.txBytes"),
    Column("FLAGS", dispensability: 6, member: "flags"),
  ]
}
