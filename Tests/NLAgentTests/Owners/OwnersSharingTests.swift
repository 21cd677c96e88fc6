import Protocol
import Synchronization
import Syscalls
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
    let deadline = KernelClock.monotonicMilliseconds() + 10_000
    while kept != nil, KernelClock.monotonicMilliseconds() < deadline {
      KernelClock.sleep(milliseconds: 20)
    }
    #expect(kept == nil)
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

  /// Who waited for a walk that failed is told so at once, and makes none of its own.
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
}
