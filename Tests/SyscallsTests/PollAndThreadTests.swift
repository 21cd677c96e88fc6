import Glibc
import Synchronization
import Syscalls
import TestSupport
import Testing

@Suite struct PollTests {
  @Test func tellsWhichAreReady() throws {
    let first = try UnixStream.pair()
    let second = try UnixStream.pair()
    let numbers = [first.first.number, -1, second.first.number]
    #expect(try Poll.readable(numbers, milliseconds: 0) == [])
    try second.second.sendAll([1].rawBytes)
    #expect(try Poll.readable(numbers, milliseconds: -1) == [2])
    first.second.shutdown(reading: true, writing: true)
    #expect(try Poll.readable(numbers, milliseconds: 1000) == [0, 2])
  }

  @Test func waitsAsLongAsItIsTold() throws {
    let pair = try UnixStream.pair()
    let start = KernelClock.monotonicMilliseconds()
    #expect(try Poll.readable([pair.first.number], milliseconds: 60) == [])
    let waited = KernelClock.monotonicMilliseconds() - start
    #expect(waited >= 59)
    #expect(try Poll.readable([], milliseconds: 0) == [])
  }

  @Test func aClosedNumberIsReadySoThatItsReaderLearnsOfIt() throws {
    #expect(try Poll.readable([1_000_000], milliseconds: 1000) == [0])
  }
}

@Suite struct ThreadTests {
  @Test func runsAndReleasesItsBody() throws {
    final class Held: Sendable {
      let count: Counter
      init(_ count: Counter) { self.count = count }
      deinit { count.value.wrappingAdd(1, ordering: .sequentiallyConsistent) }
    }
    final class Counter: Sendable { let value = Atomic(0) }
    let ran = Counter()
    let released = Counter()
    for _ in 0..<50 {
      let held = Held(released)
      try Thread.start(stackBytes: 64 * 1024) {
        withExtendedLifetime(held) {
          _ = ran.value.wrappingAdd(1, ordering: .sequentiallyConsistent)
        }
      }
    }
    try eventually("all are released") {
      released.value.load(ordering: .sequentiallyConsistent) == 50
    }
    #expect(ran.value.load(ordering: .sequentiallyConsistent) == 50)
    #expect(released.value.load(ordering: .sequentiallyConsistent) == 50)
  }

  @Test func aStackThatCannotBeIsAnError() {
    let error = #expect(throws: SystemCallError.self) { try Thread.start(stackBytes: 1 << 50) {} }
    #expect(error == SystemCallError(.resourceTemporarilyUnavailable, "pthread_create"))
  }
}

@Suite struct ClockTests {
  @Test func goesOn() {
    let start = KernelClock.monotonicNanoseconds()
    KernelClock.sleep(milliseconds: 20)
    #expect(KernelClock.monotonicNanoseconds() - start >= 20_000_000)
    #expect(abs(KernelClock.realtimeMilliseconds() / 1000 - Int64(time(nil))) <= 1)
  }
}
