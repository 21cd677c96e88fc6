internal import CLinux
internal import Glibc

/// Attributes of a process that it can only give up. See prctl(2).
public enum ProcessRestriction {
  /// Programs that this thread executes gain nothing by being set-user-ID, set-group-ID or having
  /// capabilities. Threads and processes that it starts inherit this. The corresponding call is
  /// `prctl` with PR_SET_NO_NEW_PRIVS.
  public static func denyNewPrivileges() throws(SystemCallError) {
    _ = try retrying("prctl") { clinux_prctl(Int32(CLINUX_PR_SET_NO_NEW_PRIVS), 1, 0) }
  }

  /// Only processes with CAP_SYS_PTRACE can trace this process or read its memory and descriptors,
  /// and the kernel writes no core file of it. Its files in /proc belong to root. A process that
  /// executes a program loses this. The corresponding call is `prctl` with PR_SET_DUMPABLE.
  public static func denyInspection() throws(SystemCallError) {
    _ = try retrying("prctl") { clinux_prctl(Int32(CLINUX_PR_SET_DUMPABLE), 0, 0) }
  }
}
