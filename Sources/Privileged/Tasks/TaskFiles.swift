internal import Limits
public import ProcFiles
public import Syscalls

/// Files of tasks in /proc, read one after the other into the same room. See proc(5).
public struct TaskFiles: ~Copyable {
  private let proc: Directory
  private var buffer = [UInt8](repeating: 0, count: Directory.entryBytes)
  private var text = [UInt8](repeating: 0, count: 4096)

  public init() throws(PrivilegedError) {
    do throws(SystemCallError) {
      proc = try Directory("/proc")
    } catch {
      throw .system(error, doing: .openProcesses)
    }
  }

  /// The numbers of all processes that can be seen.
  public mutating func processes() throws(PrivilegedError) -> [UInt32] {
    var numbers: [UInt32] = []
    do throws(SystemCallError) {
      // A list of its own: what has been read once is at its end.
      try Directory("/proc").numbers(using: &buffer, into: &numbers)
    } catch {
      throw .system(error, doing: .listProcesses)
    }
    return numbers
  }

  /// The numbers of a process's threads; empty where it has ended.
  public mutating func threads(of process: UInt32) -> [UInt32] {
    var numbers: [UInt32] = []
    try? proc.directory(process).directory("task").numbers(using: &buffer, into: &numbers)
    return numbers
  }

  /// `/proc/PID/io` of a process: of all threads it ever had, and of its children that it waited
  /// for and theirs.
  /// - Throws: EACCES where it must not be read, ENOENT or ESRCH where the process has ended.
  public mutating func io(ofProcess process: UInt32) throws(SystemCallError) -> TaskIO? {
    TaskIO(try read(try proc.file("io", of: process)))
  }

  /// `/proc/PID/task/TID/io` of a thread.
  public mutating func io(ofThread thread: UInt32, of process: UInt32) throws(SystemCallError)
    -> TaskIO?
  {
    TaskIO(try read(try proc.file("io", ofThread: thread, of: process)))
  }

  /// `/proc/PID/stat` of a process: its times are those of all its threads.
  public mutating func stat(ofProcess process: UInt32) throws(SystemCallError) -> TaskStat? {
    TaskStat(try read(try proc.file("stat", of: process)))
  }

  /// `/proc/PID/task/TID/stat` of a thread.
  public mutating func stat(ofThread thread: UInt32, of process: UInt32) throws(SystemCallError)
    -> TaskStat?
  {
    TaskStat(try read(try proc.file("stat", ofThread: thread, of: process)))
  }

  /// Numbers of `/proc/N/status`, where N may be a thread's.
  public mutating func status(of task: UInt32) throws(SystemCallError) -> TaskStatus? {
    TaskStatus(try read(try proc.file("status", of: task)))
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
      // What does not fill the room is at its end: the kernel makes such a file at once.
      if count < text.count { return text[..<count] }
    }
  }
}
