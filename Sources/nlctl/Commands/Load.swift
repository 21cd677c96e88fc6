internal import Protocol
internal import Syscalls

extension Command {
  static let load = Command(
    name: "load", operands: "[PATH]", operandCount: 0...1,
    summary: "tasks of a cgroup by what they do",
    details: """
      Shows what the tasks of a cgroup do: how many there are, run (RUN) or wait
      uninterruptibly (D), and what the kernel tells of the group and all below it: memory,
      and the percentage of the last ten seconds in which some task waited for memory
      (MEM-PSI), I/O (IO-PSI) or a processor (CPU-PSI). PATH is its directory, its name below
      where cgroups are mounted, or "caller" for the one that nlctl itself is in; / if left
      out. - means not measured; --json has the reason beside it, in "unavailable".

      LOAD and D-LOAD are running and waiting tasks, smoothed over ten seconds as cAdvisor
      does. The agent samples a group while somebody asks for it, so the first answer is not
      smoothed. --watch shows the groups below, too, the busiest first, with CPU% of one
      processor; --tree shows them below each other.
      """,
    options: [
      Option("--recursive", short: "r", "count the tasks of all groups below, too"),
      Option("--smoothed", "smoothed loads, too"),
      Option("--tree", "each group below in a line of its own"),
      Option("--depth", value: "N", "with --tree or --watch: so many levels of groups"),
      Option("--detailed", short: "d", "all there is to tell of one group, in lines"),
      Option(
        "--watch", value: "SECONDS", optional: true,
        "again and again (every 2), with all groups below"),
    ],
    examples: [
      ("nlctl load /sys/fs/cgroup/system.slice", "what the system's services do"),
      ("nlctl load --tree --depth 2 system.slice", "each of them"),
      ("nlctl load --watch", "all groups, the busiest first"),
      ("nlctl load caller -d", "all there is to tell of my own group"),
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

/// What the command line of `nlctl load` comes to.
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
      throw invocation.usage("--recursive adds groups up, which --tree and --watch show apart")
    }
    if isList, isDetailed {
      throw invocation.usage("--detailed is about one group; leave --tree and --watch out")
    }
    guard let text = invocation.value("--depth") else {
      depth = nil
      return
    }
    guard isList else { throw invocation.usage("--depth is for --tree and --watch") }
    guard let number = UInt32(text) else {
      throw invocation.usage("--depth takes a number from 0 on, not \"\(text)\"")
    }
    depth = number
  }

  func write(_ json: inout JSONWriter) {
    json.member("path", path)
    if isSmoothed { json.member("smoothed", true) }
    if isRecursive { json.member("recursive", true) }
    if let depth { json.member("depth", depth) }
  }

  /// Those columns that have something to show.
  func columns(_ all: [Column]) -> [Column] {
    let group = isTree ? LoadColumns.groupInTree : LoadColumns.group
    return [group]
      + all.dropFirst().filter { isSmoothed || !LoadColumns.smoothed.contains($0.title) }
  }
}

enum LoadColumns {
  static let group = Column("GROUP", member: "path")

  /// A group below others is told by its own name, which stands further to the right.
  static let groupInTree = Column("GROUP", of: "path", "depth") { row, out in
    guard let depth = row.number(row[1]), depth > 0 else { return out.cell(row.record, row[0]) }
    let indent = 2 * min(depth, 64)
    out.append(0x20, times: indent)
    var name = row[0]
    for index in name.start..<name.end where row.record[index] == UInt8(ascii: "/") {
      name.start = index + 1
    }
    return indent + out.cell(row.record, name)
  }

  /// Those of smoothed loads.
  static let smoothed = ["LOAD", "D-LOAD"]

  static let once = [
    group,
    Column("TASKS", align: .right, member: "tasks"),
    Column("RUN", align: .right, member: "proc.running"),
    Column("D", align: .right, member: "proc.uninterruptible"),
    Column("MEMORY", align: .right, dispensability: 1, of: "memoryCurrent") { row, out in
      guard let bytes = row.number(row[0]) else { return out.cell(row.record, row[0]) }
      return out.shortened(bytes, unit: 1024)
    },
    Column("MEM-PSI", align: .right, dispensability: 5, member: "pressure.memory.some.avg10"),
    Column("IO-PSI", align: .right, dispensability: 3, member: "pressure.io.some.avg10"),
    Column("CPU-PSI", align: .right, dispensability: 4, member: "pressure.cpu.some.avg10"),
    Column("LOAD", align: .right, of: "smoothed.running") { row, out in load(row, &out) },
    Column("D-LOAD", align: .right, dispensability: 2, of: "smoothed.uninterruptible") {
      row, out in load(row, &out)
    },
  ]

  static let watched =
    Array(once.prefix(4)) + [Column("CPU%", align: .right, member: "cpuPercent")]
    + once.dropFirst(4)

  /// Thousandths of a task, with two decimals.
  private static func load(_ row: borrowing Row, _ out: inout OutputBuffer) -> Int {
    guard let number = row.number(row[0]) else { return out.cell(row.record, row[0]) }
    let hundredths = (number + 5) / 10
    let width = out.decimal(hundredths / 100)
    out.append(UInt8(ascii: "."))
    if hundredths % 100 < 10 { out.append(0x30) }
    out.decimal(hundredths % 100)
    return width + 3
  }
}
