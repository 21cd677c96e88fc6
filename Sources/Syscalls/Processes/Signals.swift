internal import CLinux
internal import Glibc

/// Signals as readable descriptors, so that no signal handler interrupts other code.
public enum Signals {
  /// Blocks SIGTERM and SIGINT in this thread and in all threads that it starts later. They stay
  /// pending until they are read from `terminationDescriptor`. The corresponding C function is
  /// `pthread_sigmask`.
  public static func blockTermination() throws(SystemCallError) {
    var set = terminationSet
    let code = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    guard code == 0 else { throw SystemCallError(Errno(code), "pthread_sigmask") }
  }

  /// Blocks SIGTERM and SIGINT, and makes them readable. The corresponding C function is
  /// `signalfd`.
  public static func terminationDescriptor() throws(SystemCallError) -> FileDescriptor {
    try blockTermination()
    var set = terminationSet
    return FileDescriptor(
      owning: try retrying("signalfd") { unsafe signalfd(-1, &set, Int32(O_CLOEXEC)) })
  }

  private static var terminationSet: sigset_t {
    var set = sigset_t()
    _ = unsafe sigemptyset(&set)
    _ = unsafe sigaddset(&set, SIGTERM)
    _ = unsafe sigaddset(&set, SIGINT)
    return set
  }

  /// The symbolic name, for instance `SIGSEGV`; nil if glibc has no name for the number. See
  /// sigabbrev_np(3).
  public static func name(of signal: Int32) -> String? {
    guard let name = unsafe sigabbrev_np(signal) else { return nil }
    return unsafe "SIG" + String(cString: name)
  }

  /// Ignores SIGPIPE: a write whose reader is gone then fails with EPIPE instead of ending the
  /// process.
  public static func ignoreBrokenPipes() {
    _ = signal(SIGPIPE, SIG_IGN)
  }
}
