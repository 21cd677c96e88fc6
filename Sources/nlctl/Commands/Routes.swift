internal import Protocol
internal import Syscalls

extension Command {
  static let routes = Command(
    name: "routes", operands: "[TABLE]", operandCount: 0...1, summary: "routes of a table, or all",
    details: """
      Shows the routes of a network namespace in the table main, or in TABLE: local,
      default, a number, or all. Without --netns this is the agent's namespace.
      GATEWAY and INTERFACE are those of the first next hop; "+2" means that the route
      has two more. --json has all next hops, metrics and other members.
      """,
    options: Option.family.map {
      $0.name == "--family" ? Option($0.name, value: $0.value, "v4, v6, mpls or all (default)") : $0
    } + [
      .interface,
      Option("--protocol", value: "PROTOCOL", "only routes of this origin, such as static or bgp"),
      Option("--type", value: "TYPE", "only routes of this type, such as blackhole"),
      .networkNamespace,
    ],
    examples: [
      ("nlctl routes", "the routes that ip route and ip -6 route show"),
      ("nlctl routes all --interface eth0", "all routes over eth0, of every table"),
      ("nlctl routes -4 --protocol bgp", "the routes of a BGP daemon"),
      (
        "nlctl routes --json | jq '.[] | select(.nextHops | length > 1)'",
        "routes with several next hops"
      ),
    ],
    columns: (RouteColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let family = try invocation.family(["mpls"])
      let table = invocation.operands.first ?? "main"
      return try Listing.runInNamespace(
        invocation, .listRoutes, columns: RouteColumns.all
      ) { json in
        json.parameter("family", family)
        if table != "all" { json.member("table", table) }
        json.parameter("interface", invocation.value("--interface"))
        json.parameter("protocol", invocation.value("--protocol"))
        json.parameter("type", invocation.value("--type"))
      }
    })
}

enum RouteColumns {
  static let all = [
    Column("DESTINATION", of: "destination", "prefixLength", "family") { row, out in
      if row.number(row[1]) == 0 {
        out.append(literal: "default")
        return 7
      }
      let width = out.cell(row.record, row[0])
      // An MPLS label has no prefix length.
      guard !row.isText(row[2], "mpls") else { return width }
      out.append(UInt8(ascii: "/"))
      return width + 1 + out.cell(row.record, row[1])
    },
    Column("TYPE", dispensability: 4, member: "type"),
    Column("GATEWAY", of: "nextHops") { row, out in
      let (first, more) = row.firstElement(of: row[0])
      var width = out.cell(row.record, row.member("gateway", of: first))
      if more > 0 {
        out.append(literal: " +")
        width += 2 + out.decimal(more)
      }
      return width
    },
    Column("INTERFACE", of: "nextHops") { row, out in
      let (first, _) = row.firstElement(of: row[0])
      let name = row.member("interface", of: first)
      return out.cell(row.record, name.hasValue ? name : row.member("interfaceIndex", of: first))
    },
    Column("TABLE", dispensability: 1, member: "table"),
    Column("PROTO", dispensability: 2, member: "protocol"),
    Column("SCOPE", dispensability: 5, member: "scope"),
    Column("SOURCE", dispensability: 3, member: "preferredSource"),
    Column("METRIC", align: .right, dispensability: 2, member: "priority"),
    Column("FLAGS", dispensability: 6, member: "flags"),
  ]
}
