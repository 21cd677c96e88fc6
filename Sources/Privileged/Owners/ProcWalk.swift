internal import Limits
internal import Syscalls

/// Finds the owners of sockets by reading the links in /proc/PID/fd, and those of threads that have
/// a descriptor table of their own. See proc(5).
struct ProcWalk: ~Copyable {
  private let proc: Directory
  private var buffer = [UInt8](repeating: 0, count: Directory.entryBytes)
  private var text = [UInt8](repeating: 0, count: 4096)
  private var threads: [UInt32] = []
  // The number of descriptors read of the current process.
  private var descriptors = 0

  init() throws(PrivilegedError) {
    do throws(SystemCallError) {
      proc = try Directory("/proc")
    } catch {
      throw .system(error, doing: .openProcesses)
    }
  }

  /// Reads all processes.
  /// - Parameter pause: called after each process, with the number of its descriptors.
  static func walk(_ pause: (Int) -> Void) throws(PrivilegedError) -> OwnerIndex {
    var walk = try ProcWalk()
    var builder = OwnerIndexBuilder()
    for pid in try walk.processes() {
      walk.descriptors = 0
      walk.readProcess(pid, &builder)
      pause(walk.descriptors)
    }
    return builder.finish(.proc)
  }

  /// The pids of all visible processes.
  mutating func processes() throws(PrivilegedError) -> [UInt32] {
    var ids: [UInt32] = []
    do throws(SystemCallError) {
      // Opened again, because a directory that has been read is at its end.
      try Directory("/proc").numbers(using: &buffer, into: &ids)
    } catch {
      throw .system(error, doing: .listProcesses)
    }
    return ids
  }

  /// Finds the sockets of one process.
  mutating func readProcess(_ pid: UInt32, _ builder: inout OwnerIndexBuilder) {
    // It has ended.
    guard let directory = try? proc.directory(pid) else { return }
    readProcess(pid, directory, &builder)
  }

  /// Finds the sockets of one process. Everything is read through its one open directory, so it
  /// is all the same process's, even if its number is given away meanwhile.
  mutating func readProcess(
    _ pid: UInt32, _ directory: borrowing Directory, _ builder: inout OwnerIndexBuilder
  ) {
    builder.readProcesses += 1
    let place = builder.addProcess()
    defer { builder.removeProcess(place) }
    let found = builder.holdings.count
    var isWhole = readTable(directory, nil, place, &builder)
    if let count = try? directory.directoryCount(in: "task"), count > 1 {
      if !readThreads(of: pid, directory, place, &builder) { isWhole = false }
    }
    if !isWhole { builder.unreadableProcesses += 1 }
    if builder.holdings.count > found {
      builder.setProcess(place, facts(of: pid, directory))
    }
  }

  /// The facts about a process; nil if it has ended.
  mutating func facts(of pid: UInt32) -> OwnerProcess? {
    guard let directory = try? proc.directory(pid) else { return nil }
    return facts(of: pid, directory)
  }

  private mutating func facts(of pid: UInt32, _ directory: borrowing Directory) -> OwnerProcess? {
    guard let status = read(directory, "status"), let cgroup = read(directory, "cgroup"),
      // Read last: if this succeeds, the process existed all the time.
      let stat = read(directory, "stat")
    else { return nil }
    return OwnerProcess(pid: pid, stat: stat, status: status, cgroup: cgroup)
  }

  private mutating func read(_ directory: borrowing Directory, _ name: StaticString) -> [UInt8]? {
    guard let file = try? directory.file(name) else { return nil }
    var count = 0
    while true {
      if count == text.count {
        guard count < Limits.procFileBytes else { return nil }
        text.append(contentsOf: repeatElement(0, count: count))
      }
      guard let got = try? file.read(into: &text, at: count) else { return nil }
      if got == 0 { return Array(text[..<count]) }
      count += got
    }
  }

  /// Reads one descriptor table.
  /// - Parameter thread: the thread that it belongs to; nil for the process's table.
  /// - Returns: whether all of it was read. The table of a process that has ended counts as read.
  private mutating func readTable(
    _ directory: borrowing Directory, _ thread: UInt32?, _ place: Int,
    _ builder: inout OwnerIndexBuilder
  ) -> Bool {
    let holder = builder.addHolder(place, thread: thread)
    defer { builder.removeHolder(holder) }
    do throws(SystemCallError) {
      let table = try directory.directory("fd")
      descriptors += try table.sockets(using: &buffer) { inode, descriptor in
        builder.add(inode: inode, descriptor: descriptor, holder: holder)
      }
      return true
    } catch {
      return error.isEnded
    }
  }

  /// Reads the tables of threads that do not share their process's table. A leader that has ended
  /// has no table, so the table that its threads share is also read here.
  /// - Returns: whether all of them were read.
  private mutating func readThreads(
    of pid: UInt32, _ directory: borrowing Directory, _ place: Int,
    _ builder: inout OwnerIndexBuilder
  ) -> Bool {
    var isWhole = true
    // One thread for each table that was read.
    var known = [pid]
    do throws(SystemCallError) {
      let tasks = try directory.directory("task")
      try tasks.numbers(using: &buffer, into: &threads)
      for thread in threads where thread != pid {
        do throws(SystemCallError) {
          guard try isNew(thread, known) else { continue }
          known.append(thread)
          if !readTable(try tasks.directory(thread), thread, place, &builder) { isWhole = false }
        } catch {
          if !error.isEnded { isWhole = false }
        }
      }
    } catch {
      if !error.isEnded { isWhole = false }
    }
    return isWhole
  }

  private func isNew(_ thread: UInt32, _ known: [UInt32]) throws(SystemCallError) -> Bool {
    for other in known where try DescriptorTables.areSame(thread, other) { return false }
    return true
  }
}
