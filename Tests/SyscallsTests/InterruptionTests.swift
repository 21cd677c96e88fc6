import Glibc
import Synchronization
import Testing

@testable import Syscalls

private let handledSignals = Atomic(0)

/// System calls in a thread that gets signals all the time.
@Suite(.serialized, .timeLimit(.minutes(2))) struct InterruptionTests {
  init() {
    _ = handledSignals.load(ordering: .relaxed)
    // Without SA_RESTART, so that the kernel restarts no call.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      handledSignals.wrappingAdd(1, ordering: .relaxed)
    }
    sigaction(SIGUSR1, &action, nil)
  }

  private final class Target: Sendable {
    let thread = Atomic<UInt>(0)
    let hasReturned = Atomic(false)
    let mayEnd = Syscalls.Semaphore(0)
  }

  // A call that the signals prolong without an end must end, too.
  private static let longestMilliseconds: Int64 = 20_000

  /// Runs `body` in a thread, sends signals to that thread until `body` has returned, at most for
  /// `longestMilliseconds`, and waits for its return.
  /// - Parameter handled: is called once, after the thread has handled some signals.
  /// - Returns: whether `body` was interrupted: on a busy machine it can end before the first signal.
  private func interrupt(
    _ body: @escaping @Sendable () -> Void, handled: () throws -> Void = {}
  ) throws -> Bool {
    let target = Target()
    try Thread.start(stackBytes: 256 * 1024) {
      // The threads of the test runner block signals, and their threads inherit that.
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGUSR1)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      target.thread.store(pthread_self(), ordering: .releasing)
      body()
      target.hasReturned.store(true, ordering: .releasing)
      target.mayEnd.wait()
    }
    defer { target.mayEnd.signal() }
    let before = handledSignals.load(ordering: .relaxed)
    var isHandled = false
    let deadline = KernelClock.monotonicMilliseconds() + InterruptionTests.longestMilliseconds
    while !target.hasReturned.load(ordering: .acquiring) {
      let thread = target.thread.load(ordering: .acquiring)
      if thread != 0, KernelClock.monotonicMilliseconds() < deadline {
        pthread_kill(thread, SIGUSR1)
      }
      KernelClock.sleep(milliseconds: 1)
      if !isHandled, handledSignals.load(ordering: .relaxed) >= before + 3 {
        isHandled = true
        try handled()
      }
    }
    return isHandled
  }

  @Test func aCallIsMadeAgain() throws {
    let pair = try UnixStream.pair()
    let number = dup(pair.first.number)
    let received = Mutex<Result<Int, SystemCallError>?>(nil)
    let isInterrupted = try interrupt {
      let stream = UnixStream(owning: FileDescriptor(owning: number))
      var buffer: [UInt8] = [0, 0]
      let result = Result { () throws(SystemCallError) in try stream.receive(into: &buffer) }
      received.withLock { $0 = result }
    } handled: {
      let early = received.withLock { $0 }
      #expect(early == nil, "the call returned before there was input")
      try pair.second.sendAll([7].rawBytes)
    }
    let result = received.withLock { $0 }
    #expect(isInterrupted && result == .success(1))
  }

  /// Each repetition waits for the remaining time only: otherwise the signals would prolong the
  /// wait for as long as they arrive.
  @Test func aPollEndsAtItsTimeout() throws {
    let pair = try UnixStream.pair()
    let number = pair.first.number
    let outcome = Mutex<Result<[Int], SystemCallError>?>(nil)
    var isInterrupted = false
    while !isInterrupted {
      let start = KernelClock.monotonicMilliseconds()
      isInterrupted = try interrupt {
        let result = Result { () throws(SystemCallError) in
          try Poll.readable([number], milliseconds: 200)
        }
        outcome.withLock { $0 = result }
      }
      let waited = KernelClock.monotonicMilliseconds() - start
      let result = outcome.withLock { $0 }
      try #require(result == .success([]))
      try #require(waited >= 199 && waited < InterruptionTests.longestMilliseconds)
    }
  }

  @Test func asleepUntilTheTimeIsOver() throws {
    var isInterrupted = false
    while !isInterrupted {
      let start = KernelClock.monotonicMilliseconds()
      isInterrupted = try interrupt { KernelClock.sleep(milliseconds: 200) }
      let slept = KernelClock.monotonicMilliseconds() - start
      try #require(slept >= 199 && slept < InterruptionTests.longestMilliseconds)
    }
  }

  @Test func aSemaphoreIsWaitedFor() throws {
    let semaphore = Syscalls.Semaphore(0)
    let hasReturned = Atomic(false)
    let isInterrupted = try interrupt {
      semaphore.wait()
      hasReturned.store(true, ordering: .releasing)
    } handled: {
      let isEarly = hasReturned.load(ordering: .acquiring)
      #expect(!isEarly)
      semaphore.signal()
    }
    #expect(isInterrupted)
  }
}
