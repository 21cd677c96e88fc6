internal import Limits
public import ProcFiles
internal import Syscalls

/// The cgroup hierarchies that are mounted in the agent's mount namespace.
public enum CgroupMounts {
  /// All of them, in the order in which a relative path is searched.
  /// - Throws: `system` if `/proc/self/mountinfo` cannot be read.
  public static func all() throws(PrivilegedError) -> [CgroupMount] {
    do throws(SystemCallError) {
      return try read()
    } catch {
      throw .system(error, doing: .readMounts)
    }
  }

  static func read() throws(SystemCallError) -> [CgroupMount] {
    CgroupMount.inSearchOrder(
      CgroupMount.parse(try Files.read("/proc/self/mountinfo", atMost: Limits.mountinfoBytes)))
  }
}
