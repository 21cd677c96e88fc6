internal import Protocol
internal import Syscalls

extension Command {
  static let inet = Command(
    name: "inet", operands: "[EXPRESSION...]", operandCount: 0...1000,
    summary: "TCP and UDP sockets",
    details: """
      Shows the TCP and UDP sockets of a network namespace. Without --netns this is
      the agent's namespace. For a listening socket RECV-Q is the number of
      connections that wait for accept(2), and SEND-Q is the limit of that number. For
      other sockets they are the bytes not yet read and not yet acknowledged. "*"
      means any port or any peer, "-" means that a value is not known. PROCESS is the
      first process that holds the socket; "+2" means that two more processes hold it,
      and a word in parentheses is the reason why none is known (see 'nlctl help
      inetConnections').

      EXPRESSION is a filter in the language of ss(8): predicates joined by and, or,
      not and ( ). An "and" may be omitted. Quote what the shell would interpret.
        state NAME, exclude NAME   a state or all, connected, synchronized, bucket,
                                   big, unconnected, bound-inactive
        sport OP PORT, dport ...   OP is = != < > <= >=; PORT is a number or a service
        src HOST, dst != HOST      HOST is ADDRESS[/PREFIX][:PORT], [v6]:PORT, :PORT
                                   or *
        dev NAME                   bound to this device
        fwmark VALUE[/MASK]        the mark; needs CAP_NET_ADMIN
        cgroup PATH                created in this cgroup v2
        uid N, user NAME           the owner of the socket
        inode N, cookie HEX        a single socket
        pid N, process NAME        held by this process, or by one of this name (* ?)
        autobound                  the kernel chose the port, or this is unknown

      -i adds the columns CONG RTT CWND RETRANS (now/in all) RATE (of delivery) SENT
      RECEIVED, -m adds RMEM WMEM (used/limit) DROPS, and -e adds MARK COOKIE CGROUP
      OPTIONS. --json has all values of the kernel, and so has --columns, for instance
      tcpInfo.tcpi_min_rtt.
      """,
    options: InetQuery.options + [
      .processes,
      .networkNamespace,
      Option(
        "--watch", value: "SECONDS", optional: true,
        "repeat (every 2 s), with rates per second"),
    ] + InetDetails.options,
    examples: [
      ("nlctl inet -tl", "listening TCP sockets"),
      ("nlctl inet state established dport = :443", "connections to port 443"),
      ("nlctl inet 'src 10.0.0.0/8 and not ( dport = 22 or sport = 22 )'", "quoted for the shell"),
      ("nlctl inet --state established --json | jq length", "the number of connections"),
      ("nlctl inet -ti --state established", "the state of TCP connections: tcp_info"),
      ("nlctl inet -tlp", "listening TCP sockets with their processes"),
      ("nlctl inet --watch 5 process = nginx", "the throughput of its connections"),
      ("nlctl inet -u --columns localAddress,localPort,uid", "chosen members of the records"),
    ],
    columns: (InetColumns.all + [.networkNamespace]).map(\.title),
    run: { invocation throws(Failure) in
      let query = try InetQuery(invocation)
      let columns =
        invocation.columns(InetDetails.columns(invocation)) + (query.processes ? [.process] : [])
      return try query.filter.explaining { () throws(Failure) in
        let omitted = query.omitted + invocation.omittedNamespaceMembers
        let write = { (json: inout JSONWriter) in
          query.write(&json)
          invocation.writeNamespace(&json)
        }
        guard let seconds = invocation.value("--watch") else {
          return try Listing(
            invocation, .inetConnections, columns: columns, omitting: omitted,
            hasLongRecords: query.hasLongRecords
          ).run(write)
        }
        return try Watch(
          Listing(
            invocation, .inetConnections, columns: columns + RateColumns.ofSockets,
            added: SocketRates.members, omitting: omitted),
          every: seconds, invocation
        ).run(SocketRates(), write)
      }
    })
}

/// The parameters of `inetConnections`.
struct InetQuery: Equatable {
  /// The options of all commands that select such sockets.
  static let options =
    [
      Option("--tcp", short: "t", "TCP sockets"),
      Option("--udp", short: "u", "UDP sockets"),
      Option("--mptcp", short: "M", "MPTCP connections; their subflows are among those of TCP"),
      Option("--raw", short: "w", "raw sockets"),
      Option("--sctp", short: "S", "SCTP sockets"),
      Option("--udplite", short: "U", "UDP-Lite sockets"),
      Option("--listening", short: "l", "sockets in the states LISTEN and UNCONNECTED"),
      Option("--state", value: "STATE,...", "only these states, such as established,time-wait"),
    ] + Option.family

  var family: String?
  var protocols: [String] = []
  var states: [String] = []
  var details: [String] = []
  var processes = false
  let filter: FilterExpression

  init(_ invocation: Invocation) throws(Failure) {
    filter = FilterExpression(invocation.operands)
    details = try InetDetails.requested(invocation)
    family = try invocation.family()
    for option in invocation.options {
      switch option.name {
      case "--tcp", "--udp", "--udplite", "--raw", "--mptcp", "--sctp":
        protocols.append(String(option.name.dropFirst(2)))
      case "--listening": states += ["LISTEN", "UNCONNECTED"]
      case "--processes": processes = true
      case "--state":
        states += try invocation.kernelNames(
          [option.value], "state", MethodContract.inetStates, InetQuery.otherNames)
      // The rates are computed from the counters in tcp_info.
      case "--watch": details.append("info")
      default: break
      }
    }
  }

  /// The members that the records do not have because they were not requested.
  var omitted: [String] {
    (details.isEmpty ? MethodContract.inetDetailsMembers.map(\.name) : [])
      + (processes ? [] : MethodContract.socketOwnersMembers.map(\.name))
  }

  /// Whether `tcp_info` was requested.
  var hasLongRecords: Bool { details.contains("info") || details.contains("all") }

  /// Writes the parameters.
  func write(_ json: inout JSONWriter) {
    json.parameter("family", family)
    json.list("protocols", protocols)
    json.list("states", states)
    filter.write(&json)
    json.list("details", details)
    if processes { json.member("processes", true) }
  }

  // The names in ss(8), netstat(8) and RFC 9293.
  private static let otherNames = [
    "ESTAB": "ESTABLISHED", "LISTENING": "LISTEN", "SYN_RECEIVED": "SYN_RECV",
    "SYN_RCVD": "SYN_RECV", "FIN_WAIT_1": "FIN_WAIT1", "FIN_WAIT_2": "FIN_WAIT2",
    "CLOSED": "CLOSE", "UNCONN": "UNCONNECTED",
  ]
}
