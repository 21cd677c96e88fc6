import Glibc
import Syscalls

/// A process of the test's own. When it has ended it is a zombie until `wait`, so its number stays
/// its own.
final class ChildProcess {
  let pid: Int32
  private var isReaped = false

  init(_ path: String = "/bin/sleep", _ arguments: String...) throws {
    pid = try Process.start(
      path, arguments: arguments.isEmpty ? ["1000"] : arguments, descriptor3: 2)
  }

  deinit {
    if !isReaped { kill(pid, SIGKILL) }
    wait()
  }

  /// Waits for its end; then its number may be given to another process.
  func wait() {
    if !isReaped { Process.wait(for: pid) }
    isReaped = true
  }

  /// Ends it and waits for its end.
  func end() throws(SystemCallError) {
    kill(pid, SIGKILL)
    let process = try ProcessFile(pid)
    while process.isAlive { KernelClock.sleep(milliseconds: 1) }
  }

  /// A process in a network namespace of its own; needs root.
  static func inOwnNamespace() throws -> ChildProcess {
    let child = try ChildProcess("/usr/bin/unshare", "-n", "sleep", "1000")
    let own = try Files.linkTarget("/proc/self/ns/net")
    for _ in 0..<2000 where try Files.linkTarget("/proc/\(child.pid)/ns/net") == own {
      KernelClock.sleep(milliseconds: 5)
    }
    return child
  }
}
