public import ProcFiles
internal import Syscalls

/// The hierarchies of control groups that are mounted where the agent runs.
public enum CgroupMounts {
  /// All of them, in the order in which a relative path is looked for.
  public static func all() throws(PrivilegedError) -> [CgroupMount] {
    do throws(SystemCallError) {
      return try read()
    } catch {
      throw .system(error, doing: .readMounts)
    }
  }

  static func read() throws(SystemCallError) -> [CgroupMount] {
    CgroupMount.inSearchOrder(
      CgroupMount.parse(try Files.read("/proc/self/mountinfo", atMost: mountinfoBytes)))
  }

  // Hosts with thousands of containers have some megabytes of mounts.
  private static let mountinfoBytes = 1 << 22
}
