internal import Protocol
internal import Syscalls

extension Command {
  static let tasks = Command(
    name: "tasks", summary: "processes by I/O, processor and delays, like iotop",
    details: """
      Shows the bytes that processes read from and write to storage per second, and
      the share of time that they wait for pages from swap (SWAPIN) and for block I/O
      (IO), run (CPU) and wait for a processor (DELAY). A rate needs two samples, so
      the first table appears after one interval. On a terminal it continues until it
      is interrupted; elsewhere it prints one table, or the number given with
      --iterations. SWAPIN and IO need kernel.task_delayacct, which is off on most
      systems; then they are "-".

      A process is the sum of its threads. 'nlctl help listTasks' explains the members
      of the records.
      """,
    options: [
      Option("--threads", short: "H", "threads instead of processes"),
      Option("--only", "only tasks that read, write, or wait for I/O"),
      Option("--sort", value: "BY", "io (default), read, write, swapin, iowait, cpu, delay, pid"),
      Option("--user", value: "USER", "only tasks of this user, by name or number"),
      Option("--interval", value: "SECONDS", "the time between two samples (default: 1)"),
      Option("--iterations", short: "n", value: "N", "end after N tables"),
      Option("--batch", short: "b", "print tables below each other, also on a terminal"),
      Option("--caller", "only your own pid namespace, by its numbers"),
    ],
    examples: [
      ("nlctl tasks", "who uses the disks, until interrupted"),
      ("nlctl tasks --only --sort write -n 5", "five tables of tasks with I/O"),
      ("nlctl tasks -H --interval 5 --json", "threads, over five seconds, for jq(1)"),
      ("nlctl tasks --caller", "in a container: its own processes"),
    ],
    columns: TaskColumns.all.map(\.title),
    run: { invocation throws(Failure) in
      let user = try invocation.user()
      let hasThreads = invocation.has("--threads")
      let listing = try Listing(
        invocation, .listTasks, columns: hasThreads ? TaskColumns.ofThreads : TaskColumns.all,
        added: TaskRates.members, omitting: TaskColumns.omitted(invocation))
      return try TaskWatch(invocation, listing).run { json in
        if hasThreads { json.member("threads", true) }
        if let user { json.member("uid", user) }
        if invocation.has("--caller") { json.member("namespace", "caller") }
      }
    })
}

enum TaskColumns {
  private static let process = Column("PID", align: .right, firstOf: "callerPid", "pid")
  private static let thread = Column("TID", align: .right, firstOf: "callerTid", "tid")

  private static let rates = [
    Column("READ/s", number: "readBytesPerSecond") { $0.shortened($1) },
    Column("WRITE/s", number: "writtenBytesPerSecond") { $0.shortened($1) },
    Column("SWAPIN%", align: .right, dispensability: 2, member: "swapinPercent"),
    Column("IO%", align: .right, member: "ioPercent"),
    Column("CPU%", align: .right, member: "cpuPercent"),
    Column("DELAY%", align: .right, dispensability: 3, member: "delayPercent"),
  ]

  private static let trailing = [
    Column("S", dispensability: 4, member: "state"), Column("COMMAND", member: "command"),
    Column("CGROUP", dispensability: 5, member: "cgroup"),
  ]

  private static let user = Column("USER", dispensability: 1, firstOf: "user", "uid")

  static let all = [process, user] + rates + trailing
  static let ofThreads = [process, thread, user] + rates + trailing

  /// The columns without rates: those made of members that the agent sends.
  static let record = [process, thread, user] + trailing

  /// The members that the records do not have with these options.
  static func omitted(_ invocation: Invocation) -> [String] {
    let isCallers = invocation.has("--caller")
    let hasThreads = invocation.has("--threads")
    return (hasThreads ? [] : ["tid"]) + (isCallers ? [] : ["callerPid"])
      + (isCallers && hasThreads ? [] : ["callerTid"])
  }
}
