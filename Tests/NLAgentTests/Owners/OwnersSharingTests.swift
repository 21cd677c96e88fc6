import Protocol
import Synchronization
import Syscalls
import TestSupport
import Testing

@testable import NLAgent
@testable import Privileged

/// Who asks at the same time shares walks; what is kept is let go of.
@Suite struct OwnersSharingTests {
  private final class Walks: Sendable {
    let count = Atomic(0)
    let running = Atomic(0)
    let most = Atomic(0)
  }

  private func owners(_ walks: Walks, milliseconds: Int) -> Owners {
    Owners { () throws(RPCError) -> OwnerIndex in
      let running = walks.running.add(1, ordering: .relaxed).newValue
      walks.most.max(running, ordering: .relaxed)
      walks.count.add(1, ordering: .relaxed)
      let index = OwnerIndexBuilder().finish(.proc)
      KernelClock.sleep(milliseconds: milliseconds)
      walks.running.subtract(1, ordering: .relaxed)
      return index
    }
  }

  @Test func thirtyAtOnceTakeFewWalksAndNoneTooOld() throws {
    let walks = Walks()
    let owners = owners(walks, milliseconds: 50)
    let done = Semaphore(0)
    let stale = Atomic(0)
    for _ in 0..<30 {
      try Thread.start(stackBytes: 1 << 18) {
        let asked = KernelClock.monotonicNanoseconds()
        let index = try? owners.index(maxAge: 0)
        if (index?.verdict.began ?? 0) < asked { stale.add(1, ordering: .relaxed) }
        done.signal()
      }
    }
    for _ in 0..<30 { done.wait() }
    #expect(stale.load(ordering: .relaxed) == 0)
    #expect(walks.most.load(ordering: .relaxed) == 1)
    #expect(walks.count.load(ordering: .relaxed) < 30)
  }

