internal import Protocol
internal import Syscalls

extension Command {
  static let addresses = Command(
    name: "addresses", summary: "addresses of network interfaces",
    details: """
      Shows the IP addresses of the network interfaces in a network namespace. Without
      --netns this is the agent's namespace.
      """,
    options: Option.family + [.interface, .networkNamespace],
    examples: [
      ("nlctl addresses", "all addresses"),
      ("nlctl addresses -4 --interface eth0", "the addresses of one interface"),
      ("nlctl addresses --json | jq -r '.[].address'", "only the addresses"),
    ],
    columns: (AddressColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let family = try invocation.family()
      return try Listing.runInNamespace(
        invocation, .listAddresses, columns: AddressColumns.all
      ) { json in
        json.parameter("family", family)
        json.parameter("interface", invocation.value("--interface"))
      }
    })
}

enum AddressColumns {
  static let all = [
    Column("INTERFACE", firstOf: "interface", "interfaceIndex"),
    Column("FAMILY", dispensability: 1, member: "family"),
    Column("ADDRESS/PREFIX", of: "address", "prefixLength") { row, out in
      let width = out.cell(row.record, row[0])
      guard row[1].hasValue else { return width }
      out.append(UInt8(ascii: "/"))
      return width + 1 + out.cell(row.record, row[1])
    },
    Column("SCOPE", dispensability: 2, member: "scope"),
    Column("FLAGS", dispensability: 3, member: "flags"),
  ]
}
