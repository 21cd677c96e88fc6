internal import Protocol
internal import Syscalls

/// Files of tasks in /proc, read one after the other into the same room. See proc(5).
struct TaskFiles: ~Copyable {
  private let proc: Directory
  private var buffer = [UInt8](repeating: 0, count: Directory.entryBytes)
  private var text = [UInt8](repeating: 0, count: 4096)

  init() throws(SystemCallError) {
    proc = try Directory("/proc")
  }

  static func open() throws(RPCError) -> TaskFiles {
    do throws(SystemCallError) {
      return try TaskFiles()
    } catch {
      throw RPCError(error, doing: "look into tasks")
    }
  }

  /// The numbers of all processes that can be seen.
  mutating func processes() throws(RPCError) -> [UInt32] {
    var numbers: [UInt32] = []
    do throws(SystemCallError) {
      // A list of its own: what has been read once is at its end.
      try Directory("/proc").numbers(using: &buffer, into: &numbers)
    } catch {
      throw RPCError(error, doing: "list processes")
    }
    return numbers
  }

  /// The numbers of a process's threads; empty where it has ended.
  mutating func threads(of process: UInt32) -> [UInt32] {
    var numbers: [UInt32] = []
    try? proc.directory(process).directory("task").numbers(using: &buffer, into: &numbers)
    return numbers
  }

  /// `/proc/PID/io` of a process: of all threads it ever had, and of its children that it waited
  /// for and theirs.
  /// - Throws: EACCES where it must not be read, ENOENT or ESRCH where the process has ended.
  mutating func io(ofProcess process: UInt32) throws(SystemCallError) -> TaskIO? {
    TaskIO(try read(try proc.file("io", of: process)))
  }

  /// `/proc/PID/task/TID/io` of a thread.
  mutating func io(ofThread thread: UInt32, of process: UInt32) throws(SystemCallError) -> TaskIO? {
    TaskIO(try read(try proc.file("io", ofThread: thread, of: process)))
  }

  /// `/proc/PID/stat` of a process: its times are those of all its threads.
  mutating func stat(ofProcess process: UInt32) throws(SystemCallError) -> TaskStatLine? {
    TaskStatLine(try read(try proc.file("stat", of: process)))
  }

  /// `/proc/PID/task/TID/stat` of a thread.
  mutating func stat(ofThread thread: UInt32, of process: UInt32) throws(SystemCallError)
    -> TaskStatLine?
  {
    TaskStatLine(try read(try proc.file("stat", ofThread: thread, of: process)))
  }

  /// Numbers of `/proc/N/status`, where N may be a thread's.
  mutating func status(of task: UInt32) throws(SystemCallError) -> TaskStatus? {
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
