import Glibc
import Syscalls

/// A process of the test's own. When it has ended it is a zombie for as long as the object lives,
/// so its number stays its own.
final class ChildProcess {
  let pid: Int32

  init(_ path: String = "/bin/sleep", _ arguments: String...) throws {
    pid = try Process.start(
      path, arguments: arguments.isEmpty ? ["1000"] : arguments, descriptor3: 2)
  }

  deinit {
    kill(pid, SIGKILL)
    Process.wait(for: pid)
  }

  /// Ends it and waits for its end.
  func end() throws(SystemCallError) {
    kill(pid, SIGKILL)
    _ = try Poll.readable([try ProcessFile(pid).number], milliseconds: 20_000)
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
