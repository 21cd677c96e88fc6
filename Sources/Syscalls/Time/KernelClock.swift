// The types of structs can belong to either module.
internal import CLinux
internal import Glibc

/// The kernel's clocks. The corresponding C function is `clock_gettime`.
public enum KernelClock {
  /// Milliseconds of CLOCK_MONOTONIC: for deadlines, not for dates.
  public static func monotonicMilliseconds() -> Int64 { nanoseconds(CLOCK_MONOTONIC) / 1_000_000 }

  /// Nanoseconds of CLOCK_MONOTONIC.
  public static func monotonicNanoseconds() -> Int64 { nanoseconds(CLOCK_MONOTONIC) }

  /// Nanoseconds since the host booted, including suspended time: CLOCK_BOOTTIME.
  public static func bootNanoseconds() -> Int64 { nanoseconds(CLOCK_BOOTTIME) }

  /// Milliseconds of processor time that this thread has used: CLOCK_THREAD_CPUTIME_ID.
  public static func threadMilliseconds() -> Int64 {
    nanoseconds(CLOCK_THREAD_CPUTIME_ID) / 1_000_000
  }

  /// The number of clock ticks in a second, the unit of some times in /proc. The corresponding C
  /// function is `sysconf` with `_SC_CLK_TCK`.
  public static var ticksPerSecond: Int64 { max(1, Int64(sysconf(Int32(_SC_CLK_TCK)))) }

  /// Milliseconds since 1970-01-01 UTC: CLOCK_REALTIME.
  public static func realtimeMilliseconds() -> Int64 { nanoseconds(CLOCK_REALTIME) / 1_000_000 }

  /// The time of day in this process's time zone. The corresponding C function is `localtime_r`.
  public static func timeOfDay() -> (hour: Int, minute: Int, second: Int, millisecond: Int) {
    let now = nanoseconds(CLOCK_REALTIME)
    var seconds = time_t(now / 1_000_000_000)
    var parts = unsafe tm()
    _ = unsafe localtime_r(&seconds, &parts)
    return unsafe (
      Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec), Int(now / 1_000_000 % 1000)
    )
  }

  /// Suspends this thread. The corresponding C function is `nanosleep`.
  public static func sleep(milliseconds: Int) {
    var wait = timespec(
      tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    var left = timespec()
    while unsafe nanosleep(&wait, &left) == -1 && Glibc.errno == EINTR { wait = left }
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    _ = unsafe clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
