internal import Protocol
internal import Syscalls

extension Command {
  static let links = Command(
    name: "links", operands: "[NAME]", operandCount: 0...1,
    summary: "network interfaces",
    details: """
      Shows the network interfaces of a network namespace, the agent's if not told, or the one
      that is called NAME. MASTER is the bridge, bond or VRF that an interface belongs to, LINK
      the interface below it or at its other end ("#4" is one in another namespace); RX-BYTES
      and TX-BYTES count since it was made. With --watch they give way to bits and packets a
      second, and to drops and errors a second in both directions together, the busiest first.

      -d tells all there is of each interface, with "data" as its kind has it, "portData" as its
      master has it, and its addresses; nlctl help listLinks says what the names mean.
      """,
    options: LinkQuery.options + [
      .networkNamespace,
      Option("--detailed", short: "d", "all there is, in lines"),
      Option(
        "--watch", value: "SECONDS", optional: true,
        "again and again (every 2), with rates a second"),
    ],
    examples: [
      ("nlctl links", "all of them"),
      ("nlctl links -d eth0", "all there is to tell of one"),
      ("nlctl links --master br0", "the ports of a bridge"),
      ("nlctl links --kind vxlan --columns name,data.id,data.remote", "members of their kind"),
      ("nlctl links --watch 5 --up", "what they carry"),
      ("nlctl links -N all --kind veth", "pairs in all network namespaces"),
      ("nlctl links --columns name,statistics.rxDropped", "one counter of all of them"),
    ],
    columns: (LinkColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let query = try LinkQuery(invocation)
      let write = { (json: inout JSONWriter) in
        query.write(&json)
        invocation.writeNamespace(&json)
      }
      guard let seconds = invocation.value("--watch") else {
        return try Listing(
          invocation, .listLinks, columns: invocation.columns(LinkColumns.all),
          leavingOut: invocation.leftOutNamespace,
          paragraphs: query.isDetailed ? ["index", "name", "kind", "netnsName", "netns"] : nil
        ).run(write)
      }
      if query.isDetailed { throw invocation.usage("--watch shows a table, which is not -d") }
      return try Watch(
        Listing(
          invocation, .listLinks,
          columns: invocation.columns(LinkColumns.watched) + RateColumns.ofLinks,
          added: LinkRates.members, leavingOut: invocation.leftOutNamespace),
        every: seconds, invocation
      ).run(LinkRates(), write)
    })
}

/// The parameters of `listLinks`.
struct LinkQuery: Equatable {
  static let options = [
    Option("--kind", value: "KIND", "those of this kind: veth, bridge, vxlan, ..."),
    Option("--master", value: "NAME", "those that belong to this bridge, bond or VRF"),
    Option("--index", value: "NUMBER", "the one with this index"),
    Option("--up", "those that are set up"),
    Option("--down", "those that are not set up"),
    Option("--functions", "virtual functions of cards, too, for -d and --json"),
  ]

  let isDetailed: Bool
  private let name: String?
  private let index: UInt32?
  private let kind: String?
  private let master: String?
  private let isUp: Bool?
  private let hasFunctions: Bool

  init(_ invocation: Invocation) throws(Failure) {
    isDetailed = invocation.has("--detailed")
    name = invocation.operands.first
    kind = invocation.value("--kind")
    master = invocation.value("--master")
    hasFunctions = invocation.has("--functions")
    index = try LinkQuery.index(invocation)
    let (up, down) = (invocation.has("--up"), invocation.has("--down"))
    if up, down { throw invocation.usage("--up and --down leave nothing together") }
    isUp = up ? true : down ? false : nil
    if name != nil, index != nil { throw invocation.usage("--index and a name are one too many") }
  }

  private static func index(_ invocation: Invocation) throws(Failure) -> UInt32? {
    guard let text = invocation.value("--index") else { return nil }
    guard let index = UInt32(text), index > 0 else {
      throw invocation.usage("--index takes a number from 1 on, not \"\(text)\"")
    }
    return index
  }

  func write(_ json: inout JSONWriter) {
    if let name { json.member("name", name) }
    if let index { json.member("index", index) }
    if let kind { json.member("kind", kind) }
    if let master { json.member("master", master) }
    if let isUp { json.member("up", isUp) }
    if hasFunctions { json.member("virtualFunctions", true) }
  }
}

enum LinkColumns {
  static let all = [
    Column("INDEX", align: .right, dispensability: 1, member: "index"),
    Column("NAME", member: "name"),
    Column("KIND", dispensability: 5, member: "kind"),
    Column("STATE", member: "operState"),
    Column("MTU", align: .right, dispensability: 6, member: "mtu"),
    Column("MASTER", dispensability: 4, of: "masterName", "master") { row, out in
      out.cell(row.record, row[0].isThere ? row[0] : row[1])
    },
    Column("LINK", dispensability: 8, of: "linkName", "link") { row, out in
      guard !row[0].isThere, row[1].isThere else { return out.cell(row.record, row[0]) }
      out.append(UInt8(ascii: "#"))
      return 1 + out.cell(row.record, row[1])
    },
    Column("ADDRESS", dispensability: 2, member: "address"),
    Column("RX-BYTES", align: .right, dispensability: 3, member: "statistics.rxBytes"),
    Column("TX-BYTES", align: .right, dispensability: 3, member: "statistics.txBytes"),
    Column("FLAGS", dispensability: 7, member: "flags"),
  ]

  /// Beside rates.
  static let watched = all.filter {
    ["INDEX", "NAME", "KIND", "STATE", "MASTER"].contains($0.title)
  }
}
