internal import Protocol
internal import Syscalls

extension Command {
  static let inet = Command(
    name: "inet", operands: "[EXPRESSION...]", operandCount: 0...1000,
    summary: "TCP and UDP sockets",
    details: """
      Shows the TCP and UDP sockets of a network namespace, the agent's if not told. For a
      listening socket RECV-Q counts connections that wait for accept(2) and SEND-Q is the most
      that may; for all others they are bytes not yet read and not yet acknowledged. "*" stands
      for any port or peer, "-" for what is not known. PROCESS is the first that holds the
      socket, "+2" says that two more do, and a word in parentheses why none is known (nlctl
      help inetConnections).

      EXPRESSION is a filter in the language of ss(8): predicates joined by and, or, not and
      ( ), with an "and" where none stands. Quote what the shell would take for itself.
        state NAME, exclude NAME   a state or all, connected, synchronized, bucket, big,
                                   unconnected, bound-inactive
        sport OP PORT, dport ...   OP is = != < > <= >=; PORT is a number or a service
        src HOST, dst != HOST      HOST is ADDRESS[/PREFIX][:PORT], [v6]:PORT, :PORT or *
        dev NAME                   bound to this device
        fwmark VALUE[/MASK]        the mark; needs CAP_NET_ADMIN
        cgroup PATH                made in this cgroup v2
        uid N, user NAME           whose it is; inode N and cookie HEX name one socket
        pid N, process NAME        held by this process, or by one of this name (* and ?)
        autobound                  the kernel chose the port, or nobody knows any more

      -i adds the columns CONG RTT CWND RETRANS (now/in all) RATE (of delivery) SENT RECEIVED,
      -m RMEM WMEM (used/limit) DROPS, and -e MARK COOKIE CGROUP OPTIONS; --json has all that
      the kernel tells, as does --columns, for instance tcpInfo.tcpi_min_rtt.
      """,
    options: InetQuery.options + [
      .processes,
      .networkNamespace,
      Option(
        "--watch", value: "SECONDS", optional: true,
        "again and again (every 2), with rates a second"),
    ] + InetDetails.options,
    examples: [
      ("nlctl inet -tl", "who listens on TCP"),
      ("nlctl inet state established dport = :443", "connections to HTTPS"),
      ("nlctl inet 'src 10.0.0.0/8 and not ( dport = 22 or sport = 22 )'", "quoted for the shell"),
      ("nlctl inet --state established --json | jq length", "how many connections there are"),
      ("nlctl inet -ti --state established", "how TCP connections fare"),
      ("nlctl inet -tlp", "who listens on TCP, and which processes do it"),
      ("nlctl inet --watch 5 process = nginx", "what its connections carry"),
      ("nlctl inet -u --columns localAddress,localPort,uid", "some members of the records"),
    ],
    columns: (InetColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let query = try InetQuery(invocation)
      let columns =
        invocation.columns(InetDetails.columns(invocation)) + (query.processes ? [.process] : [])
      return try query.filter.explaining { () throws(Failure) in
        let leftOut = query.leftOut + invocation.leftOutNamespace
        let write = { (json: inout JSONWriter) in
          query.write(&json)
          invocation.writeNamespace(&json)
        }
        guard let seconds = invocation.value("--watch") else {
          return try Listing(
            invocation, .inetConnections, columns: columns, leavingOut: leftOut,
            hasLongRecords: query.hasLongRecords
          ).run(write)
        }
        return try Watch(
          Listing(
            invocation, .inetConnections, columns: columns + RateColumns.all,
            added: SocketRates.members, leavingOut: leftOut),
          every: seconds, invocation
        ).run(SocketRates(), write)
      }
    })
}

/// The parameters of `inetConnections`.
struct InetQuery: Equatable {
  /// The options of all commands over these sockets.
  static let options = [
    Option("--tcp", short: "t", "TCP sockets"),
    Option("--udp", short: "u", "UDP sockets"),
    Option("--mptcp", short: "M", "MPTCP connections; their subflows are among those of TCP"),
    Option("--raw", short: "w", "raw sockets"),
    Option("--sctp", short: "S", "SCTP sockets"),
    Option("--udplite", short: "U", "UDP-Lite sockets"),
    Option("--listening", short: "l", "sockets that wait for peers: LISTEN and UNCONNECTED"),
    Option("--state", value: "STATE,...", "these states, for instance established,time-wait"),
    Option("--family", value: "FAMILY", "v4, v6 or all (default)"),
    Option("--ipv4", short: "4", "the same as --family v4"),
    Option("--ipv6", short: "6", "the same as --family v6"),
  ]

  var family: String?
  var protocols: [String] = []
  var states: [String] = []
  var details: [String] = []
  var processes = false
  let filter: FilterExpression

  init(_ invocation: Invocation) throws(Failure) {
    filter = FilterExpression(invocation.operands)
    details = try InetDetails.wanted(invocation)
    for option in invocation.options {
      switch option.name {
      case "--tcp", "--udp", "--udplite", "--raw", "--mptcp", "--sctp":
        protocols.append(String(option.name.dropFirst(2)))
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
      // Rates are made of its counters.
      case "--watch": details.append("info")
      default: break
      }
    }
  }

  /// Members that records do not have unless they are asked for.
  var leftOut: [String] {
    (details.isEmpty ? MethodContract.inetDetailsMembers.map(\.name) : [])
      + (processes ? [] : MethodContract.socketOwnersMembers.map(\.name))
  }

  /// Whether `tcp_info` is among what was asked for.
  var hasLongRecords: Bool { details.contains("info") || details.contains("all") }

  func write(_ json: inout JSONWriter) {
    if let family { json.member("family", family) }
    json.list("protocols", protocols)
    json.list("states", states)
    filter.write(&json)
    json.list("details", details)
    if processes { json.member("processes", true) }
  }

  // As ss(8), netstat(8) and RFC 9293 write them.
  private static let otherNames = [
    "ESTAB": "ESTABLISHED", "LISTENING": "LISTEN", "SYN_RECEIVED": "SYN_RECV",
    "SYN_RCVD": "SYN_RECV", "FIN_WAIT_1": "FIN_WAIT1", "FIN_WAIT_2": "FIN_WAIT2",
    "CLOSED": "CLOSE", "UNCONN": "UNCONNECTED",
  ]
}
