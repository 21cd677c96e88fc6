internal import Protocol

extension Command {
  static let monitor = Command(
    name: "monitor", operands: "[TOPIC ...]", operandCount: 0...16,
    summary: "what changes, as it happens",
    details: """
      Prints what is there (=), and then what is added (+), changed (~) or removed (-), until
      it is interrupted. Topics are
      \(EventTopic.all.map(\.name).joined(separator: ", "));
      all that begin with what is there if none is given. An agent that restarts is waited for,
      and what changed meanwhile is told then.

      A --filter is an expression as for 'nlctl inet', of sport, dport, src, dst, dev and cookie.

      The topic pressure tells when tasks had to wait, of the whole system or of a cgroup. Each
      --stall is a threshold: some task, or all that are not idle (full), waited so long for
      cpu, memory, io or irq within such a window. Without one, 200ms/2s of cpu, memory and io.

      --until wants members of one object, as 'nlctl help subscribe' lists them, and is met by
      what is there already: name=eth0,operState=UP. A list needs to have the value: flags=UP.
      What is removed meets it only with action=removed. With --count or --until, exit status 5
      tells that the time given with --timeout went by.

      --exec runs a command of /bin/sh as yourself for each change, one at a time and in order,
      instead of printing it. It gets the event as a line of JSON on its standard input, and in
      its environment NL_TOPIC, NL_ACTION and all single values of the object: NL_NAME,
      NL_INDEX, NL_ADDRESS, NL_OPER_STATE and so on. Names are what their makers chose: put
      them in quotes. A command that fails is told of and counted, and ends nothing.

      With --gather changes are gathered for so many seconds, and for as long as the command runs;
      then one run gets them all, a line each, and in its environment only NL_EVENTS, their
      number. With --snapshot the command gets what is there, too, before any change, with the
      action present; with both all of that comes in the first run.
      """,
    options: [
      .oneNetworkNamespace,
      Option("--interface", short: "I", value: "LINK", "only this link, by name or index"),
      Option("--processes", short: "p", "socketClose: which processes held each socket"),
      Option("--filter", value: "EXPRESSION", "socketClose: only sockets like this"),
      Option("--stall", value: "RESOURCE:KIND:T/WINDOW", "pressure: when to tell of it"),
      Option("--cgroup", value: "PATH", "pressure: of this group, as for 'nlctl load'"),
      Option("--no-snapshot", "print only changes, not what is there"),
      Option("--count", value: "N", "end after so many changes"),
      Option("--until", value: "MEMBER=VALUE,...", "end when an object is like this"),
      Option("--exec", value: "COMMAND", "run a command for each change"),
      Option("--coalesce", "with --exec: changes of one object that wait become one"),
      Option("--gather", value: "SECONDS", "with --exec: one run for all that came meanwhile"),
      Option("--snapshot", "with --exec: what is there as well"),
      Option("--json", "one event per line, as JSON"),
      Option("--color", value: "WHEN", "auto (default), always or never"),
    ],
    examples: [
      ("nlctl monitor", "everything"),
      ("nlctl monitor link --interface eth0 --no-snapshot", "changes of one link"),
      ("nlctl monitor link --until name=eth0,flags=RUNNING --timeout 30", "wait for a link"),
      ("nlctl monitor address --exec 'logger \"$NL_ACTION $NL_ADDRESS on $NL_NAME\"'", "act"),
      ("nlctl monitor route --snapshot --gather 1 --exec 'cat >> log'", "keep a log in batches"),
      ("nlctl monitor socketClose -p", "who ends connections, and what went over them"),
      ("nlctl monitor socketClose --filter 'dport = :443'", "those to one port"),
      ("nlctl monitor pressure --stall memory:full:100ms/2s", "when memory is short"),
      ("nlctl monitor socketClose --json | jq .socket.tcpInfo", "the last of each connection"),
    ],
    formats: false,
    run: { invocation throws(Failure) in
      let filter = FilterExpression(invocation.values("--filter"))
      var monitor = Monitor(try MonitorOptions(invocation)) { json in
        if invocation.has("--processes") { json.member("processes", true) }
        filter.write(&json)
      }
      return try filter.explaining { () throws(Failure) in try monitor.run() }
    })
}
