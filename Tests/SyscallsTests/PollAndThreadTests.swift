import Glibc
import Syscalls
import TestSupport
import Testing

@Suite struct PollTests {
  @Test func returnsTheIndicesOfReadyDescriptors() throws {
    let first = try UnixStream.pair()
    let second = try UnixStream.pair()
    let numbers = [first.first.number, -1, second.first.number]
    #expect(try Poll.readable(numbers, milliseconds: 0) == [])
    try second.second.sendAll([1].rawBytes)
    #expect(try Poll.readable(numbers, milliseconds: -1) == [2])
    first.second.shutdown(reading: true, writing: true)
    #expect(try Poll.readable(numbers, milliseconds: 1000) == [0, 2])
  }

  @Test func waitsUntilTheTimeout() throws {
    let pair = try UnixStream.pair()
    let start = KernelClock.monotonicMilliseconds()
    #expect(try Poll.readable([pair.first.number], milliseconds: 60) == [])
    let waited = KernelClock.monotonicMilliseconds() - start
    #expect(waited >= 59)
    #expect(try Poll.readable([], milliseconds: 0) == [])
  }

  /// Half a connection is no end: POLLHUP needs both directions.
  @Test func aConnectionIsHungUpWhenBothDirectionsAreClosed() throws {
    let pair = try UnixStream.pair()
    #expect(try !Poll.isHungUp(pair.first.number))
    try pair.second.sendAll([1].rawBytes)
    #expect(try !Poll.isHungUp(pair.first.number), "input is no hangup")
    pair.second.shutdown(reading: false, writing: true)
    #expect(try !Poll.isHungUp(pair.first.number), "one direction is open")
    pair.second.shutdown(reading: true, writing: false)
    #expect(try Poll.isHungUp(pair.first.number))
  }

  @Test func aClosedNumberIsReadySoThatItsReaderNoticesIt() throws {
    #expect(try Poll.readable([1_000_000], milliseconds: 1000) == [0])
  }
}

@Suite struct EventCounterTests {
  /// Any number of signals is undone by one reset.
  @Test func isReadableFromTheFirstSignalToTheReset() throws {
    let counter = try EventCounter()
    func isReadable() throws -> Bool {
      try !Poll.readable([counter.number], milliseconds: 0).isEmpty
    }
    #expect(try !isReadable())
    for _ in 0..<2 {
      counter.reset()
      #expect(try !isReadable())
      for _ in 0..<3 { counter.signal() }
      #expect(try isReadable())
      counter.reset()
      #expect(try !isReadable())
    }
    #expect(fcntl(counter.number, F_GETFD) & FD_CLOEXEC != 0)
  }

  @Test func wakesAnotherThread() throws {
    let counter = try EventCounter()
    let number = counter.number
    let woken = Syscalls.Semaphore(0)
    try Thread.start(stackBytes: 64 * 1024) {
      if (try? Poll.readable([number], milliseconds: 60_000)) == [0] { woken.signal() }
    }
    counter.signal()
    #expect(woken.wait(milliseconds: 60_000))
  }
}

@Suite(.timeLimit(.minutes(1))) struct ThreadTests {
  @Test func runsAndReleasesItsBody() throws {
    let ran = Syscalls.Semaphore(0)
    let released = Syscalls.Semaphore(0)
    for _ in 0..<50 {
      let held = Held(released)
      try Thread.start(stackBytes: 64 * 1024) {
        withExtendedLifetime(held) { ran.signal() }
      }
    }
    for _ in 0..<50 {
      ran.wait()
      released.wait()
    }
  }

  /// A body that never runs is released, too.
  @Test func aStackThatCannotBeIsAnError() {
    final class Captured: Sendable {}
    weak var released: Captured?
    do {
      let captured = Captured()
      released = captured
      let error = #expect(throws: SystemCallError.self) {
        try Thread.start(stackBytes: 1 << 50) { withExtendedLifetime(captured) {} }
      }
      #expect(error == SystemCallError(.resourceTemporarilyUnavailable, "pthread_create"))
    }
    #expect(released == nil)
  }

  /// Signals when it is released.
  private final class Held: Sendable {
    private let released: Syscalls.Semaphore
    init(_ released: Syscalls.Semaphore) { self.released = released }
    deinit { released.signal() }
  }
}

@Suite struct ClockTests {
  @Test func sleepTakesAsLongAsItShould() {
    let start = KernelClock.monotonicNanoseconds()
    KernelClock.sleep(milliseconds: 20)
    #expect(KernelClock.monotonicNanoseconds() - start >= 20_000_000)
  }

  @Test func clocksAgreeWithTheirJudges() {
    let before = Int64(time(nil))
    let now = KernelClock.realtimeMilliseconds() / 1000
    #expect(now >= before - 1 && now <= Int64(time(nil)) + 1)
    #expect(KernelClock.bootNanoseconds() >= KernelClock.monotonicNanoseconds() - 1_000_000_000)
    #expect(KernelClock.ticksPerSecond == Int64(sysconf(Int32(_SC_CLK_TCK))))
  }
}
