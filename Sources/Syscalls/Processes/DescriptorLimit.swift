internal import Glibc

/// How many descriptors this process may have open. The corresponding C functions are `getrlimit`
/// and `setrlimit` with RLIMIT_NOFILE.
public enum DescriptorLimit {
  private static let number = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

  /// The limit now.
  public static var current: Int {
    var limit = rlimit()
    guard unsafe getrlimit(number, &limit) == 0 else { return 0 }
    return Int(clamping: limit.rlim_cur)
  }

  /// Raises the limit as far as needed and as far as the hard limit permits.
  public static func raise(to wanted: Int) {
    var limit = rlimit()
    guard unsafe getrlimit(number, &limit) == 0, limit.rlim_cur < wanted else { return }
    limit.rlim_cur = min(limit.rlim_max, rlim_t(clamping: wanted))
    _ = unsafe setrlimit(number, &limit)
  }
}
