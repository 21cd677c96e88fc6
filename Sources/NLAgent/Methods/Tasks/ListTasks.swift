internal import Limits
internal import Netlink
internal import Privileged
internal import ProcFiles
internal import Protocol
internal import Syscalls

/// `listTasks`: reads one file in /proc for each task, and TASKSTATS for many tasks at once, which
/// costs less than a second file.
struct ListTasks: ~Copyable {
  private let call: MethodCall
  private let access: TaskAccess
  private let record: TaskRecord
  private var sources: TaskSources
  private let uid: UInt64?
  private let hasThreads: Bool
  private var notShown: UInt64 = 0
  private var unread = UnreadTasks()

  @Sendable
  static func answer(
    _ call: MethodCall, _ response: inout ResponseWriter
  ) throws(RPCError) {
    var list = try ListTasks(call)
    try response.list("tasks") { json in
      list.writeEnding(to: &json)
    } records: { response, problems throws(RPCError) in
      try list.write(&response)
      if let problem = list.unread.problem { problems.append(problem) }
      problems += call.missingNames()
    }
  }

  private init(_ call: MethodCall) throws(RPCError) {
    self.call = call
    access = TaskAccess(of: call.caller, by: call.rights.tasks)
    sources = try TaskSources(call)
    let memory = call.memory
    record = TaskRecord(call.lookups) { memory.add($0) }
    uid = call.parameters.uint64("uid")
    hasThreads = call.parameters.bool("threads") ?? false
  }

  private func writeEnding(to json: inout JSONWriter) {
    if let on = record.statistics.accountsDelays {
      json.member("delayAccounting", on)
    } else {
      json.memberNull("delayAccounting")
    }
    json.member("notShown", notShown)
  }

  // MARK: Choosing tasks

  /// A task to request statistics of.
  private struct Candidate {
    let process: UInt32
    let thread: UInt32?
    let stat: TaskStat
  }

  private mutating func write(_ response: inout ResponseWriter) throws(RPCError) {
    var candidates: [Candidate] = []
    // A time before the first candidate was read.
    var since = KernelClock.monotonicNanoseconds()
    for process in try processes() {
      guard
        let stat = read(
          process, { files throws(SystemCallError) in try files.stat(ofProcess: process) })
      else { continue }
      if hasThreads, stat.threads > 1 {
        for thread in read(
          process, { files throws(SystemCallError) in try files.threads(of: process) }) ?? []
        {
          guard
            let stat = read(
              thread,
              { files throws(SystemCallError) in try files.stat(ofThread: thread, of: process) })
          else { continue }
          candidates.append(Candidate(process: process, thread: thread, stat: stat))
          guard candidates.count >= Limits.tasksAtOnce else { continue }
          guard try write(candidates, since: since, &response) else { return }
          candidates.removeAll(keepingCapacity: true)
          since = KernelClock.monotonicNanoseconds()
        }
      } else {
        candidates.append(
          Candidate(process: process, thread: hasThreads ? process : nil, stat: stat))
      }
      guard candidates.count >= Limits.tasksAtOnce else { continue }
      guard try write(candidates, since: since, &response) else { return }
      candidates.removeAll(keepingCapacity: true)
      since = KernelClock.monotonicNanoseconds()
    }
    _ = try write(candidates, since: since, &response)
  }

  /// What `body` reads of a task; nil if the task has ended or cannot be read.
  private mutating func read<Value>(
    _ task: UInt32, _ body: (inout TaskFiles) throws(SystemCallError) -> Value?
  ) -> Value? {
    do throws(SystemCallError) {
      if let value = try body(&sources.files) { return value }
      unread.count(task)
    } catch {
      if !error.isEnded { unread.count(task, error) }
    }
    return nil
  }

  private mutating func processes() throws(RPCError) -> [UInt32] {
    guard let wanted = call.parameters.uint64s("pids") else {
      return try explained(try sources.files.processes())
    }
    var found: [UInt32] = []
    for number in wanted {
      guard let id = Int32(exactly: number), id > 0 else { continue }
      if let own = try sources.ownNumber(of: UInt32(id)) { found.append(own) }
    }
    // /proc has directories for threads, too, but a thread's number does not choose a process.
    let all = Set(try explained(try sources.files.processes()))
    return Set(found).intersection(all).sorted()
  }

  // MARK: Writing records

