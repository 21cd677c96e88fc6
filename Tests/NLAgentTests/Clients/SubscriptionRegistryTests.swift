import Limits
import Protocol
import Testing

@testable import NLAgent

@Suite struct SubscriptionRegistryTests {
  private let registry = SubscriptionRegistry()
  private let root = UserAccount(uid: 0, isRoot: true)

  private func user(_ uid: UInt32) -> UserAccount { UserAccount(uid: uid, isRoot: false) }

  private func mayEnter(_ user: UserAccount) -> Bool {
    do throws(RPCError) {
      try registry.admit(user)
      return true
    } catch {
      #expect(error.code == .limitExceeded)
      return false
    }
  }

  @Test func placesAreCountedForEachUserAndForAll() {
    let places = Limits.subscriptions - Limits.subscriptionsKeptForRoot
    for _ in 0..<Limits.subscriptionsOfOneUser { #expect(mayEnter(user(1))) }
    #expect(!mayEnter(user(1)))
    for _ in Limits.subscriptionsOfOneUser..<places { #expect(mayEnter(user(2))) }
    #expect(!mayEnter(user(3)), "all places are taken")
    #expect(registry.counts.now == places)
    registry.remove(user(1))
    #expect(mayEnter(user(3)))
    #expect(!mayEnter(user(1)), "the place is taken")
    registry.remove(user(3))
    #expect(mayEnter(user(1)))
    #expect(!mayEnter(user(1)), "a refusal takes no place, and gives none")
    #expect(registry.counts.now == places)
    for _ in 0..<Limits.subscriptionsOfOneUser { registry.remove(user(1)) }
    for _ in Limits.subscriptionsOfOneUser..<places { registry.remove(user(2)) }
    #expect(registry.counts.now == 0)
    for _ in 0..<Limits.subscriptionsOfOneUser { #expect(mayEnter(user(1))) }
  }

  /// Also from root of a container, whose user id is the same.
  @Test func somePlacesAreKeptForRoot() {
    let others = [user(1), user(2), user(0)]
    for other in others { while mayEnter(other) {} }
    for _ in 0..<Limits.subscriptionsKeptForRoot { #expect(mayEnter(root)) }
    #expect(registry.counts.now == Limits.subscriptions)
    #expect(!mayEnter(root))
  }
}
