internal import Protocol

extension Command {
  static let monitor = Command(
    name: "monitor", operands: "[TOPIC ...]", operandCount: 0...16,
    summary: "changes as they happen",
    details: """
      Prints the present objects (=), and then those that are added (+), changed (~)
      or removed (-), until it is interrupted. Topics are
      \(EventTopic.all.map(\.name).joined(separator: ", ")).
      Without a topic it subscribes to all that have a snapshot. When the agent
      restarts, it connects again and prints what changed meanwhile.

      --filter takes an expression as for 'nlctl inet', with the predicates sport,
      dport, src, dst, dev and cookie.

      The topic pressure reports that tasks had to wait, in the whole system or in a
      control group. Each --stall is a threshold: within the given window some task,
      or all tasks that are not idle (full), waited for so long for cpu, memory, io or
      irq. The default is 200ms/2s for cpu, memory and io.

      --until takes members of one object, as 'nlctl help subscribe' lists them, for
      instance name=eth0,operState=UP. Present objects fulfil it as well. A list must
      contain the value: flags=UP. A removed object fulfils it only with
      action=removed. With --count or --until, exit status 5 means that the time given
      with --timeout is over.

      --exec runs a command of /bin/sh as yourself for each change instead of printing
      it. The commands run one at a time and in order. The command reads the event as
      a line of JSON from standard input. Its environment has NL_TOPIC, NL_ACTION and
      all scalar members of the object: NL_NAME, NL_INDEX, NL_ADDRESS, NL_OPER_STATE
      and so on. Other users choose such names: quote the variables. A command that
      fails is reported and counted; the monitor continues.

      --gather collects changes for so many seconds, and for as long as the command
      runs. Then one command gets them all, one per line, and its environment has only
      NL_EVENTS, their number. --snapshot passes the present objects to the command as
      well, before any change, with the action present; with --gather all of them go
      to the first command.
      """,
    options: [
      .oneNetworkNamespace,
      Option("--interface", short: "I", value: "LINK", "only this link, by name or index"),
      Option("--processes", short: "p", "socketClose: with the processes that held each socket"),
      Option("--filter", value: "EXPRESSION", "socketClose: only sockets that match"),
      Option("--stall", value: "RESOURCE:KIND:T/WINDOW", "pressure: a threshold"),
      Option("--cgroup", value: "PATH", "pressure: of this group, as for 'nlctl load'"),
      Option("--no-snapshot", "print only changes, not the present objects"),
      Option("--count", value: "N", "end after N changes"),
      Option("--until", value: "MEMBER=VALUE,...", "end when an object has these values"),
      Option("--exec", value: "COMMAND", "run a command for each change"),
      Option("--coalesce", "with --exec: merge waiting changes of one object"),
      Option("--gather", value: "SECONDS", "with --exec: one command for all changes in this time"),
      Option("--snapshot", "with --exec: the present objects as well"),
      Option("--json", "one event per line, as JSON"),
      Option("--color", value: "WHEN", "auto (default), always or never"),
    ],
    examples: [
      ("nlctl monitor", "all topics with a snapshot"),
      ("nlctl monitor link --interface eth0 --no-snapshot", "changes of one link"),
      ("nlctl monitor link --until name=eth0,flags=RUNNING --timeout 30", "wait until a link runs"),
      (
        "nlctl monitor address --exec 'logger \"$NL_ACTION $NL_ADDRESS on $NL_NAME\"'",
        "log each change"
      ),
      ("nlctl monitor route --snapshot --gather 1 --exec 'cat >> log'", "log changes in batches"),
      ("nlctl monitor socketClose -p", "closed sockets with their traffic and processes"),
      ("nlctl monitor socketClose --filter 'dport = :443'", "only connections to one port"),
      ("nlctl monitor pressure --stall memory:full:100ms/2s", "report lack of memory"),
      (
        "nlctl monitor socketClose --json | jq .socket.tcpInfo",
        "the last tcp_info of each connection"
      ),
    ],
    formats: false,
    run: { invocation throws(Failure) in
      let filter = FilterExpression(invocation.values("--filter"))
      var monitor = MonitorSession(try MonitorOptions(invocation)) { json in
        if invocation.has("--processes") { json.member("processes", true) }
        filter.write(&json)
      }
      return try filter.explaining { () throws(Failure) in try monitor.run() }
    })
}
