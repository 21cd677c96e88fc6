internal import Syscalls

/// Says once on a terminal that nlctl waits for the agent, so that its user sees why nothing
/// happens.
struct WaitingNotice {
  // Milliseconds of CLOCK_MONOTONIC; nil if nothing is to be said.
  private var due: Int64?

  private static let milliseconds: Int64 = 5_000

  /// The wait begins now.
  init() {
    due =
      StandardStream.error.isTerminal
      ? KernelClock.monotonicMilliseconds() + WaitingNotice.milliseconds : nil
  }

  /// Milliseconds until the notice is due; nil if it is never.
  var left: Int64? { due.map { max(0, $0 - KernelClock.monotonicMilliseconds()) } }

  /// Says it, if it is due.
  mutating func sayIfDue() {
    guard left == 0 else { return }
    due = nil
    Diagnostics.report(
      "waiting for the agent; it may be stopped or busy (Ctrl-C ends, --timeout limits the wait)")
  }
}
