internal import Limits
internal import Netlink
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Syscalls

/// `taskStats`: TASKSTATS_CMD_GET for one task, or for a process and its threads.
struct TaskStatsMethod: ~Copyable {
  private let call: MethodCall
  private let access: TaskAccess
  private let record: TaskStatsRecord
  private var sources: TaskSources
  private let users: [UInt32: [UInt8]]

  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let task = try number("pid", call)
    let process = try number("tgid", call)
    var method = try TaskStatsMethod(call)
    switch (task, process) {
    case (let task?, nil):
      guard call.parameters.bool("threads") != true else {
        throw RPCError(
          .invalidParams, "\"threads\" needs \"tgid\"",
          hint: "\"tgid\" chooses a process, \"pid\" only one task.")
      }
      try method.writeTask(task, &response)
    case (nil, let process?): try method.writeProcess(process, &response)
    default:
      throw RPCError(
        .invalidParams, "taskStats needs either \"pid\" (a task) or \"tgid\" (a process)")
    }
  }

  private static func number(_ name: String, _ call: MethodCall) throws(RPCError) -> UInt32? {
    guard let number = call.parameters.uint64(name) else { return nil }
    guard let id = Int32(exactly: number), id > 0 else {
      throw RPCError(.invalidParams, "\"\(name)\" must be from 1 to 2147483647, not \(number)")
    }
    return UInt32(id)
  }

  private init(_ call: MethodCall) throws(RPCError) {
    self.call = call
    access = TaskAccess(of: call.caller, by: call.rights.tasks)
    sources = try TaskSources(call)
    record = TaskStatsRecord(accountsDelays: TaskStatsRecord.accountsDelays())
    users = call.lookups.users()
  }

  // MARK: One task

  private mutating func writeTask(
    _ wanted: UInt32, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let id = try ownNumber(wanted, "task")
    guard let first = try explained(try sources.statistics.ask(.task(id))),
      let status = try read(wanted, { files throws(SystemCallError) in try files.status(of: id) })
    else {
      throw notFound("task", wanted)
    }
    let task = try unconfirmed(first, "task", wanted)
    let io = try readPermitted(wanted) { files throws(SystemCallError) in
      try files.io(ofThread: id, of: status.process)
    }
    let held = try confirmed(task, id, of: status.process, "task", wanted)
    response.json.beginObject()
    try write(held, io: io, of: status.process, to: &response.json)
    response.json.endObject()
  }

  private mutating func write(
    _ held: HeldTaskStats, io: TaskIO?, of process: UInt32, to json: inout JSONWriter
  ) throws(RPCError) {
    try writeNumbers(held.id, process, to: &json)
    held.read { stats in
      writeUser(stats, to: &json)
      record.write(stats, io: io, to: &json)
    }
  }

  // MARK: A process

  private mutating func writeProcess(
    _ wanted: UInt32, _ response: inout ResponseWriter
  ) throws(RPCError) {
    let id = try ownNumber(wanted, "process")
    guard let first = try explained(try sources.statistics.ask(.task(id))),
      let status = try read(wanted, { files throws(SystemCallError) in try files.status(of: id) })
    else {
      throw notFound("process", wanted)
    }
    // For a thread the kernel would answer about its process.
    guard status.process == id else {
      let process = try callersNumber(of: status.process)
      throw RPCError(
        .notFound, "\(wanted) is a thread, not a process", errno: "ESRCH",
        hint: process.map { "It belongs to process \($0). For a thread use \"pid\"." })
    }
    let process = try unconfirmed(first, "process", wanted)
    let threads =
      try read(wanted) { files throws(SystemCallError) in try files.threads(of: id) } ?? []
    var sums = TaskSums()
    var io = ThreadIO.none
    try each(threads, of: id) { held, exact in
      held.read { sums.add($0) }
      io.add(exact)
    }
    let all = try readPermitted(wanted) { files throws(SystemCallError) in
      try files.io(ofProcess: id)
    }
    guard let whole = try explained(try sources.statistics.ask(.process(id))) else {
      throw notFound("process", wanted)
    }
    let leader = try confirmed(process, id, of: id, "process", wanted)
    response.json.beginObject()
    try write(leader, whole, sums, io.exact, to: &response.json)
    if let all {
      response.json.key("ioWithEnded")
      response.json.beginObject()
      response.json.members(PreparedTaskStats.ioNames, all.numbers)
      response.json.endObject()
    }
    if call.parameters.bool("threads") == true { try writeThreads(threads, of: id, &response) }
    response.json.endObject()
  }

  private mutating func write(
    _ leader: HeldTaskStats, _ whole: HeldTaskStats, _ sums: TaskSums, _ io: TaskIO?,
    to json: inout JSONWriter
  ) throws(RPCError) {
    try writeNumbers(leader.id, leader.id, to: &json)
    leader.read { stats in
      writeUser(stats, to: &json)
      record.writeIdentity(stats, to: &json)
    }
    json.member("threadCount", sums.threads)
    whole.read { stats in
      record.writeVersion(stats, to: &json)
      json.member("cpu", PreparedTaskStats.of(stats).cpuOfProcess, of: stats.bytes)
      json.key("memory")
      json.beginObject()
      json.members(PreparedTaskStats.memoryNames, sums.memory)
      json.endObject()
      record.writeIO(stats, io, sums: sums.io, to: &json)
      record.writeDelays(stats, isProcess: true, to: &json)
    }
  }

  private mutating func writeThreads(
    _ threads: [UInt32], of process: UInt32, _ response: inout ResponseWriter
  ) throws(RPCError) {
    response.json.key("threads")
    response.json.beginArray()
    for start in stride(from: 0, to: threads.count, by: Limits.tasksAtOnce) {
      var batch: [(held: HeldTaskStats, io: ThreadIO)] = []
      try each(
        Array(threads[start..<min(start + Limits.tasksAtOnce, threads.count)]), of: process
      ) {
        batch.append(($0, $1))
      }
      for (held, io) in batch {
        response.json.beginObject()
        try write(held, io: io.exact, of: process, to: &response.json)
        response.json.endObject()
        guard response.recordEnded() else { return }
      }
    }
    response.json.endArray()
  }

  /// Requests the statistics and reads the I/O of threads. Threads that have ended are skipped, and
  /// so are those that the caller may not see: the threads of a process can belong to several users.
  private mutating func each(
    _ threads: [UInt32], of process: UInt32, _ body: (HeldTaskStats, ThreadIO) -> Void
  ) throws(RPCError) {
    for start in stride(from: 0, to: threads.count, by: Limits.tasksAtOnce) {
      let batch = threads[start..<min(start + Limits.tasksAtOnce, threads.count)]
      var found: [HeldTaskStats] = []
      try explained(
        try sources.statistics.askEach(batch.map { .task($0) }) { _, stats throws(NetlinkError) in
          found.append(HeldTaskStats(stats))
        })
      for held in found where access.grants(held.uid) {
        let io = try io(of: held.id, process)
        if try permits(held.id, of: process) { body(held, io) }
      }
    }
  }

  private mutating func io(of thread: UInt32, _ process: UInt32) throws(RPCError) -> ThreadIO {
    do throws(SystemCallError) {
      return try sources.files.io(ofThread: thread, of: process).map { .exact($0) } ?? .unreadable
    } catch {
      if error.isEnded { return .none }
      if error.errno == .permissionDenied || error.errno == .notPermitted { return .unreadable }
      throw RPCError(error, doing: "read the files of task \(thread)")
    }
  }

  // MARK: Numbers

  /// The agent's number of a task or process.
  private mutating func ownNumber(_ wanted: UInt32, _ what: String) throws(RPCError) -> UInt32 {
    guard let id = try sources.ownNumber(of: wanted) else { throw notFound(what, wanted) }
    return id
  }

  private mutating func writeNumbers(
    _ task: UInt32, _ process: UInt32, to json: inout JSONWriter
  ) throws(RPCError) {
    json.member("pid", task)
    json.member("tgid", process)
    guard sources.usesCallersNumbers else { return }
    if let number = try callersNumber(of: task) { json.member("callerPid", number) }
    if let number = try callersNumber(of: process) { json.member("callerTgid", number) }
  }

  private mutating func callersNumber(of task: UInt32) throws(RPCError) -> UInt32? {
    do throws(SystemCallError) {
      return try sources.callersNumber(of: task)
    } catch {
      throw RPCError(error, doing: "translate the number of task \(task)")
    }
  }

  // MARK: Files

  /// What `body` reads of the task; nil if it has ended.
  private mutating func read<Value>(
    _ task: UInt32, _ body: (inout TaskFiles) throws(SystemCallError) -> Value?
  ) throws(RPCError) -> Value? {
    do throws(SystemCallError) {
      return try body(&sources.files)
    } catch {
      if error.isEnded { return nil }
      throw RPCError(error, doing: "read the files of task \(task)")
    }
  }

  /// What `body` reads of the task; nil if it has ended, or the agent may not read it.
  private mutating func readPermitted<Value>(
    _ task: UInt32, _ body: (inout TaskFiles) throws(SystemCallError) -> Value?
  ) throws(RPCError) -> Value? {
    try read(task) { files throws(SystemCallError) in
      do throws(SystemCallError) {
        return try body(&files)
      } catch {
        if error.errno == .permissionDenied || error.errno == .notPermitted { return nil }
        throw error
      }
    }
  }

  private func writeUser(_ stats: borrowing TaskStats, to json: inout JSONWriter) {
    guard let uid = stats[.userID], let name = users[UInt32(truncatingIfNeeded: uid)] else {
      return
    }
    json.member("user", bytes: name)
  }

  // MARK: Permission

  /// - Throws: `permissionDenied` for a task that the caller may not see.
  private func unconfirmed(
    _ first: HeldTaskStats, _ what: String, _ wanted: UInt32
  ) throws(RPCError) -> UnconfirmedTask {
    do throws(TaskDenial) {
      return try UnconfirmedTask(first, for: call.caller, by: call.rights.tasks)
    } catch {
      throw denied(error, what, wanted)
    }
  }

  /// To be called after everything else was read of the task.
  /// - Throws: `permissionDenied` for a task that the caller may not see, `notFound` for one that has
  ///   ended.
  private mutating func confirmed(
    _ task: UnconfirmedTask, _ id: UInt32, of process: UInt32, _ what: String, _ wanted: UInt32
  ) throws(RPCError) -> HeldTaskStats {
    let isReadable = try permits(id, of: process)
    let last = try explained(try sources.statistics.ask(.task(id)))
    do throws(TaskDenial) {
      return try task.confirmed(isReadable: isReadable, by: last)
    } catch {
      throw denied(error, what, wanted)
    }
  }

  private mutating func permits(
    _ thread: UInt32, of process: UInt32
  ) throws(RPCError) -> Bool {
    do throws(SystemCallError) {
      return try access.permits(thread, of: process, &sources.files)
    } catch {
      throw RPCError(error, doing: "read the files of task \(thread)")
    }
  }

  private func denied(_ denial: TaskDenial, _ what: String, _ wanted: UInt32) -> RPCError {
    switch denial {
    case .hidden: RPCError(hiding: "\(what) \(wanted)", from: call.caller)
    case .unreadable: RPCError(unreadable: "\(what) \(wanted)", by: call.caller)
    case .ended: notFound(what, wanted)
    }
  }

  private func notFound(_ what: String, _ wanted: UInt32) -> RPCError {
    RPCError(
      .notFound, "there is no \(what) \(wanted)", errno: "ESRCH",
      hint: sources.usesCallersNumbers
        ? "It may have ended, or not be in your pid namespace."
        : """
        It may have ended. Numbers are those in the agent's pid namespace; set "namespace" to \
        "caller" for your own.
        """)
  }
}

/// The exact I/O of a thread, or of several.
private enum ThreadIO {
  /// There is none: no thread was read.
  case none
  case exact(TaskIO)
  /// The file of a thread that lives cannot be read.
  case unreadable

  var exact: TaskIO? {
    guard case .exact(let io) = self else { return nil }
    return io
  }

  mutating func add(_ other: ThreadIO) {
    switch (self, other) {
    case (.unreadable, _), (_, .none): break
    case (.none, _), (_, .unreadable): self = other
    case (.exact(var sum), .exact(let io)):
      sum.add(io)
      self = .exact(sum)
    }
  }
}

extension TaskStatsRecord {
  /// The present value of kernel.task_delayacct; nil before Linux 5.14, which lacks that setting.
  static func accountsDelays() -> Bool? {
    guard let text = try? Files.read("/proc/sys/kernel/task_delayacct", atMost: 4096) else {
      return nil
    }
    return text.first != UInt8(ascii: "0")
  }
}
