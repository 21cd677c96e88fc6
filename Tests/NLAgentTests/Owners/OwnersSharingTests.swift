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

  @Test func anErrorIsEverybodys() throws {
    let owners = Owners { () throws(RPCError) -> OwnerIndex in
      throw RPCError(.kernelError, "no")
    }
    for _ in 0..<2 {
      #expect(throws: RPCError.self) { try owners.index(maxAge: 10) }
    }
  }
}
