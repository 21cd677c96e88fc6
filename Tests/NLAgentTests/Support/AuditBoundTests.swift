import Protocol
import Synchronization
import Syscalls
import Testing

@testable import NLAgent

@Suite struct AuditBoundTests {
  private final class Clock: Sendable {
    let now = Atomic<Int64>(1_000_000)
    func pass(_ milliseconds: Int64) { now.add(milliseconds, ordering: .relaxed) }
  }

  private let clock = Clock()
  private let bound: AuditBound

  init() {
    let clock = clock
    bound = AuditBound(most: 3, milliseconds: 10_000, room: 4) {
      clock.now.load(ordering: .relaxed)
    }
  }

  /// How many of so many lines are written.
  private func add(_ count: Int, _ kind: Audit.Kind, by uid: UInt32) -> Int {
    (0..<count).count { _ in bound.add(kind, by: uid) }
  }

  @Test func whatIsNotWrittenIsCounted() {
    #expect(bound.timeout == nil)
    #expect(add(44_000, .refused, by: 1) == 3)
    // Other kinds and users have room of their own.
    #expect(add(4, .privileged, by: 1) == 3 && add(3, .refused, by: 2) == 3)
    clock.pass(9_999)
    #expect(bound.due() == [] && bound.timeout == 1)
    clock.pass(1)
    let due = bound.due().sorted { $0.count > $1.count }
    #expect(
      due == [
        AuditBound.Omission(kind: .refused, uid: 1, count: 43_997, milliseconds: 10_000),
        AuditBound.Omission(kind: .privileged, uid: 1, count: 1, milliseconds: 10_000),
      ])
    #expect(bound.timeout == nil && add(4, .refused, by: 1) == 3)
    clock.pass(2_000)
    #expect(
      bound.due(isLast: true) == [
        AuditBound.Omission(kind: .refused, uid: 1, count: 1, milliseconds: 2_000)
      ])
  }

  /// An interval without an omission ends without a report.
  @Test func theIntervalEndsByItself() {
    #expect(add(3, .other, by: 1) == 3)
    clock.pass(10_000)
    #expect(add(4, .other, by: 1) == 3)
    // An omission is reported first.
    clock.pass(10_000)
    #expect(add(1, .other, by: 1) == 0)
    #expect(bound.due().map(\.count) == [2])
  }

  @Test func theTableIsBounded() {
    for uid in 0..<4 as Range<UInt32> { #expect(add(1, .refused, by: uid) == 1) }
    #expect((4..<60_000 as Range<UInt32>).count { bound.add(.refused, by: $0) } == 3)
    clock.pass(10_000)
    #expect(
      bound.due() == [
        AuditBound.Omission(kind: .refused, uid: nil, count: 59_993, milliseconds: 10_000)
      ])
  }

  @Test func anOmissionIsAnObject() {
    for (uid, text) in [(7, "7"), (nil, "null")] as [(UInt32?, String)] {
      var json = JSONWriter(capacity: 64)
      AuditBound.Omission(kind: .other, uid: uid, count: 12, milliseconds: 10_001).write(to: &json)
      #expect(
        String(decoding: json.bytes.copied, as: UTF8.self)
          == #"{"audit":"omitted","kind":"other","uid":\#(text),"count":12,"milliseconds":10001}"#)
    }
  }

  @Test func eachChoiceIncludesTheOnesBefore() {
    let included = Audit.allCases.map { choice in
      Audit.Kind.allCases.filter { choice.includes($0) }
    }
    #expect(included == [[], [.refused], [.refused, .privileged], Audit.Kind.allCases])
    for choice in Audit.allCases { #expect(Audit(name: choice.name) == choice) }
    #expect(Audit(name: "Off") == nil)
  }

  /// What is not audited is not even made.
  @Test func nothingIsMadeWhenItIsOff() {
    let log = Log(level: .error)
    #expect(log.audit == .off)
    log.audit(.refused, by: 1) { _ in Issue.record("a line was made") }
    log.configure(.error, .refused)
    log.audit(.privileged, by: 1) { _ in Issue.record("a line was made") }
    #expect(log.audit == .refused)
    log.configure(.error)
    #expect(log.audit == .off)
  }
}
