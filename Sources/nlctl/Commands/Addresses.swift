internal import Protocol
internal import Syscalls

extension Command {
  static let addresses = Command(
    name: "addresses", summary: "addresses of network interfaces",
    details: """
      Shows the IP addresses of the network interfaces in a network namespace,
      the agent's if not told.
      """,
    options: Option.family + [.interface, .networkNamespace],
    examples: [
      ("nlctl addresses", "all of them"),
      ("nlctl addresses -4 --interface eth0", "those of one interface"),
      ("nlctl addresses --json | jq -r '.[].address'", "the addresses alone"),
    ],
    columns: (AddressColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let family = try invocation.family()
      return try Listing(
        invocation, .listAddresses, columns: invocation.columns(AddressColumns.all),
        leavingOut: invocation.leftOutNamespace
      ).run { json in
        json.parameter("family", family)
        json.parameter("interface", invocation.value("--interface"))
        invocation.writeNamespace(&json)
      }
    })
}

enum AddressColumns {
  static let all = [
    Column("INTERFACE", of: "interface", "interfaceIndex") { row, out in
      out.cell(row.record, row[0].isThere ? row[0] : row[1])
    },
    Column("FAMILY", dispensability: 1, member: "family"),
    Column("ADDRESS/PREFIX", of: "address", "prefixLength") { row, out in
      let width = out.cell(row.record, row[0])
      guard row[1].isThere else { return width }
      out.append(UInt8(ascii: "/"))
      return width + 1 + out.cell(row.record, row[1])
    },
    Column("SCOPE", dispensability: 2, member: "scope"),
    Column("FLAGS", dispensability: 3, member: "flags"),
  ]
}
