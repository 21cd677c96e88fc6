internal import CLinux
internal import Glibc

/// Compares the descriptor tables of threads and processes.
public enum DescriptorTables {
  /// Whether two tasks share one table. The corresponding call is `kcmp` with `KCMP_FILES`.
  /// - Throws: EPERM if inspecting one of them is not permitted, ESRCH if one has ended, ENOSYS on
  ///   kernels without CONFIG_KCMP.
  public static func areSame(_ one: UInt32, _ other: UInt32) throws(SystemCallError) -> Bool {
    try retrying("kcmp") {
      clinux_kcmp_files(Int32(truncatingIfNeeded: one), Int32(truncatingIfNeeded: other))
    } == 0
  }
}
