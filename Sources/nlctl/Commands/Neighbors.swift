internal import Protocol
internal import Syscalls

extension Command {
  static let neighbors = Command(
    name: "neighbors", summary: "link-layer addresses of neighbors",
    details: """
      Shows the neighbors of a network namespace: those that ARP and NDISC have found
      and those that were set by hand. Without --netns this is the agent's namespace.
      USED is the time since an entry was last used. The flag PROXY marks addresses
      for which this host answers.
      """,
    options: Option.family + [
      .interface,
      Option("--state", value: "STATE,...", "only these states, such as reachable,stale"),
      .networkNamespace,
    ],
    examples: [
      ("nlctl neighbors", "all neighbors"),
      ("nlctl neighbors -4 --state failed,incomplete", "IPv4 neighbors that do not answer"),
    ],
    columns: (NeighborColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let family = try invocation.family()
      let states = try invocation.kernelNames(
        invocation.values("--state"), "state", MethodContract.neighborStates)
      return try Listing.runInNamespace(
        invocation, .listNeighbors, columns: NeighborColumns.all
      ) { json in
        json.parameter("family", family)
        json.parameter("interface", invocation.value("--interface"))
        json.list("states", states)
      }
    })
}

enum NeighborColumns {
  static let all = [
    Column("ADDRESS", member: "address"),
    Column("INTERFACE", firstOf: "interface", "interfaceIndex"),
    Column("LINK-ADDRESS", member: "linkAddress"),
    Column("STATE", member: "state"),
    Column("USED", dispensability: 2, number: "usedHundredthsAgo") {
      $0.duration($1.multipliedReportingOverflow(by: 10).partialValue)
    },
    Column("FLAGS", dispensability: 1, member: "flags"),
    Column("PROTO", dispensability: 3, member: "protocol"),
  ]
}
