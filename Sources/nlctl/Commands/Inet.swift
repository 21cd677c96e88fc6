internal import Protocol
internal import Syscalls

extension Command {
  static let inet = Command(
    name: "inet", summary: "TCP and UDP sockets",
    details: """
      Shows the TCP and UDP sockets of the agent's network namespace. For a listening socket
      RECV-Q counts connections that wait for accept(2) and SEND-Q is the most that may; for
      all others they are bytes not yet read and not yet acknowledged. "*" stands for any
      port or peer, "-" for what is not known. PROCESS is the first that holds the socket, "+2"
      says that two more do, and a word in parentheses why none is known (nlctl help
      inetConnections).
      """,
    options: [
      Option("--tcp", short: "t", "TCP sockets"),
      Option("--udp", short: "u", "UDP sockets"),
      Option("--listening", short: "l", "sockets that wait for peers: LISTEN and UNCONNECTED"),
      Option("--state", value: "STATE,...", "these states, for instance established,time-wait"),
      Option("--family", value: "FAMILY", "v4, v6 or all (default)"),
      Option("--ipv4", short: "4", "the same as --family v4"),
      Option("--ipv6", short: "6", "the same as --family v6"),
      .processes,
    ],
    examples: [
      ("nlctl inet -tl", "who listens on TCP"),
      ("nlctl inet --state established --json | jq length", "how many connections there are"),
      ("nlctl inet -tlp", "who listens on TCP, and which processes do it"),
      ("nlctl inet -u --columns localAddress,localPort,uid", "some members of the records"),
    ],
    columns: InetColumns.all.map(\.title),
    run: { invocation throws(Failure) in
      let query = try InetQuery(invocation)
      return try Listing(
        invocation, .inetConnections,
        columns: InetColumns.all + (query.processes ? [.process] : [])
      ).run(query.write)
    })
}

/// The parameters of `inetConnections`.
struct InetQuery: Equatable {
  var family: String?
  var protocols: [String] = []
  var states: [String] = []
  var processes = false

  init(_ invocation: Invocation) throws(Failure) {
    for option in invocation.options {
      switch option.name {
      case "--tcp": protocols.append("tcp")
      case "--udp": protocols.append("udp")
      case "--listening": states += ["LISTEN", "UNCONNECTED"]
      case "--processes": processes = true
      case "--ipv4": family = family == "v6" ? "all" : "v4"
      case "--ipv6": family = family == "v4" ? "all" : "v6"
      case "--family":
        guard ["v4", "v6", "all"].contains(option.value) else {
          throw invocation.usage("--family takes v4, v6 or all, not \"\(option.value)\"")
        }
        family = option.value
      case "--state":
        for name in option.value.split(separator: ",") {
          states.append(
            try invocation.state(String(name), MethodContract.inetStates, InetQuery.otherNames))
        }
      default: break
      }
    }
  }

  func write(_ json: inout JSONWriter) {
    if let family { json.member("family", family) }
    json.list("protocols", protocols)
    json.list("states", states)
    if processes { json.member("processes", true) }
  }

  // As ss(8), netstat(8) and RFC 9293 write them.
  private static let otherNames = [
    "ESTAB": "ESTABLISHED", "LISTENING": "LISTEN", "SYN_RECEIVED": "SYN_RECV",
    "SYN_RCVD": "SYN_RECV", "FIN_WAIT_1": "FIN_WAIT1", "FIN_WAIT_2": "FIN_WAIT2",
    "CLOSED": "CLOSE", "UNCONN": "UNCONNECTED",
  ]
}
