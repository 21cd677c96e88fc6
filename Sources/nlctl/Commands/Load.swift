internal import Protocol
internal import Syscalls

extension Command {
  static let load = Command(
    name: "load", operands: "[PATH]", operandCount: 0...1,
    summary: "tasks of a control group by state",
    details: """
      Shows what the tasks of a control group do: their number, how many run (RUN) and
      how many wait uninterruptibly (D). The other columns include all groups below:
      MEMORY, and with MEM-PSI, IO-PSI and CPU-PSI the percentage of the last ten
      seconds in which some task waited for memory, I/O or a processor. PATH is the
      directory of the group, its name below the mount point of cgroups, or "caller"
      for the group of nlctl itself; the default is /. "-" means not measured; --json
      gives the reason in "unavailable".

      LOAD and D-LOAD are the running and waiting tasks, smoothed over ten seconds as
      cAdvisor does. The agent samples a group only while clients request it, so the
      first answer is not smoothed. --watch shows the groups below as well, the
      busiest first, with CPU% of one processor; --tree shows them as a tree.
      """,
    options: [
      Option("--recursive", short: "r", "count the tasks of all groups below as well"),
      Option("--smoothed", "with smoothed loads"),
      Option("--tree", "one line for each group below"),
      Option("--depth", value: "N", "with --tree or --watch: only N levels of groups"),
      Option("--detailed", short: "d", "all members of one group, in lines"),
      Option(
        "--watch", value: "SECONDS", optional: true,
        "repeat (every 2 s), with all groups below"),
    ],
    examples: [
      ("nlctl load /sys/fs/cgroup/system.slice", "the system's services together"),
      ("nlctl load --tree --depth 2 system.slice", "each of these services"),
      ("nlctl load --watch", "all groups, the busiest first"),
      ("nlctl load caller -d", "all members of my own group"),
      ("nlctl load system.slice --json", "the same, as JSON"),
    ],
    columns: LoadColumns.watched.map(\.title),
    run: { invocation throws(Failure) in
      let query = try LoadQuery(invocation)
      if let seconds = invocation.value("--watch") {
        return try Watch(
          Listing(
            invocation, .listCgroups, columns: query.columns(LoadColumns.watched),
            added: LoadRates.members),
          every: seconds, invocation
        ).run(LoadRates(areSorted: !query.isTree)) { query.write(&$0) }
      }
      if query.isTree {
        return try Listing(invocation, .listCgroups, columns: query.columns(LoadColumns.once))
          .run { query.write(&$0) }
      }
      return try ObjectCommand(
        invocation, .cgroupLoad,
        table: query.isDetailed ? nil : query.columns(LoadColumns.once)
      ).run { query.write(&$0) }
    })
}

/// The command line of `nlctl load`.
struct LoadQuery {
  let isTree: Bool
  let isDetailed: Bool
  private let path: String
  private let isList: Bool
  private let isRecursive: Bool
  private let isSmoothed: Bool
  private let depth: UInt32?

  init(_ invocation: Invocation) throws(Failure) {
    path = invocation.operands.first ?? "/"
    isTree = invocation.has("--tree")
    isDetailed = invocation.has("--detailed")
    isRecursive = invocation.has("--recursive")
    let isWatching = invocation.has("--watch")
    isSmoothed = isWatching || invocation.has("--smoothed")
    isList = isTree || isWatching
    if isList, isRecursive {
      throw invocation.usage("--recursive adds groups up; --tree and --watch list them")
    }
    if isList, isDetailed {
      throw invocation.usage("--detailed is for one group; it excludes --tree and --watch")
    }
    if invocation.has("--depth"), !isList {
      throw invocation.usage("--depth is for --tree and --watch")
    }
    depth = try invocation.number("--depth", from: 0)
  }

  /// Writes the parameters.
  func write(_ json: inout JSONWriter) {
    json.member("path", path)
    if isSmoothed { json.member("smoothed", true) }
    if isRecursive { json.member("recursive", true) }
    if let depth { json.member("depth", depth) }
  }

  /// The columns, without those of smoothed loads if these were not requested.
  func columns(_ all: [Column]) -> [Column] {
    let group = isTree ? LoadColumns.groupInTree : LoadColumns.group
    return [group]
      + all.dropFirst().filter { isSmoothed || !LoadColumns.smoothed.contains($0.title) }
  }
}

enum LoadColumns {
  static let group = Column("GROUP", member: "path")

  /// The path of the uppermost group; for groups below it the last part of the path, indented.
  static let groupInTree = Column("GROUP", of: "path", "depth") { row, out in
    guard let depth = row.number(row[1]), depth > 0 else { return out.cell(row.record, row[0]) }
    let indent = 2 * min(depth, 64)
    out.append(UInt8(ascii: " "), times: indent)
    var name = row[0]
    for index in name.start..<name.end where row.record[index] == UInt8(ascii: "/") {
      name.start = index + 1
    }
    return indent + out.cell(row.record, name)
  }

  /// The titles of the columns of smoothed loads.
  static let smoothed = ["LOAD", "D-LOAD"]

  static let once = [
    group,
    Column("TASKS", align: .right, member: "tasks"),
    Column("RUN", align: .right, member: "proc.running"),
    Column("D", align: .right, member: "proc.uninterruptible"),
    Column("MEMORY", dispensability: 1, number: "memoryCurrent") {
      $0.shortened($1, unit: 1024)
    },
    Column("MEM-PSI", align: .right, dispensability: 5, member: "pressure.memory.some.avg10"),
    Column("IO-PSI", align: .right, dispensability: 3, member: "pressure.io.some.avg10"),
    Column("CPU-PSI", align: .right, dispensability: 4, member: "pressure.cpu.some.avg10"),
    Column("LOAD", number: "smoothed.running") { load($1, &$0) },
    Column("D-LOAD", dispensability: 2, number: "smoothed.uninterruptible") { load($1, &$0) },
  ]

  static let watched =
    Array(once.prefix(4)) + [Column("CPU%", align: .right, member: "cpuPercent")]
    + once.dropFirst(4)

  /// Appends thousandths of a task as tasks with two decimals.
  private static func load(_ number: Int, _ out: inout OutputBuffer) -> Int {
    let hundredths = (number + 5) / 10
    let width = out.decimal(hundredths / 100)
    out.append(UInt8(ascii: "."))
    return width + 1 + out.padded(hundredths % 100, digits: 2)
  }
}
