import Limits
import Netlink
import Protocol
import Testing

@testable import NLAgent
@testable import Privileged

/// Which user may take how much of the memory for clients, and what takes it.
@Suite struct MemoryBudgetTests {
  private let budget = MemoryBudget(bytes: 1100, keptForRoot: 100)
  private let root = UserAccount(uid: 0, isRoot: true)

  private func user(_ uid: UInt32) -> UserAccount { UserAccount(uid: uid, isRoot: false) }
  private func share(_ user: UserAccount) -> MemoryShare { MemoryShare(of: budget, for: user) }

  /// Takes single bytes as long as it may.
  private func fill(_ share: MemoryShare) -> Int {
    var bytes = 0
    while share.add(1) { bytes += 1 }
    return bytes
  }

  @Test func aUserHoldsAsMuchAsStaysFree() {
    let shares = (1...5).map { share(user($0)) }
    #expect(shares.map { fill($0) } == [500, 250, 125, 62, 31])
    #expect(budget.taken == 968)
    withExtendedLifetime(shares) {}
  }

  /// All calls of a user count together.
  @Test func aSecondShareGivesAUserNoMore() {
    let first = share(user(1))
    let second = share(user(1))
    #expect(first.add(300))
    #expect(fill(second) == 200)
    #expect(!first.add(1))
    first.remove(100)
    #expect(fill(second) == 100)
    withExtendedLifetime([first, second]) {}
  }

  @Test func rootTakesAllThatIsFree() {
    let other = share(user(1))
    #expect(fill(other) == 500)
    let roots = share(root)
    #expect(fill(roots) == 600)
    #expect(budget.taken == 1100)
    withExtendedLifetime([other, roots]) {}
  }

  /// Also from root of a container, whose user id is the same.
  @Test func aPartIsKeptForRoot() {
    let others = (0..<100).map { share(user($0)) }
    for other in others { _ = fill(other) }
    #expect(budget.taken <= 1000)
    #expect(share(root).add(100))
    withExtendedLifetime(others) {}
  }

  @Test func aRefusalTakesNothing() {
    let own = share(user(1))
    #expect(!own.add(501))
    #expect(budget.taken == 0)
    #expect(own.add(500))
    #expect(own.refusal.code == .limitExceeded)
    #expect(own.refusal.retryAfter == Limits.retryMilliseconds)
  }

  @Test func theEndOfAShareGivesAllBack() {
    do {
      let own = share(user(1))
      #expect(own.add(400))
      own.remove(100)
      #expect(budget.taken == 300)
    }
    #expect(budget.taken == 0)
    #expect(share(user(1)).add(500))
  }

  // MARK: Indexes of owners

  private func index() -> OwnerIndex {
    var builder = OwnerIndexBuilder()
    let process = builder.addProcess()
    builder.add(inode: 1, descriptor: 3, holder: builder.addHolder(process))
    return builder.finish(.proc)
  }

  @Test func anIndexCountsOnceForEachUser() {
    let shared = index()
    let large = MemoryBudget(bytes: 1 << 20, keptForRoot: 0)
    do {
      let first = MemoryShare(of: large, for: user(1))
      do {
        let second = MemoryShare(of: large, for: user(1))
        #expect(first.hold(shared) && second.hold(shared))
        #expect(large.taken == shared.bytes)
        let other = MemoryShare(of: large, for: user(2))
        #expect(other.hold(shared))
        #expect(large.taken == 2 * shared.bytes)
      }
      #expect(large.taken == shared.bytes, "the first one still holds it")
    }
    #expect(large.taken == 0)
  }

  @Test func onlyTheLatestIndexesStayHeld() {
    let large = MemoryBudget(bytes: 1 << 20, keptForRoot: 0)
    let own = MemoryShare(of: large, for: user(1))
    let indexes = (0..<3).map { _ in index() }
    for index in indexes { #expect(own.hold(index)) }
    own.releaseIndexes(except: 2)
    #expect(large.taken == indexes[1].bytes + indexes[2].bytes)
  }

  @Test func anIndexThatIsTooLargeIsRefused() {
    let small = MemoryBudget(bytes: 16, keptForRoot: 0)
    #expect(!MemoryShare(of: small, for: user(1)).hold(index()))
    #expect(small.taken == 0)
  }

  // MARK: What grows

  @Test func aTableOfObjectsIsFullWithoutMemory() {
    let large = MemoryBudget(bytes: 64 << 10, keptForRoot: 0)
    let own = MemoryShare(of: large, for: user(1))
    var objects = ObjectTable(memory: own)
    var count = 0
    while objects.put(Array("\(count)".utf8), 1) == .added { count += 1 }
    #expect(objects.isFull)
    #expect((100..<2000).contains(count))
    #expect(large.taken > 16 << 10 && large.taken <= 32 << 10)
    objects.removeAll()
    #expect(large.taken == 0)
    #expect(objects.put([1], 1) == .added)
  }

  @Test func aSummaryLeavesOutGroupsWithoutMemory() {
    let small = MemoryBudget(bytes: 200 << 10, keptForRoot: 0)
    let own = MemoryShare(of: small, for: user(1))
    var table = GroupTable(stride: 1, limit: 100_000, memory: own)
    for key in 0..<UInt64(10_000) { table.count([key]) }
    #expect(table.counts.count == 1024)
    #expect(table.leftOut == 10_000 - 1024)
    table.count([0])
    #expect(table.counts[0] == 2)
  }

  @Test func withoutMemoryRowsAreRepeatedAndThatIsKnown() {
    let small = MemoryBudget(bytes: 128 << 10, keptForRoot: 0)
    let own = MemoryShare(of: small, for: user(1))
    var rows = SentRows(passes: 2, memory: own)
    for cookie in 1...UInt64(10_000) { _ = rows.insert(cookie) }
    let isFull = rows.isFull
    let isFirstNew = rows.insert(1)
    let isLastNew = rows.insert(10_000)
    #expect(isFull)
    #expect(!isFirstNew, "it is remembered")
    #expect(isLastNew)
  }
}
