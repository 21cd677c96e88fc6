internal import CLinux
internal import Glibc

/// Which threads and processes have one table of descriptors together.
public enum DescriptorTables {
  /// Whether two tasks have the same table. The corresponding call is `kcmp` with `KCMP_FILES`.
  /// - Throws: EPERM where one of them must not be looked into, ESRCH where one has ended,
  ///   ENOSYS on kernels without CONFIG_KCMP.
  public static func areSame(_ one: UInt32, _ other: UInt32) throws(SystemCallError) -> Bool {
    try retrying("kcmp") {
      clinux_kcmp_files(Int32(truncatingIfNeeded: one), Int32(truncatingIfNeeded: other))
    } == 0
  }
}
