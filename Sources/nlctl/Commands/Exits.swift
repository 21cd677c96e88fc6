internal import Protocol
internal import Syscalls

extension Command {
  static let exits = Command(
    name: "exits", summary: "tasks as they end: a live lastcomm",
    details: """
      Prints a line for each task that ends on the host, thread or process: its
      lifetime (ELAPSED), the processor time it used (CPU, exact; UTIME and STIME are
      counted in ticks, so they are mostly 0 for short tasks), the largest memory of
      its process (MAXRSS), the bytes it read from and wrote to storage, and how it
      ended. TIME is the time when nlctl printed the line. With --processes there is
      one line for each process: its times are those of all its threads, but READ and
      WRITTEN are those of the last thread only.

      Exits that come faster than they can be read are lost; standard error then says
      how many. With --count, exit status 5 means that the time given with --timeout
      is over. 'nlctl help subscribe' lists all members of the topic taskExit, to
      which this command subscribes.
      """,
    options: [
      Option("--processes", "only processes"),
      Option("--command", value: "NAME", "only tasks of this name, at most 15 bytes"),
      Option("--user", value: "USER", "only tasks of this user, by name or number"),
      Option("--cpus", value: "LIST", "only tasks that end on these processors: 0-3,5"),
      Option("--count", value: "N", "end after N lines"),
      Option("--json", "one event per line, as JSON"),
      Option("--no-header", "omit the line of column names"),
      Option("--color", value: "WHEN", "auto (default), always or never"),
    ],
    examples: [
      ("nlctl exits --processes", "all processes that end on this host"),
      ("nlctl exits --command sh --user nobody", "shells of the user nobody"),
      ("nlctl exits --json | jq 'select(.taskExit.exit.signal)'", "tasks killed by signals"),
      ("nlctl exits --count 1 --command backup --timeout 3600", "wait for the end of a job"),
    ],
    formats: false, columns: ExitColumns.all.map(\.column.title),
    run: { invocation throws(Failure) in
      let user = try invocation.user()
      let areProcesses = invocation.has("--processes")
      let options = try MonitorOptions(invocation, topics: [.taskExit])
      let renderer = ExitTableRenderer(
        areProcesses ? ExitColumns.ofProcesses : ExitColumns.all, options.settings)
      var monitor = MonitorSession(options, renderer: renderer) { json in
        if areProcesses { json.member("processesOnly", true) }
        json.parameter("command", invocation.value("--command"))
        if let user { json.member("uid", user) }
        json.parameter("cpus", invocation.value("--cpus"))
      }
      return try monitor.run()
    })
}

/// Prints exits of tasks as rows of a table, each at once.
final class ExitTableRenderer: EventRenderer {
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
  /// A column and its least width, because the widths of later cells are not known.
  typealias Place = (column: Column, width: Int)

  /// The columns for tasks.
  static let all: [Place] =
    beginning + [
      (Column("TID", align: .right, dispensability: 4, member: "pid"), 7), user,
      (time("ELAPSED", dispensability: 0, of: "elapsedMicroseconds"), 8),
      (nanoseconds("CPU", dispensability: 2, of: "cpu.cpu_run_virtual_total"), 7),
      (time("UTIME", dispensability: 5, of: "cpu.ac_utime"), 7),
      (time("STIME", dispensability: 5, of: "cpu.ac_stime"), 7),
    ] + ending

  /// The columns for processes. The last task of a process with several threads has their sums in
  /// the member `process`.
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

  /// A column of microseconds.
  private static func time(
    _ title: String, dispensability: Int, of member: String, _ other: String? = nil
  ) -> Column {
    Column(title, dispensability: dispensability, number: member, or: other) { $0.seconds($1) }
  }

  private static func nanoseconds(
    _ title: String, dispensability: Int, of member: String, _ other: String? = nil
  ) -> Column {
    Column(title, dispensability: dispensability, number: member, or: other) {
      $0.seconds($1 / 1000)
    }
  }

  private static func bytes(
    _ title: String, dispensability: Int, of member: String, each unit: Int = 1
  ) -> Column {
    Column(title, dispensability: dispensability, number: member) {
      let bytes = $1.multipliedReportingOverflow(by: unit)
      return $0.shortened(bytes.overflow ? .max : bytes.partialValue, unit: 1024)
    }
  }
}
