internal import Protocol
internal import Syscalls

extension Command {
  static let tasks = Command(
    name: "tasks", summary: "what processes read, write and wait for, as iotop shows it",
    details: """
      Shows processes with what they read from and write to storage a second, and how much of
      their time they wait for pages from swap (SWAPIN) and for block I/O (IO), run (CPU) and
      wait for a processor (DELAY). It looks twice before it can tell a rate. On a terminal it
      goes on until it is interrupted; elsewhere it prints one table, or as many as asked for.
      SWAPIN and IO need kernel.task_delayacct, which is off on most systems; then they are "-".

      A process is the sum of its threads; nlctl help listTasks tells what its members mean.
      """,
    options: [
      Option("--threads", short: "H", "threads instead of processes"),
      Option("--only", "those alone that read, write, or wait for I/O"),
      Option("--sort", value: "BY", "io (default), read, write, swapin, iowait, cpu, delay, pid"),
      Option("--user", value: "USER", "tasks of this user, by name or number"),
      Option("--interval", value: "SECONDS", "the time between two looks (1)"),
      Option("--iterations", short: "n", value: "N", "end after so many tables"),
      Option("--batch", short: "b", "on a terminal, too, one table below the other"),
      Option("--caller", "your own pid namespace alone, by the numbers that you see there"),
    ],
    examples: [
      ("nlctl tasks", "who uses the disks, until interrupted"),
      ("nlctl tasks --only --sort write -n 5", "five tables of those that do any I/O"),
      ("nlctl tasks -H --interval 5 --json", "threads, over five seconds, for jq(1)"),
      ("nlctl tasks --caller", "in a container: its own processes"),
    ],
    columns: TaskColumns.all.map(\.title),
    run: { invocation throws(Failure) in
      let user = try Tasks.user(invocation)
      let hasThreads = invocation.has("--threads")
      let listing = try Listing(
        invocation, .listTasks, columns: hasThreads ? TaskColumns.ofThreads : TaskColumns.all,
        added: TaskRates.members, leavingOut: Tasks.leftOut(invocation))
      return try TaskWatch(invocation, listing).run { json in
        if hasThreads { json.member("threads", true) }
        if let user { json.member("uid", user) }
        if invocation.has("--caller") { json.member("namespace", "caller") }
      }
    })
}

enum Tasks {
  /// Members that the records do not have.
  static func leftOut(_ invocation: Invocation) -> [String] {
    let isCallers = invocation.has("--caller")
    let hasThreads = invocation.has("--threads")
    return (hasThreads ? [] : ["tid"]) + (isCallers ? [] : ["callerPid"])
      + (isCallers && hasThreads ? [] : ["callerTid"])
  }

  /// The number of the user that is asked for.
  static func user(_ invocation: Invocation) throws(Failure) -> UInt32? {
    guard let text = invocation.value("--user") else { return nil }
    if let number = UInt32(text) { return number }
    let name = Array(text.utf8)
    if let found = Users.names().first(where: { $0.value == name }) { return found.key }
    throw invocation.usage("there is no user \"\(text)\" here; give its number")
  }
}

enum TaskColumns {
  private static let process = Column("PID", align: .right, firstOf: "callerPid", "pid")
  private static let thread = Column("TID", align: .right, firstOf: "callerTid", "tid")

  private static let rates = [
    rate("READ/s", "readBytesPerSecond"), rate("WRITE/s", "writtenBytesPerSecond"),
    Column("SWAPIN%", align: .right, dispensability: 2, member: "swapinPercent"),
    Column("IO%", align: .right, member: "ioPercent"),
    Column("CPU%", align: .right, member: "cpuPercent"),
    Column("DELAY%", align: .right, dispensability: 3, member: "delayPercent"),
  ]

  private static let rest = [
    Column("S", dispensability: 4, member: "state"), Column("COMMAND", member: "command"),
    Column("CGROUP", dispensability: 5, member: "cgroup"),
  ]

  private static let user = Column("USER", dispensability: 1, firstOf: "user", "uid")

  static let all = [process, user] + rates + rest
  static let ofThreads = [process, thread, user] + rates + rest

  /// Those made of members that the agent's records have.
  static let record = [process, thread, user] + rest

  private static func rate(_ title: String, _ member: String) -> Column {
    Column(title, align: .right, of: member) { row, out in
      guard let number = row.number(row[0]) else { return out.cell(row.record, row[0]) }
      return out.shortened(number)
    }
  }
}
