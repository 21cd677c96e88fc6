internal import Protocol
internal import Syscalls

extension Command {
  static let netns = Command(
    name: "netns", summary: "network namespaces",
    details: """
      Shows the network namespaces of this machine that the agent can find. HELD-BY is
      what keeps a namespace alive: a process, a thread, a name of ip-netns(8), an
      open namespace file (descriptor), or a socket. HERE marks the agent's namespace
      and the caller's, which is that of nlctl. The first column is a value for
      --netns of other commands.
      """,
    examples: [
      ("nlctl netns", "all namespaces"),
      ("nlctl netns --json | jq '.[] | select(.processes == 0)'", "namespaces without a process"),
    ],
    columns: NetnsColumns.all.map(\.title),
    run: { invocation throws(Failure) in
      try Listing(invocation, .listNamespaces, columns: NetnsColumns.all).run { _ in }
    })
}

enum NetnsColumns {
  static let all = [
    Column("NETNS", align: .right, member: "netns"),
    Column("NAMES", member: "names"),
    Column("PROCESSES", align: .right, dispensability: 2, member: "processes"),
    Column("PID", align: .right, dispensability: 3, member: "pid"),
    Column("HELD-BY", dispensability: 1, member: "heldBy"),
    Column("HERE", of: "isAgents", "isCallers") { row, out in
      let isAgents = row.isTrue(row[0])
      let isCallers = row.isTrue(row[1])
      switch (isAgents, isCallers) {
      case (true, true): out.append(literal: "agent,caller")
      case (true, false): out.append(literal: "agent")
      case (false, true): out.append(literal: "caller")
      case (false, false): out.append(literal: "-")
      }
      return isAgents ? (isCallers ? 12 : 5) : (isCallers ? 6 : 1)
    },
  ]
}
