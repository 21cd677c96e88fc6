import Protocol
import Testing

@testable import nlctl

@Suite struct KnownObjectsTests {
  private let link = Array(#"{"index":7,"name":"e7","mtu":1500,"operState":"UP"}"#.utf8)

  private func known() -> KnownObjects {
    var objects = KnownObjects()
    _ = objects.apply(MonitorEvent(.link, .present, link))
    return objects
  }

  @Test func aChangeHasTheObjectBefore() {
    var objects = known()
    let now = Array(#"{"index":7,"name":"e7","mtu":1400,"operState":"UP"}"#.utf8)
    #expect(objects.apply(MonitorEvent(.link, .changed, now)).before == link)
    #expect(objects.apply(MonitorEvent(.link, .changed, link)).before == now)
  }

  /// After a loss of events the agent knows only the key of a removed object.
  @Test func aRemovedKeyBecomesTheKnownObject() {
    var objects = known()
    let removed = objects.apply(MonitorEvent(.link, .removed, Array(#"{"index":7}"#.utf8)))
    #expect(removed.object == link)
    // It is not known any more.
    let again = objects.apply(MonitorEvent(.link, .added, link))
    #expect(again.before == nil)
  }

  @Test func aWholeRemovedObjectStays() {
    var objects = known()
    let last = Array(#"{"index":7,"name":"e7","mtu":1500,"operState":"DOWN"}"#.utf8)
    #expect(objects.apply(MonitorEvent(.link, .removed, last)).object == last)
  }
}
