import Limits
import Protocol
import Testing

@testable import NLAgent

@Suite struct SubscriptionRegistryTests {
  private func mayEnter(_ registry: SubscriptionRegistry, _ uid: UInt32) -> Bool {
    do throws(RPCError) {
      try registry.admit(uid)
      return true
    } catch {
      #expect(error.code == .limitExceeded)
      return false
    }
  }

  @Test func placesAreCountedForEachUserAndForAll() {
    let registry = SubscriptionRegistry()
    for _ in 0..<Limits.subscriptionsOfOneUser { #expect(mayEnter(registry, 1)) }
    #expect(!mayEnter(registry, 1))
    for _ in Limits.subscriptionsOfOneUser..<Limits.subscriptions { #expect(mayEnter(registry, 2)) }
    #expect(!mayEnter(registry, 3), "all places are taken")
    #expect(registry.counts.now == Limits.subscriptions)
    registry.remove(1)
    #expect(mayEnter(registry, 3))
    #expect(!mayEnter(registry, 1), "the place is taken")
    registry.remove(3)
    #expect(mayEnter(registry, 1))
    #expect(!mayEnter(registry, 1), "a refusal takes no place, and gives none")
    #expect(registry.counts.now == Limits.subscriptions)
    for _ in 0..<Limits.subscriptionsOfOneUser { registry.remove(1) }
    for _ in Limits.subscriptionsOfOneUser..<Limits.subscriptions { registry.remove(2) }
    #expect(registry.counts.now == 0)
    for _ in 0..<Limits.subscriptionsOfOneUser { #expect(mayEnter(registry, 1)) }
  }
}
