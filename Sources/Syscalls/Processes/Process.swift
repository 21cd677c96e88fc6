internal import CLinux
internal import Glibc

/// This process, and programs that it starts.
public enum Process {
  /// Makes all threads share one heap. By default malloc(3) gives new threads heaps of their own,
  /// each with some hundred kilobytes that no other thread can use; see M_ARENA_MAX in mallopt(3).
  /// Call it before the first thread is started.
  public static func shareOneHeap() {
    // M_ARENA_MAX of malloc.h. If glibc refuses, the process only uses more memory.
    _ = mallopt(-8, 1)
  }

  /// Returns memory that was freed to the kernel. Otherwise malloc(3) keeps pages below one that is
  /// in use. The corresponding C function is `malloc_trim`.
  public static func returnFreedMemory() {
    _ = malloc_trim(0)
  }

  /// The words of the command line behind the program's name; nil if they cannot be read. Swift's
  /// library reads them from /proc, and calls the command line empty if /proc is not mounted.
  public static var arguments: [String]? {
    // The kernel gives each program at least one word, its name.
    CommandLine.arguments.isEmpty ? nil : Array(CommandLine.arguments.dropFirst())
  }

  /// This process's id. The corresponding C function is `getpid`.
  public static var id: Int32 { getpid() }
  /// The effective user id. The corresponding C function is `geteuid`.
  public static var userID: UInt32 { geteuid() }
  /// The effective group id. The corresponding C function is `getegid`.
  public static var groupID: UInt32 { getegid() }

  /// The number of processors that are online, at least 1. The corresponding C function is `sysconf`
  /// with `_SC_NPROCESSORS_ONLN`.
  public static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// Whether a group is the effective or a supplementary one. The corresponding C function is
  /// `getgroups`.
  public static func isMember(of group: UInt32) -> Bool {
    if group == groupID { return true }
    let count = getgroups(0, nil)
    guard count > 0 else { return false }
    var groups = [gid_t](repeating: 0, count: Int(count))
    let filled = unsafe getgroups(count, &groups)
    return filled > 0 && groups.prefix(Int(filled)).contains(group)
  }

  /// The value of an environment variable; nil if it is not set. The corresponding C function is
  /// `getenv`.
  public static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }

  /// Removes an environment variable, so that programs started later do not inherit it. The
  /// corresponding C function is `unsetenv`.
  public static func removeEnvironment(_ name: String) {
    _ = unsafe unsetenv(name)
  }

  /// Ends the process. The corresponding C function is `exit`.
  public static func exit(_ status: Int32) -> Never {
    Glibc.exit(status)
  }

  /// The path of the running program's file. See `/proc/PID/exe` in proc(5).
  public static func executablePath() throws(SystemCallError) -> String {
    try Files.linkTarget("/proc/self/exe")
  }

  /// Starts a program that gets one descriptor of this process under the number 3, and blocks no
  /// signal. The corresponding C function is `posix_spawn`.
  /// - Returns: the new process's id.
  public static func start(
    _ path: String, arguments: [String], descriptor3: Int32
  ) throws(SystemCallError) -> Int32 {
    try Spawn.start(path, [path] + arguments, giving: descriptor3, as: 3)
  }

  /// Kills a process that this one has started and whose end it has not yet learned. The
  /// corresponding C function is `kill` with SIGKILL.
  public static func killChild(_ pid: Int32) {
    _ = kill(pid, SIGKILL)
  }

  /// Whether a process that this one has started has ended. Does not wait. After `true` its id can
  /// belong to another process. The corresponding C function is `waitpid` with WNOHANG.
  public static func hasEnded(_ pid: Int32) -> Bool {
    var status: Int32 = 0
    return (try? retrying("waitpid") { unsafe waitpid(pid, &status, WNOHANG) }) != 0
  }

  /// The id of the process that started this one. The corresponding C function is `getppid`.
  public static var parentID: Int32 { getppid() }

  /// Lets SIGALRM end this process after a time, unless this is called again before. The
  /// corresponding C function is `alarm`.
  public static func end(afterSeconds seconds: UInt32) {
    _ = alarm(seconds)
  }

  /// Waits for the end of a process that this one has started. The corresponding C function is
  /// `waitpid`.
  public static func wait(for pid: Int32) {
    var status: Int32 = 0
    _ = try? retrying("waitpid") { unsafe waitpid(pid, &status, 0) }
  }
}
