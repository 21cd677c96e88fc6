import Foundation
import TestSupport
import Testing

/// Routes, neighbors and rules as events, compared with the lists, which `ip` judges.
@Suite(.needs(.root, .tools("ip")))
struct RoutingTopicsTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
  }

  private static let methods = [
    "route": "listRoutes", "neighbor": "listNeighbors", "rule": "listRules",
  ]

  // What moves on by itself.
  private static let restless = [
    "expiresHundredths", "references", "usedHundredthsAgo", "confirmedHundredthsAgo",
    "updatedHundredthsAgo", "probes", "error",
  ]

  private func texts(_ objects: [JSON]) -> Set<String> {
    Set(
      objects.map { object in
        "\(JSON(value: object.object.filter { !Self.restless.contains($0.key) }))"
      })
  }

  /// What the picture has that the list does not, and the other way round.
  private func differences(_ subscriber: Subscriber) throws -> [String] {
    var found: [String] = []
    for (topic, method) in Self.methods {
      let list = try #require(Subscriber.lists[topic])
      let answer = try agent.ask(method)
      #expect(answer["complete"].bool == true)
      // The others come and go without a word.
      let listed = answer[list].array.filter {
        topic != "neighbor" || $0["type"].string == "unicast"
      }
      let theirs = texts(listed)
      let ours = texts(subscriber.picture[topic]?.values.map { $0 } ?? [])
      if theirs.isEmpty, topic != "neighbor" { found.append("no \(list)") }
      found += theirs.subtracting(ours).map { "only listed: \($0)" }
      found += ours.subtracting(theirs).map { "only in the picture: \($0)" }
    }
    return found
  }

  /// Links and addresses of IPv6 come to rest seconds after the last command.
  private func expectThePicture(_ subscriber: Subscriber) throws {
    try subscriber.expectNoDifferences(in: namespace) { try differences(subscriber) }
  }

  private func subscriber() throws -> Subscriber {
    try Subscriber(agent, ["topics": ["link", "route", "neighbor", "rule"]])
  }

  /// Subscribes after a veth pair was made: p0, which has the address 10.1.0.1/24, and p1.
  /// - Parameter commands: commands of `ip` that run before the subscription.
  private func subscriber(withPairAnd commands: String) throws -> Subscriber {
    try ip(
      """
      link set lo up
      link add p0 type veth peer name p1
      link set p0 up
      link set p1 up
      addr add 10.1.0.1/24 dev p0
      \(commands)
      """, in: namespace)
    let subscriber = try subscriber()
    try expectThePicture(subscriber)
    return subscriber
  }

  private func actions(_ subscriber: Subscriber, _ topic: String, _ name: String, _ value: String)
    -> [String]
  {
    subscriber.events.filter { $0[topic][name].string == value }
      .compactMap { $0["action"].string }
  }

  @Test func everyChangeIsAnEvent() throws {
    let subscriber = try subscriber(withPairAnd: "addr add fd00::1/64 dev p0 nodad")
    try ip(
      """
      route add 10.2.0.0/16 via 10.1.0.7 metric 5
      route add 10.3.0.0/16 nexthop via 10.1.0.8 nexthop via 10.1.0.9 weight 3
      route add blackhole 10.4.0.0/16 table 300
      route add fd01::/64 via fd00::7
      neigh add 10.1.0.8 lladdr 02:00:00:00:00:08 dev p0
      neigh add fd00::7 lladdr 02:00:00:00:00:07 dev p0
      rule add from 10.1.0.0/24 table 300 priority 100
      rule add fwmark 7 blackhole priority 101
      """, in: namespace)
    try expectThePicture(subscriber)
    #expect(actions(subscriber, "route", "destination", "10.2.0.0") == ["added"])
    #expect(actions(subscriber, "neighbor", "address", "10.1.0.8") == ["added"])
    #expect(actions(subscriber, "rule", "from", "10.1.0.0") == ["added"])
    // The kernel sends no event about the next hop that goes and the route that is replaced.
    try ip(
      """
      route replace 10.2.0.0/16 via 10.1.0.9 metric 5
      route append fd01::/64 via fd00::8
      neigh change 10.1.0.8 lladdr 02:00:00:00:00:09 dev p0
      rule del priority 100
      """, in: namespace)
    try expectThePicture(subscriber)
    #expect(
      Set(actions(subscriber, "route", "destination", "10.2.0.0")) == ["added", "removed"])
    #expect(actions(subscriber, "neighbor", "address", "10.1.0.8") == ["added", "changed"])
    #expect(actions(subscriber, "rule", "from", "10.1.0.0") == ["added", "removed"])
    try ip("route del fd01::/64 via fd00::7", in: namespace)
    try expectThePicture(subscriber)
  }

  /// IPv6 lets a route be replaced by one that is there already: then there are two alike.
  @Test func oneOfTwoAlikeIsLeft() throws {
    try ip(
      """
      link add s1 type ifb
      link add s2 type ifb
      link set s1 up
      link set s2 up
      route add 2001:db8::1 dev s1
      route append 2001:db8::1 dev s2
      """, in: namespace)
    let subscriber = try subscriber()
    try ip("route replace 2001:db8::1 dev s2", in: namespace)
    try expectThePicture(subscriber)
    func count() throws -> Int {
      try succeed(["ip", "-6", "route", "show", "2001:db8::1"], in: namespace).lines.count
    }
    #expect(try count() == 2)
    try ip("route del 2001:db8::1 dev s2", in: namespace)
    #expect(try count() == 1)
    try expectThePicture(subscriber)
    #expect(
      subscriber.picture["route"]?.values.contains { $0["destination"].string == "2001:db8::1" }
        == true)
  }

  /// Routes of IPv4 go with their link, their address or their source, without an event.
  @Test func whatGoesWithoutAWordIsFound() throws {
    let subscriber = try subscriber(
      withPairAnd: """
        addr add 10.1.0.2/24 dev p0
        route add 10.2.0.0/16 via 10.1.0.7
        route add 10.3.0.0/16 via 10.1.0.7 src 10.1.0.2
        """)
    try ip("addr del 10.1.0.2/24 dev p0", in: namespace)
    try expectThePicture(subscriber)
    #expect(actions(subscriber, "route", "destination", "10.3.0.0").last == "removed")
    try ip("link set p0 name q0", in: namespace)
    try expectThePicture(subscriber)
    try ip("link set q0 down", in: namespace)
    try expectThePicture(subscriber)
    #expect(actions(subscriber, "route", "destination", "10.2.0.0").last == "removed")
    let silent = subscriber.events.filter { $0["resync"].bool == true }
    // Otherwise the kernel sent an event about each, and nothing was read again.
    #expect(!silent.isEmpty)
  }
}