  /// Requests the statistics of tasks and writes their records.
  /// - Parameter since: a time before the candidates were read, in nanoseconds of CLOCK_MONOTONIC.
  /// - Returns: false if the client is gone.
  private mutating func write(
    _ candidates: [Candidate], since: Int64, _ response: inout ResponseWriter
  ) throws(RPCError) -> Bool {
    guard !response.isClientGone() else { return false }
    var tasks = [HeldTaskStats?](repeating: nil, count: candidates.count)
    let subjects = candidates.map { TaskStatistics.Subject.task($0.thread ?? $0.process) }
    try explained(
      try sources.statistics.askEach(subjects) { place, stats throws(NetlinkError) in
        tasks[place] = HeldTaskStats(stats)
      })
    for (place, candidate) in candidates.enumerated() {
      var numbers: TaskRecord.Numbers?
      let thread = candidate.thread ?? candidate.process
      if sources.usesCallersNumbers {
        do throws(SystemCallError) {
          numbers = try callersNumbers(candidate)
        } catch {
          unread.count(thread, error)
        }
        if numbers == nil { continue }
      }
      // A task without an answer has ended.
      guard let task = tasks[place] else { continue }
      if let uid, task.uid.map({ UInt64($0) }) != uid { continue }
      guard access.grants(task.uid) else {
        notShown += 1
        continue
      }
      let threads = try threadIO(candidate)
      do throws(SystemCallError) {
        guard try isSame(task, candidate, since: since) else { continue }
        let found = FoundTask(
          process: candidate.process, thread: candidate.thread, stat: candidate.stat, task: task,
          whole: threads.whole, sums: try threads.sums.get())
        guard try access.permits(thread, of: candidate.process, &sources.files) else {
          notShown += 1
          continue
        }
        if !access.isUnlimited {
          guard try isStill(candidate) else { continue }
        }
        record.write(found, callers: numbers, to: &response.json)
      } catch {
        unread.count(thread, error)
        continue
      }
      guard response.recordEnded() else { return false }
    }
    return true
  }

  /// Whether the statistics belong to the candidate, not to a later task with the same number. They
  /// do if the task started before `since`; otherwise `stat` is read again.
  private mutating func isSame(
    _ task: HeldTaskStats, _ candidate: Candidate, since: Int64
  ) throws(SystemCallError) -> Bool {
    if task.hasRun(since: since) { return true }
    return try isStill(candidate)
  }

  /// Whether the candidate's number still belongs to it.
  private mutating func isStill(_ candidate: Candidate) throws(SystemCallError) -> Bool {
    do throws(SystemCallError) {
      let stat = try sources.files.stat(
        ofThread: candidate.thread ?? candidate.process, of: candidate.process)
      return stat?.startTicks == candidate.stat.startTicks
    } catch {
      if error.isEnded { return false }
      throw error
    }
  }

  /// The statistics of a whole process, and the I/O of its threads, which the kernel does not sum
  /// up; nil for a single thread, for which those of the thread are the same, unless other threads
  /// have ended.
  private mutating func threadIO(
    _ candidate: Candidate
  ) throws(RPCError) -> (whole: HeldTaskStats?, sums: Result<[UInt64]?, SystemCallError>) {
    guard !hasThreads, candidate.stat.threads > 1 else { return (nil, .success(nil)) }
    let whole = try explained(try sources.statistics.ask(.process(candidate.process)))
    var sums = TaskSums()
    let threads: [UInt32]
    do throws(SystemCallError) {
      threads = try sources.files.threads(of: candidate.process)
    } catch {
      return (whole, .failure(error))
    }
    for start in stride(from: 0, to: threads.count, by: Limits.tasksAtOnce) {
      let batch = threads[start..<min(start + Limits.tasksAtOnce, threads.count)]
      try explained(
        try sources.statistics.askEach(batch.map { .task($0) }) { _, stats throws(NetlinkError) in
          sums.add(stats)
        })
    }
    return (whole, .success(sums.io))
  }

  /// The caller's numbers of a task; nil if it has none in the caller's pid namespace.
  private mutating func callersNumbers(
    _ candidate: Candidate
  ) throws(SystemCallError) -> TaskRecord.Numbers? {
    guard let process = try sources.callersNumber(of: candidate.process) else { return nil }
    guard let thread = candidate.thread else { return TaskRecord.Numbers(process: process) }
    guard let number = try sources.callersNumber(of: thread) else { return nil }
    return TaskRecord.Numbers(process: process, thread: number)
  }
}
