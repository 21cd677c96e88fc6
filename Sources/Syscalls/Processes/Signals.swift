internal import CLinux
internal import Glibc

/// A signal that the agent reads from a descriptor, so that no signal handler interrupts other
/// code. See signal(7).
public enum Signal: CaseIterable, Sendable {
  case hangup, interrupt, quit, user1, user2, terminate

  fileprivate var number: Int32 {
    switch self {
    case .hangup: SIGHUP
    case .interrupt: SIGINT
    case .quit: SIGQUIT
    case .user1: SIGUSR1
    case .user2: SIGUSR2
    case .terminate: SIGTERM
    }
  }

  /// Those that end the process.
  public static let ending: [Signal] = [.interrupt, .quit, .terminate]
  /// Those that do not.
  public static let others: [Signal] = [.hangup, .user1, .user2]
}

/// Signals of this process.
public enum Signals {
  /// Blocks signals in this thread and in all threads that it starts later. They stay pending until
  /// a `SignalFile` reads them. The corresponding C function is `pthread_sigmask`.
  public static func block(_ signals: [Signal]) throws(SystemCallError) {
    var set = Signals.set(signals)
    let code = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    guard code == 0 else { throw SystemCallError(Errno(code), "pthread_sigmask") }
  }

  fileprivate static func set(_ signals: [Signal]) -> sigset_t {
    var set = sigset_t()
    _ = unsafe sigemptyset(&set)
    for signal in signals { _ = unsafe sigaddset(&set, signal.number) }
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

/// A descriptor from which blocked signals are read. See signalfd(2).
public struct SignalFile: ~Copyable {
  private let descriptor: FileDescriptor

  /// Blocks signals, and makes them readable.
  public init(_ signals: [Signal]) throws(SystemCallError) {
    try Signals.block(signals)
    var set = Signals.set(signals)
    descriptor = FileDescriptor(
      owning: try retrying("signalfd") {
        unsafe signalfd(-1, &set, Int32(O_CLOEXEC | O_NONBLOCK))
      })
  }

  /// The descriptor's number, for `Poll`.
  public var number: Int32 { descriptor.number }

  /// A second descriptor for it.
  public func duplicate() throws(SystemCallError) -> FileDescriptor { try descriptor.duplicate() }

  /// The next pending signal; nil if there is none.
  public func next() throws(SystemCallError) -> Signal? {
    // struct signalfd_siginfo: 128 bytes, which begin with ssi_signo.
    var bytes = [UInt8](repeating: 0, count: 128)
    do throws(SystemCallError) {
      guard try descriptor.read(into: &bytes) == bytes.count else { return nil }
    } catch {
      if error.errno == .resourceTemporarilyUnavailable { return nil }
      throw error
    }
    return Signal.allCases.first { $0.number == Int32(bytes[0]) }
  }
}