  /// A caller that nobody waits for does not wait for the walk of another.
  @Test func anAbandonedCallerDoesNotWait() throws {
    let (started, goOn) = (Semaphore(0), Semaphore(0))
    let owners = Owners { () throws(RPCError) -> OwnerIndex in
      started.signal()
      goOn.wait()
      return OwnerIndexBuilder().finish(.proc)
    }
    let ended = Semaphore(0)
    try Thread.start(stackBytes: 1 << 18) {
      _ = try? owners.index(maxAge: 0)
      ended.signal()
    }
    started.wait()
    var questions = 0
    #expect(throws: RPCError.self) {
      _ = try owners.index(maxAge: 0) {
        questions += 1
        return questions == 3
      }
    }
    #expect(questions == 3)
    goOn.signal()
    ended.wait()
  }

  @Test func freshIsNewAndOldEnoughIsKept() throws {
    let walks = Walks()
    let owners = owners(walks, milliseconds: 0)
    _ = try owners.index(maxAge: 0)
    _ = try owners.index(maxAge: 0)
    #expect(walks.count.load(ordering: .relaxed) == 2)
    let first = try owners.index(maxAge: 60_000)
    let second = try owners.index(maxAge: .max)
    #expect(first === second)
    #expect(walks.count.load(ordering: .relaxed) == 3)
    _ = try owners.index(maxAge: 0)
    #expect(walks.count.load(ordering: .relaxed) == 4)
  }

  /// Memory comes back with the last who uses it, or when nobody may want it any more.
  @Test func nothingIsKeptForEver() throws {
    let owners = owners(Walks(), milliseconds: 0)
    weak let fresh = try owners.index(maxAge: 0)
    #expect(fresh == nil)
    weak let kept = try owners.index(maxAge: 300)
    #expect(kept != nil)
    try eventually("it is let go of") { kept == nil }
  }

  /// Walks may end in another order than they began.
  @Test func whatIsOlderTakesNobodysPlace() throws {
    let owners = owners(Walks(), milliseconds: 0)
    let older = OwnerIndexBuilder().finish(.proc)
    KernelClock.sleep(milliseconds: 1)
    let newer = OwnerIndexBuilder().finish(.proc)
    owners.keep(newer, milliseconds: 60_000)
    owners.keep(older, milliseconds: 60_000)
    #expect(try owners.index(maxAge: 60_000) === newer)
  }

  /// The time of what was kept before is not that of what is kept now.
  @Test func whatIsKeptAnewHasItsOwnTime() throws {
    let walks = Walks()
    let owners = owners(walks, milliseconds: 0)
    owners.keep(OwnerIndexBuilder().finish(.proc), milliseconds: 100)
    let index = OwnerIndexBuilder().finish(.proc)
    owners.keep(index, milliseconds: 60_000)
    let deadline = KernelClock.monotonicMilliseconds() + 400
    while KernelClock.monotonicMilliseconds() < deadline {
      #expect(try owners.index(maxAge: 60_000) === index)
      KernelClock.sleep(milliseconds: 20)
    }
    #expect(walks.count.load(ordering: .relaxed) == 0)
  }

  /// Who waited for a walk that failed gets the error at once, and makes none of its own.
  @Test func aFailureIsThatOfAllWhoWaited() throws {
    var isShared = false
    // The second may come too late to wait for the first.
    for pause in 1...20 where !isShared {
      let walks = Atomic(0)
      let began = Semaphore(0)
      let owners = Owners { () throws(RPCError) -> OwnerIndex in
        walks.add(1, ordering: .relaxed)
        began.signal()
        KernelClock.sleep(milliseconds: 20 * pause)
        throw RPCError(.kernelError, "no")
      }
      let ended = Semaphore(0)
      let failures = Atomic(0)
      func ask() throws {
        try Thread.start(stackBytes: 1 << 18) {
          do throws(RPCError) {
            _ = try owners.index(maxAge: 60_000)
          } catch {
            failures.add(1, ordering: .relaxed)
          }
          ended.signal()
        }
      }
      try ask()
      began.wait()
      try ask()
      for _ in 0..<2 { ended.wait() }
      #expect(failures.load(ordering: .relaxed) == 2)
      isShared = walks.load(ordering: .relaxed) == 1
    }
    #expect(isShared)
  }

  @Test func anErrorIsEverybodys() throws {
    let owners = Owners { () throws(RPCError) -> OwnerIndex in
      throw RPCError(.kernelError, "no")
    }
    for _ in 0..<2 {
      #expect(throws: RPCError.self) { try owners.index(maxAge: 10) }
    }
  }

  // MARK: Who shares which walk

  /// Walks that wait until the test lets them end, and the results of callers.
  private final class Gate: Sendable {
    let begun = Semaphore(0)
    let mayEnd = Semaphore(0)
    let walks = Atomic(0)
    let isFailing = Atomic(false)
    let results = Mutex<[Int: Result<OwnerIndex, RPCError>]>([:])
    private let ended = Semaphore(0)

    var owners: Owners {
      Owners { [self] () throws(RPCError) -> OwnerIndex in
        let builder = OwnerIndexBuilder()
        walks.add(1, ordering: .relaxed)
        begun.signal()
        mayEnd.wait()
        if isFailing.load(ordering: .relaxed) { throw RPCError(.kernelError, "no") }
        return builder.finish(.proc)
      }
    }

    /// Calls `index` in a thread.
    func ask(_ number: Int, _ owners: Owners, maxAge: UInt64) throws {
      try Thread.start(stackBytes: 1 << 18) { [self] in
        let result: Result<OwnerIndex, RPCError>
        do throws(RPCError) {
          result = .success(try owners.index(maxAge: maxAge))
        } catch {
          result = .failure(error)
        }
        results.withLock { $0[number] = result }
        ended.signal()
      }
    }

    /// Waits until that many callers have got their results.
    func wait(for callers: Int) { for _ in 0..<callers { ended.wait() } }

    func index(_ number: Int) -> OwnerIndex? {
      results.withLock { try? $0[number]?.get() }
    }

    func error(_ number: Int) -> String? {
      results.withLock {
        if case .failure(let error)? = $0[number] { error.message } else { nil }
      }
    }
  }

  private func wait(until count: Int, waitFor owners: Owners) {
    let deadline = KernelClock.monotonicMilliseconds() + 10_000
    while owners.waiterCount != count, KernelClock.monotonicMilliseconds() < deadline {
      KernelClock.sleep(milliseconds: 1)
    }
    #expect(owners.waiterCount == count)
  }

  /// Callers that need what is newer than the walk under way wait, and share the one after it.
  @Test func whoComesDuringAWalkSharesTheNext() throws {
    let gate = Gate()
    let owners = gate.owners
    try gate.ask(0, owners, maxAge: 0)
    gate.begun.wait()
    for number in 1...3 { try gate.ask(number, owners, maxAge: 0) }
    wait(until: 3, waitFor: owners)
    gate.mayEnd.signal()
    gate.wait(for: 1)
    // One of the three walks, and the others wait for it.
    let deadline = KernelClock.monotonicMilliseconds() + 10_000
    while gate.walks.load(ordering: .relaxed) < 2,
      KernelClock.monotonicMilliseconds() < deadline
    {
      KernelClock.sleep(milliseconds: 1)
    }
    try #require(gate.walks.load(ordering: .relaxed) == 2)
    wait(until: 2, waitFor: owners)
    gate.mayEnd.signal()
    gate.wait(for: 3)
    #expect(gate.walks.load(ordering: .relaxed) == 2)
    let first = try #require(gate.index(0))
    let second = try #require(gate.index(1))
    #expect(first !== second)
    #expect(second === gate.index(2) && second === gate.index(3))
  }

  @Test func whoTakesOlderSharesTheWalkUnderWay() throws {
    let gate = Gate()
    let owners = gate.owners
    try gate.ask(0, owners, maxAge: 0)
    gate.begun.wait()
    try gate.ask(1, owners, maxAge: 60_000)
    wait(until: 1, waitFor: owners)
    gate.mayEnd.signal()
    gate.wait(for: 2)
    #expect(gate.walks.load(ordering: .relaxed) == 1)
    #expect(gate.index(0) != nil && gate.index(0) === gate.index(1))
  }

  @Test func anErrorReachesAllThatShareTheWalk() throws {
    let gate = Gate()
    let owners = gate.owners
    try gate.ask(0, owners, maxAge: 0)
    gate.begun.wait()
    for number in 1...2 { try gate.ask(number, owners, maxAge: 60_000) }
    wait(until: 2, waitFor: owners)
    gate.isFailing.store(true, ordering: .relaxed)
    gate.mayEnd.signal()
    gate.wait(for: 3)
    for number in 0...2 { #expect(gate.error(number) == "no") }
    #expect(gate.walks.load(ordering: .relaxed) == 1)
    // The next caller is not bound by it.
    gate.isFailing.store(false, ordering: .relaxed)
    gate.mayEnd.signal()
    _ = try owners.index(maxAge: 60_000)
    #expect(gate.walks.load(ordering: .relaxed) == 2)
  }

  /// An older index must not take the place of a newer one.
  @Test func theNewestIndexIsKept() throws {
    let older = OwnerIndexBuilder().finish(.proc)
    KernelClock.sleep(milliseconds: 1)
    let newer = OwnerIndexBuilder().finish(.bpf)
    let owners = Owners { () throws(RPCError) -> OwnerIndex in throw RPCError(.kernelError, "no") }
    owners.keep(newer, milliseconds: 60_000)
    owners.keep(older, milliseconds: 60_000)
    #expect(try owners.index(maxAge: 60_000) === newer)
    #expect(throws: RPCError.self) { try owners.index(maxAge: 0) }
  }
}
