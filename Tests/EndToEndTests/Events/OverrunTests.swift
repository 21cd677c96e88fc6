import Foundation
import TestSupport
import Testing

/// What becomes of a subscriber that is slower than the kernel.
@Suite(.serialized, .needs(.root, .tools("ip", "strace")))
struct OverrunTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
  }

  /// Links and addresses that come, change so many times in all, and mostly go.
  /// - Parameter between: called after every 3,000 changes.
  private func storm(
    _ changes: Int, links: Int = 40, keeping kept: Int = 10, between: () throws -> Void = {}
  ) throws {
    var commands = (0..<links).map { "link add s\($0) type ifb\n" }.joined()
    for index in 0..<250 { commands += "addr add 10.7.0.\(index)/32 dev lo\n" }
    for index in 0..<changes {
      commands += "link set s\(index % links) mtu \(1000 + index / links % 100)\n"
      guard index % 3000 == 2999 else { continue }
      try ip(commands, in: namespace)
      commands = ""
      try between()
    }
    for index in 0..<100 { commands += "addr del 10.7.0.\(index)/32 dev lo\n" }
    for index in kept..<links { commands += "link del s\(index)\n" }
    try ip(commands, in: namespace)
  }

  /// 13, 14, 15: a client that does not read while there are more changes than fit anywhere gets a
  /// report that it missed some, and then the differences.
  @Test func aLossIsReportedAndRepaired() throws {
    try ip("link add old0 type ifb\nlink add old1 type ifb", in: namespace)
    let subscriber = try Subscriber(agent, ["topics": ["link", "address"]])
    let quick = try Subscriber(agent, ["topics": ["link"], "interface": "end1"])
    // Each takes about 2 KiB of the kernel's 32 MiB, and 1 KiB of the 1 MiB of the client's socket.
    // The client reads a little now and then, for the agent gives up one that reads nothing.
    try ip("link del old0\nlink set old1 mtu 1300", in: namespace)
    try storm(24_000) { for _ in 0..<40 { try subscriber.take() } }
    try ip("link del old1\nlink add end1 type ifb", in: namespace)
    try subscriber.takeUntilLink("end1")
    #expect(subscriber.overruns >= 1)
    #expect(subscriber.events.contains { $0["resync"].bool == true })
    #expect(subscriber.mistakes == [])
    #expect(subscriber.picture["link"]?.count == 12)
    #expect(subscriber.picture["address"]?.count ?? 0 >= 150)
    try subscriber.expectIpsPicture(in: namespace)
    // The other one had little to do; on a busy machine it may have missed some of it, too.
    try quick.takeUntilLink("end1")
    #expect(quick.mistakes == [] && quick.picture["link"]?.count == 1)
    let status = try agent.ask("status")
    #expect(status["overruns"].int == subscriber.overruns + quick.overruns)
    #expect(status["eventsSent"].int ?? 0 >= subscriber.events.count)
  }

  /// Those who read get every change, while one that does not holds up nobody.
  @Test func aStoppedClientHoldsUpNobody() throws {
    let stopped = try Subscriber(agent, ["topics": ["link", "address"]])
    let readers = try (0..<2).map { _ in
      try Subscriber(agent, ["topics": ["link", "address"]])
    }
    let maker = try RunningProgram(
      [
        "sh", "-c",
        "(echo link add s0 type ifb; for i in $(seq 2000); do echo link set s0 mtu $((1000 + i)); "
          + "done; echo link del s0; echo link add end1 type ifb) | ip -batch -",
      ], in: namespace)
    // Read later: a client that is stopped for half a minute is given up.
    for reader in readers { try reader.client.receive(until: "\"end1\"") }
    try stopped.takeUntilLink("end1")
    for reader in readers {
      try reader.takeMarker("end1")
      #expect(reader.overruns == 0)
      #expect(reader.events.count >= 2000)
      #expect(reader.mistakes == [])
    }
    #expect(maker.stop() == 0)
    try stopped.expectIpsPicture(in: namespace)
    try readers[0].expectIpsPicture(in: namespace)
  }

  /// 16: losses are always reported, because no socket sets the option that hides them. The sockets
  /// have more room than the default, which is full after 92 events.
  @Test func aBurstFitsTheKernelsBuffer() throws {
    let folder = try ScratchFolder()
    let traced = try TestAgent(
      in: namespace,
      wrapper: ["strace", "-D", "-f", "-o", folder.path + "/trace", "-e", "trace=setsockopt"])
    let subscriber = try Subscriber(traced, ["topics": ["link", "address", "socketClose"]])
    let lines = folder.text("trace").split(separator: "\n").map { String($0) }
    #expect(lines.contains { $0.contains("SO_RCVBUFFORCE, [16777216]") && $0.contains("= 0") })
    #expect(lines.filter { $0.contains("NETLINK_ADD_MEMBERSHIP") }.count == 7)
    #expect(!lines.contains { $0.contains("NETLINK_NO_ENOBUFS") })
    let links = (0..<700).map { "link add b\($0) type ifb\n" }.joined()
    try ip(links + "link add end1 type ifb", in: namespace)
    try subscriber.takeMarker("end1")
    #expect(subscriber.overruns == 0)
    #expect(subscriber.picture["link"]?.count == 702)
    #expect(subscriber.mistakes == [])
  }
}
