import Synchronization
import Testing

@testable import NLAgent

/// A clock that a test sets.
private final class ScriptedClock: Sendable {
  let now = Atomic<Int64>(1_000_000)
  func pass(_ milliseconds: Int64) { now.add(milliseconds, ordering: .relaxed) }
}

@Suite struct RepeatedLinesTests {
  private let clock = ScriptedClock()
  private let lines: RepeatedLines

  init() {
    let clock = clock
    lines = RepeatedLines(milliseconds: 10_000, room: 3) { clock.now.load(ordering: .relaxed) }
  }

  private func add(_ uid: UInt32, pid: Int32 = 7, _ reason: StaticString = "full") -> String? {
    lines.add(.warning, reason, by: (pid, uid)) { "refused: \(reason)" }?.text
  }

  private func due(isLast: Bool = false) -> [String] {
    lines.due(isLast: isLast).map(\.text).sorted()
  }

  @Test func oneLineAReasonUserAndInterval() {
    #expect(lines.timeout == nil)
    #expect(add(1000) == "pid 7 uid 1000 refused: full")
    for _ in 0..<44_000 { #expect(add(1000, pid: 8) == nil) }
    #expect(add(1000, "stopping") == "pid 7 uid 1000 refused: stopping")
    #expect(add(1001) == "pid 7 uid 1001 refused: full")
    clock.pass(9_999)
    #expect(due() == [])
    #expect(lines.timeout == 1)
    clock.pass(1)
    #expect(lines.timeout == 0)
    #expect(due() == ["uid 1000 refused: full (44000 more in 10 s)"])
    // The flood goes on: no line at once, one after the next interval.
    for _ in 0..<5 { #expect(add(1000) == nil) }
    clock.pass(12_000)
    #expect(due() == ["uid 1000 refused: full (5 more in 12 s)"])
    // An interval without any is the end; the next one is written at once.
    clock.pass(10_000)
    #expect(due() == [])
    #expect(lines.timeout == nil)
    #expect(add(1000) == "pid 7 uid 1000 refused: full")
  }

  @Test func theTableIsBounded() {
    for uid in 0..<3 as Range<UInt32> { #expect(add(uid) != nil) }
    #expect(add(3) == "pid 7 uid 3 refused: full")
    for uid in 4..<60_000 as Range<UInt32> { #expect(add(uid) == nil) }
    #expect(add(4, "stopping") == "pid 7 uid 4 refused: stopping")
    clock.pass(10_000)
    #expect(due() == ["other users: full (59996 more in 10 s)"])
    // Those that caused one line only have left their places.
    #expect(add(4) == "pid 7 uid 4 refused: full")
  }

  @Test func theEndWritesWhatIsLeft() {
    _ = add(1000)
    _ = add(1000)
    clock.pass(2_400)
    #expect(due() == [])
    #expect(due(isLast: true) == ["uid 1000 refused: full (1 more in 2 s)"])
    #expect(due(isLast: true) == [])
  }

  @Test func whatNoClientCausesHasNoName() {
    #expect(lines.add(.error, "accept", by: nil) { "cannot" }?.text == "cannot")
    #expect(lines.add(.error, "accept", by: nil) { "cannot" } == nil)
    clock.pass(10_000)
    #expect(
      lines.due() == [
        RepeatedLines.Line(level: .error, text: "cannot (1 more in 10 s)")
      ])
  }
}
