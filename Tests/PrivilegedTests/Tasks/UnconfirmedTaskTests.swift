import Netlink
import Syscalls
import Testing

@testable import Privileged

/// A task's number may be given away, and the task to another user, between two questions.
@Suite("a task that is asked about twice")
struct UnconfirmedTaskTests {
  private let user = Caller(PeerCredentials(pid: 1, uid: 1000, gid: 1000))
  // In this process's namespaces, where root is root.
  private let root = Caller(PeerCredentials(pid: Process.id, uid: 0, gid: 0))

  /// An answer of the kernel.
  /// - Parameter elapsed: microseconds since the task began.
  private func answer(uid: UInt32, elapsed: UInt64) throws -> HeldTaskStats {
    var bytes = [UInt8](repeating: 0, count: 328)
    func put(_ value: some FixedWidthInteger, at offset: Int) {
      withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    put(UInt16(8), at: TaskStatsField.version.offset)
    put(uid, at: TaskStatsField.userID.offset)
    put(elapsed, at: TaskStatsField.elapsed.offset)
    return HeldTaskStats(try TaskStats(id: 7, bytes.rawBytes))
  }

  /// What comes of two answers.
  private func denial(
    _ first: HeldTaskStats, _ last: HeldTaskStats?, _ caller: Caller, _ rule: TaskRule = .own,
    isReadable: Bool = true
  ) -> TaskDenial? {
    do throws(TaskDenial) {
      let confirmed = try UnconfirmedTask(first, for: caller, by: rule)
        .confirmed(isReadable: isReadable, by: last)
      #expect(confirmed.uid == first.uid)
      return nil
    } catch {
      return error
    }
  }

  @Test func theSameTaskIsConfirmed() throws {
    let first = try answer(uid: 1000, elapsed: 50)
    #expect(denial(first, try answer(uid: 1000, elapsed: 60), user) == nil)
    // Both answers may come within one microsecond.
    #expect(denial(first, try answer(uid: 1000, elapsed: 50), user) == nil)
  }

  @Test func aTaskOfAnotherUserIsHiddenFromTheBeginning() throws {
    let others = try answer(uid: 1001, elapsed: 50)
    #expect(denial(others, others, user) == .hidden)
    // Even if it is the caller's in the end: what was read before was not.
    #expect(denial(others, try answer(uid: 1000, elapsed: 60), user) == .hidden)
    #expect(denial(others, others, root) == nil)
    #expect(denial(others, others, user, .all) == nil)
  }

  /// A program with the set-user-ID bit: the second answer decides.
  @Test func aTaskThatChangedItsUserIsHidden() throws {
    let first = try answer(uid: 1000, elapsed: 50)
    let last = try answer(uid: 0, elapsed: 60)
    #expect(denial(first, last, user) == .hidden)
    #expect(denial(first, last, root) == nil)
    #expect(denial(first, last, user, .all) == nil)
  }

  /// The kernel would not let the caller read its I/O.
  @Test func aTaskThatIsNotReadableIsNotShown() throws {
    let first = try answer(uid: 1000, elapsed: 50)
    let last = try answer(uid: 1000, elapsed: 60)
    #expect(denial(first, last, user, isReadable: false) == .unreadable)
    // The number was given away while it was read: the answer was about another task.
    #expect(denial(first, try answer(uid: 1000, elapsed: 40), user, isReadable: false) == .ended)
  }

  /// A later task with the same number has not run for as long.
  @Test(arguments: [UInt32(1000), 0]) func aNumberThatWasGivenAwayHasEnded(_ uid: UInt32) throws {
    let first = try answer(uid: 1000, elapsed: 50)
    let last = try answer(uid: uid, elapsed: 49)
    for caller in [user, root] { #expect(denial(first, last, caller) == .ended) }
  }

  @Test func aTaskWithoutASecondAnswerHasEnded() throws {
    #expect(denial(try answer(uid: 1000, elapsed: 50), nil, user) == .ended)
  }

  @Test func aTaskHasRunSinceBeforeItsAnswerOnly() throws {
    let now = KernelClock.monotonicNanoseconds()
    let second = try answer(uid: 0, elapsed: 1_000_000)
    #expect(second.hasRun(since: now))
    #expect(second.hasRun(since: now - 500_000_000))
    #expect(!second.hasRun(since: now - 100_000_000_000))
  }
}
