internal import Protocol
internal import Syscalls

extension Command {
  static let links = Command(
    name: "links", operands: "[NAME]", operandCount: 0...1,
    summary: "network interfaces",
    details: """
      Shows the network interfaces of a network namespace, or the one called NAME.
      Without --netns this is the agent's namespace. MASTER is the bridge, bond or VRF
      that an interface belongs to. LINK is the interface below it or at its other
      end; "#4" is an interface in another namespace. RX-BYTES and TX-BYTES count from
      the creation of the interface. With --watch, bits and packets per second, and
      drops and errors per second in both directions together, take their place, and
      the busiest interface comes first.

      -d prints all members of each interface: "data" has the settings of its kind,
      "portData" those of its master's kind, and "addresses" its addresses. 'nlctl
      help listLinks' explains the names.
      """,
    options: LinkQuery.options + [
      .networkNamespace,
      Option("--detailed", short: "d", "all members, in lines"),
      Option(
        "--watch", value: "SECONDS", optional: true,
        "repeat (every 2 s), with rates per second"),
    ],
    examples: [
      ("nlctl links", "all interfaces"),
      ("nlctl links -d eth0", "all members of one"),
      ("nlctl links --master br0", "the ports of a bridge"),
      ("nlctl links --kind vxlan --columns name,data.id,data.remote", "settings of this kind"),
      ("nlctl links --watch 5 --up", "the throughput of active interfaces"),
      ("nlctl links -N all --kind veth", "veth pairs in all network namespaces"),
      ("nlctl links --columns name,statistics.rxDropped", "one counter of each"),
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
          omitting: invocation.omittedNamespaceMembers,
          paragraphs: query.isDetailed ? ["index", "name", "kind", "netnsName", "netns"] : nil
        ).run(write)
      }
      if query.isDetailed {
        throw invocation.usage("--watch prints a table; it cannot be combined with -d")
      }
      return try Watch(
        Listing(
          invocation, .listLinks,
          columns: invocation.columns(LinkColumns.watched) + RateColumns.ofLinks,
          added: LinkRates.members, omitting: invocation.omittedNamespaceMembers),
        every: seconds, invocation
      ).run(LinkRates(), write)
    })
}

/// The parameters of `listLinks`.
struct LinkQuery: Equatable {
  static let options = [
    Option("--kind", value: "KIND", "only this kind: veth, bridge, vxlan, ..."),
    Option("--master", value: "NAME", "only the ports of this bridge, bond or VRF"),
    Option("--index", value: "NUMBER", "only the interface with this index"),
    Option("--up", "only interfaces that are set up"),
    Option("--down", "only interfaces that are not set up"),
    Option("--functions", "with virtual functions of cards, for -d and --json"),
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
    index = try invocation.number("--index", from: 1)
    let (up, down) = (invocation.has("--up"), invocation.has("--down"))
    if up, down { throw invocation.usage("--up and --down exclude each other") }
    isUp = up ? true : down ? false : nil
    if name != nil, index != nil {
      throw invocation.usage("--index and a name exclude each other")
    }
  }

  /// Writes the parameters.
  func write(_ json: inout JSONWriter) {
    json.parameter("name", name)
    if let index { json.member("index", index) }
    json.parameter("kind", kind)
    json.parameter("master", master)
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
    Column("MASTER", dispensability: 4, firstOf: "masterName", "master"),
    Column("LINK", dispensability: 8, of: "linkName", "link") { row, out in
      guard !row[0].hasValue, row[1].hasValue else { return out.cell(row.record, row[0]) }
      out.append(UInt8(ascii: "#"))
      return 1 + out.cell(row.record, row[1])
    },
    Column("ADDRESS", dispensability: 2, member: "address"),
    Column("RX-BYTES", align: .right, dispensability: 3, member: "statistics.rxBytes"),
    Column("TX-BYTES", align: .right, dispensability: 3, member: "statistics.txBytes"),
    Column("FLAGS", dispensability: 7, member: "flags"),
  ]

  /// The columns beside the rates.
  static let watched = all.filter {
    ["INDEX", "NAME", "KIND", "STATE", "MASTER"].contains($0.title)
  }
}
