internal import Limits
public import ProcFiles
public import Syscalls

/// Reads the files of tasks in /proc, one after another, into the same buffer. See proc(5).
public struct TaskFiles: ~Copyable {
  private let proc: Directory
  private var buffer = [UInt8](repeating: 0, count: Directory.entryBytes)
  private var text = [UInt8](repeating: 0, count: 4096)

  /// Opens /proc.
  public init() throws(PrivilegedError) {
    do throws(SystemCallError) {
      proc = try Directory("/proc")
    } catch {
      throw .system(error, doing: .openProcesses)
    }
  }

  /// The pids of all visible processes.
  public mutating func processes() throws(PrivilegedError) -> [UInt32] {
    var numbers: [UInt32] = []
    do throws(SystemCallError) {
      // Opened again, because a directory that has been read is at its end.
      try Directory("/proc").numbers(using: &buffer, into: &numbers)
    } catch {
      throw .system(error, doing: .listProcesses)
    }
    return numbers
  }

  /// The numbers of a process's threads; empty if it has ended.
  public mutating func threads(of process: UInt32) throws(SystemCallError) -> [UInt32] {
    var numbers: [UInt32] = []
    do throws(SystemCallError) {
      try proc.directory(process).directory("task").numbers(using: &buffer, into: &numbers)
    } catch {
      guard error.isEnded else { throw error }
      return []
    }
    return numbers
  }

  /// Reads `/proc/PID/io` of a process: the sums over all threads it ever had, and over the
  /// children it has waited for, with theirs.
  /// - Returns: nil if the text does not have the form of proc(5).
  /// - Throws: EACCES if it must not be read, ENOENT or ESRCH if the process has ended.
  public mutating func io(ofProcess process: UInt32) throws(SystemCallError) -> TaskIO? {
    TaskIO(try read(try proc.file("io", of: process)))
  }

  /// Reads `/proc/PID/task/TID/io` of a thread; otherwise like `io(ofProcess:)`.
  public mutating func io(ofThread thread: UInt32, of process: UInt32) throws(SystemCallError)
    -> TaskIO?
  {
    TaskIO(try read(try proc.file("io", ofThread: thread, of: process)))
  }

  /// Reads `/proc/PID/stat` of a process. Its times are the sums over all threads.
  /// - Returns: nil if the text does not have the form of proc(5).
  /// - Throws: ENOENT or ESRCH if the process has ended.
  public mutating func stat(ofProcess process: UInt32) throws(SystemCallError) -> TaskStat? {
    TaskStat(try read(try proc.file("stat", of: process)))
  }

  /// Reads `/proc/PID/task/TID/stat` of a thread; otherwise like `stat(ofProcess:)`.
  public mutating func stat(ofThread thread: UInt32, of process: UInt32) throws(SystemCallError)
    -> TaskStat?
  {
    TaskStat(try read(try proc.file("stat", ofThread: thread, of: process)))
  }

  /// Reads `/proc/N/status` of a process or thread.
  /// - Returns: nil if the text does not have the form of proc(5).
  /// - Throws: ENOENT or ESRCH if the task has ended.
  public mutating func status(of task: UInt32) throws(SystemCallError) -> TaskStatus? {
    TaskStatus(try read(try proc.file("status", of: task)))
  }

  /// Reads what decides who may read the I/O of a task.
  /// - Returns: nil if the text of `status` does not have the form of proc(5).
  /// - Throws: ENOENT or ESRCH if the task has ended, EACCES for lack of CAP_SYS_PTRACE.
  mutating func facts(ofThread thread: UInt32, of process: UInt32) throws(SystemCallError)
    -> TaskFacts?
  {
    let task = "/proc/\(process)/task/\(thread)"
    let status = try read(try proc.file("status", ofThread: thread, of: process))
    guard let credentials = TaskCredentials(status) else { return nil }
    return TaskFacts(
      credentials: credentials, fileOwner: try Files.status("\(task)/io").userID,
      userNamespace: try Files.linkTarget("\(task)/ns/user"))
  }

  private mutating func read(_ file: consuming FileDescriptor) throws(SystemCallError)
    -> ArraySlice<UInt8>
  {
    var count = 0
    while true {
      if count == text.count {
        guard count < Limits.procFileBytes else { throw SystemCallError(.messageTooLong, "read") }
        text.append(contentsOf: repeatElement(0, count: count))
      }
      let got = try file.read(into: &text, at: count)
      count += got
      // The kernel writes such a file at once, so a read that does not fill the buffer reached its
      // end.
      if count < text.count { return text[..<count] }
    }
  }
}
