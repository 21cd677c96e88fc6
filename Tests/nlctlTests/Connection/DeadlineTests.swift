import Syscalls
import Testing

@testable import nlctl

@Suite struct DeadlineTests {
  private func deadline(_ words: String...) throws -> Deadline {
    Deadline(try Settings(try Arguments.parse(["inet"] + words)))
  }

  @Test func withoutATimeoutItNeverComes() throws {
    let deadline = try deadline()
    #expect(deadline.left == nil && !deadline.isOver)
    #expect(deadline.sleep(until: KernelClock.monotonicMilliseconds() + 1))
  }

  @Test func theTimeThatIsLeftEnds() throws {
    let deadline = try deadline("--timeout", "0.02")
    #expect(try (0...20).contains(#require(deadline.left)))
    KernelClock.sleep(milliseconds: 25)
    #expect(deadline.left == 0 && deadline.isOver)
  }

  /// A command that repeats a request ends at once if the next repetition would be too late.
  @Test func aSleepBeyondTheDeadlineDoesNotBegin() throws {
    let deadline = try deadline("--timeout", "60")
    let start = KernelClock.monotonicMilliseconds()
    #expect(!deadline.sleep(until: start + 61_000))
    #expect(KernelClock.monotonicMilliseconds() - start < 30_000)
    #expect(deadline.sleep(until: start - 5))
  }
}
