internal import Protocol
internal import Syscalls

extension Command {
  static let exits = Command(
    name: "exits", summary: "tasks that end, as they do: a live lastcomm",
    details: """
      Prints a line for each task that ends, thread or process, anywhere on the host: how long it
      was there (ELAPSED), for how long it ran (CPU, exact; UTIME and STIME are counted at ticks,
      so mostly 0 for short ones), the most memory its process had (MAXRSS), what it read from
      and wrote to storage, and how it ended. TIME is when this was told. With --processes there
      is one line for each process: times are those of all its threads, READ and WRITTEN those of
      the last one.

      What comes too fast for agent and client is lost, and how many those were is told on
      standard error. With --count, exit status 5 tells that the time given with --timeout went
      by. nlctl help subscribe has all members of the topic taskExit, which this subscribes to.
      """,
    options: [
      Option("--processes", "processes instead of tasks"),
      Option("--command", value: "NAME", "only tasks of this name, of 15 bytes at most"),
      Option("--user", value: "USER", "only tasks of this user, by name or number"),
      Option("--cpus", value: "LIST", "only tasks that end on these processors, as 0-3,5"),
      Option("--count", value: "N", "end after so many"),
      Option("--json", "one event per line, as JSON"),
      Option("--no-header", "leave out the line of column names"),
      Option("--color", value: "WHEN", "auto (default), always or never"),
    ],
    examples: [
      ("nlctl exits --processes", "what runs on this host, and how it ends"),
      ("nlctl exits --command sh --user nobody", "shells of nobody"),
      ("nlctl exits --json | jq 'select(.taskExit.exit.signal)'", "whatever signals kill"),
      ("nlctl exits --count 1 --command backup --timeout 3600", "wait for the end of a job"),
    ],
    formats: false, columns: ExitColumns.all.map(\.column.title),
    run: { invocation throws(Failure) in
      let user = try Tasks.user(invocation)
      let areProcesses = invocation.has("--processes")
      let options = try MonitorOptions(invocation, topics: [.taskExit])
      let lines = ExitLines(
        areProcesses ? ExitColumns.ofProcesses : ExitColumns.all, options.settings)
      var monitor = Monitor(options, lines: lines) { json in
        if areProcesses { json.member("processesOnly", true) }
        if let command = invocation.value("--command") { json.member("command", command) }
        if let user { json.member("uid", user) }
        if let processors = invocation.value("--cpus") { json.member("cpus", processors) }
      }
      return try monitor.run()
    })
}

/// Writes exits of tasks as rows of a table that never ends.
final class ExitLines: EventLines {
  private var table: TableRenderer

  init(_ columns: [ExitColumns.Place], _ settings: Settings) {
    table = TableRenderer(
      columns.map(\.column), hasHeader: settings.hasHeader, hasColor: settings.hasColor,
      lineWidth: StandardStream.lineWidth, live: columns.map(\.width))
  }

  func write(_ event: MonitorEvent, to out: inout OutputBuffer) {
    table.record(event.object.span, to: &out)
  }
}

enum ExitColumns {
  /// A column, and the room it has from the start, since nobody knows what comes.
  typealias Place = (column: Column, width: Int)

  /// Of tasks.
  static let all: [Place] =
    beginning + [
      (Column("TID", align: .right, dispensability: 4, member: "pid"), 7), user,
      (time("ELAPSED", dispensability: 0, of: "elapsedMicroseconds"), 8),
      (nanoseconds("CPU", dispensability: 2, of: "cpu.cpu_run_virtual_total"), 7),
      (time("UTIME", dispensability: 5, of: "cpu.ac_utime"), 7),
      (time("STIME", dispensability: 5, of: "cpu.ac_stime"), 7),
    ] + ending

  /// Of processes, by the sums that come with the last task of one that had several.
  static let ofProcesses: [Place] =
    beginning + [
      user,
      (
        time(
          "ELAPSED", dispensability: 0, of: "processElapsedMicroseconds", "elapsedMicroseconds"), 8
      ),
      (
        nanoseconds(
          "CPU", dispensability: 2, of: "process.cpu.cpu_run_virtual_total",
          "cpu.cpu_run_virtual_total"), 7
      ),
      (time("UTIME", dispensability: 5, of: "process.cpu.ac_utime", "cpu.ac_utime"), 7),
      (time("STIME", dispensability: 5, of: "process.cpu.ac_stime", "cpu.ac_stime"), 7),
    ] + ending

  private static let beginning: [Place] = [
    (Column("TIME", of: "pid") { _, out in out.timeOfDay() }, 12),
    (Column("COMMAND", member: "command"), 15),
    (Column("PID", align: .right, firstOf: "tgid", "pid"), 7),
  ]

  private static let user: Place = (Column("USER", dispensability: 1, firstOf: "user", "uid"), 8)

  private static let ending: [Place] = [
    (bytes("MAXRSS", dispensability: 2, of: "memory.hiwater_rss", each: 1024), 6),
    (bytes("READ", dispensability: 3, of: "io.read_bytes"), 5),
    (bytes("WRITTEN", dispensability: 3, of: "io.write_bytes"), 7),
    (Column("EXIT", member: "exit.words"), 4),
  ]

  /// Microseconds.
  private static func time(
    _ title: String, dispensability: Int, of member: String, _ other: String? = nil
  ) -> Column {
    number(title, dispensability, member, other) { $0.seconds($1) }
  }

  private static func nanoseconds(
    _ title: String, dispensability: Int, of member: String, _ other: String? = nil
  ) -> Column {
    number(title, dispensability, member, other) { $0.seconds($1 / 1000) }
  }

  private static func bytes(
    _ title: String, dispensability: Int, of member: String, each unit: Int = 1
  ) -> Column {
    number(title, dispensability, member, nil) { $0.shortened($1 * unit, unit: 1024) }
  }

  /// A number of the first of two members that is there.
  private static func number(
    _ title: String, _ dispensability: Int, _ member: String, _ other: String?,
    _ write: @escaping @Sendable (inout OutputBuffer, Int) -> Int
  ) -> Column {
    Column(
      title, align: .right, dispensability: dispensability, of: member, other ?? member
    ) { row, out in
      let field = row[0].isThere ? row[0] : row[1]
      guard let number = row.number(field) else { return out.cell(row.record, field) }
      return write(&out, number)
    }
  }
}
