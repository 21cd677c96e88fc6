import Foundation
import TestSupport
import Testing

/// `subscribe`: a picture that stays right, whatever happens to links and addresses.
@Suite(.needs(.root, .tools("ip", "python3", "unshare")))
struct SubscribeTests: NamespacePairSuite {
  let site: NamespacePair

  init() throws {
    site = try NamespacePair()
  }

  private func subscriber(_ topics: [String] = ["link", "address"]) throws -> Subscriber {
    try Subscriber(agent, ["topics": topics])
  }

  private func actions(_ subscriber: Subscriber, _ name: String) -> [String] {
    subscriber.events.filter { $0["link"]["name"].string == name }
      .compactMap { $0["action"].string }
  }

  @Test func theSnapshotMatchesTheLists() throws {
    try ip("link add p0 type veth peer name p1\nlink set p0 up\nlink set p1 up", in: namespace)
    try ip("addr add 10.1.0.1/24 dev p0\naddr add fd00::1/64 dev p0 nodad", in: namespace)
    try namespace.waitUntilQuiet()
    let answer = try agent.connect().ask("subscribe", ["topics": ["address", "link", "link"]])
    #expect(answer["topics"].strings == ["link", "address"])
    #expect(answer["sequence"].int == 0 && answer["complete"].bool == true)
    var links = try agent.ask("listLinks")["links"].array.map { $0.object }
    for index in links.indices {
      links[index]["statistics"] = nil
      links[index]["addresses"] = nil
    }
    #expect("\(answer["snapshot"]["links"])" == "\(JSON(value: links))")
    let addresses = try agent.ask("listAddresses")["addresses"]
    #expect("\(answer["snapshot"]["addresses"])" == "\(addresses)")
    let without = try agent.connect().ask(
      "subscribe", ["topics": ["link"], "snapshot": false])
    #expect(without["snapshot"].isAbsent && without["complete"].bool == true)
  }

  @Test func everyChangeIsAnEvent() throws {
    let subscriber = try subscriber()
    try ip(
      """
      link add p0 type veth peer name p1
      link set p0 mtu 1400
      link set p0 up
      link set p1 up
      addr add 10.1.0.1/24 dev p0
      addr add 10.1.0.1 peer 10.2.0.1/32 dev p0
      addr add 10.1.0.1 peer 10.2.0.2/32 dev p0
      addr add fd00::1/64 dev p1 nodad
      addr del 10.1.0.1/24 dev p0
      link set p0 alias "the first"
      link set lo mtu 30000
      link add end1 type ifb
      """, in: namespace)
    try subscriber.takeMarker("end1")
    #expect(subscriber.mistakes == [])
    #expect(actions(subscriber, "p0").first == "added")
    #expect(actions(subscriber, "lo") == ["changed"])
    let addresses = subscriber.events.filter { $0["address"]["address"].string == "10.1.0.1" }
    #expect(
      addresses.map {
        "\($0["action"].string ?? "") \($0["address"]["peer"].string ?? "-")"
      } == [
        "added -", "added 10.2.0.1", "added 10.2.0.2", "removed -",
      ])
    try subscriber.expectIpsPicture(in: namespace)
    try ip("link del p0\nlink add end3 type ifb", in: namespace)
    try subscriber.takeMarker("end3")
    #expect(actions(subscriber, "p1").last == "removed")
    #expect(subscriber.mistakes == [])
    try subscriber.expectIpsPicture(in: namespace)
  }

  /// 51, 52: what looks like a deletion and is none, and the other way around.
  @Test func whatLooksLikeADeletionIsNone() throws {
    try ip("link add br0 type bridge\nlink add p0 type veth peer name p1", in: namespace)
    let subscriber = try subscriber()
    try ip(
      "link set p0 master br0\nlink set p0 nomaster\nlink add end1 type ifb", in: namespace)
    try subscriber.takeMarker("end1")
    #expect(!actions(subscriber, "p0").contains("removed"))
    #expect(actions(subscriber, "p0").contains("changed"))
    // To another namespace.
    try ip("link set p1 netns \(other.name)\nlink add end2 type ifb", in: namespace)
    try subscriber.takeMarker("end2")
    let gone = try #require(
      subscriber.events.last { $0["link"]["name"].string == "p1" })
    #expect(gone["action"].string == "removed")
    #expect(gone["moved"]["netnsID"].int == 0, "\(gone)")
    #expect(gone["moved"]["index"].int != nil)
    // And back: the record of its other end changes without an event from the kernel.
    try ip("link set p1 netns \(namespace.name)", in: other)
    try subscriber.expectIpsPicture(in: namespace)
    // The same index for another link, at once.
    try ip(
      """
      link add twin0 index 777 type ifb
      link del twin0
      link add twin1 index 777 type bridge
      link add end3 type ifb
      """, in: namespace)
    try subscriber.takeMarker("end3")
    let twins = subscriber.events.filter { $0["link"]["index"].int == 777 }
    #expect(
      twins.map { "\($0["action"].string ?? "") \($0["link"]["name"].string ?? "")" } == [
        "added twin0", "removed twin0", "added twin1",
      ])
    #expect(subscriber.mistakes == [])
    try subscriber.expectIpsPicture(in: namespace)
  }

  /// A new name is a change of the same link, and of all objects that contain the name, though the
  /// kernel sends no event of those.
  @Test func aNewNameReachesEveryObjectThatContainsIt() throws {
    try ip(
      """
      link add br0 type bridge
      link add p0 type veth peer name p1
      link set p0 master br0
      addr add 10.1.0.1/24 dev br0
      """, in: namespace)
    let subscriber = try subscriber()
    let only = try Subscriber(agent, ["topics": ["address"]])
    try ip("link set br0 name br9\nlink set p1 name p9", in: namespace)
    func names(_ topic: String, _ member: String, _ subscriber: Subscriber) -> [String] {
      subscriber.picture[topic]?.values.compactMap { $0[member].string } ?? []
    }
    try subscriber.take { _ in
      names("link", "masterName", subscriber) == ["br9"]
        && names("address", "interface", subscriber).contains("br9")
        && names("link", "linkName", subscriber).contains("p9")
    }
    #expect(subscriber.events.filter { $0["action"].string != "changed" }.isEmpty)
    #expect(subscriber.events.contains { $0["resync"].bool == true })
    #expect(subscriber.mistakes == [])
    try subscriber.expectIpsPicture(in: namespace)
    try only.take { _ in names("address", "interface", only).contains("br9") }
    #expect(only.mistakes == [])
  }

  /// 12: anybody with CAP_NET_ADMIN in the namespace can send to the groups.
  @Test func forgedEventsAreIgnored() throws {
    let subscriber = try subscriber()
    let script = """
      import socket, struct
      s = socket.socket(16, 3, 0); s.bind((0, 0))
      def link(type, index, name):
          body = struct.pack("BxHiII", 0, 1, index, 1, 0) + struct.pack("HH", 4 + 16, 3)
          body += name.ljust(16, b"\\0")
          return struct.pack("IHHII", 16 + len(body), type, 0, 0, 0) + body
      sent = 0
      for datagram in (link(16, 4711, b"forged0"), link(17, 1, b"lo")):
          sent += s.sendto(datagram, (0, 1)) == len(datagram)
      print(sent)
      """
    let forged = try succeed(["python3", "-c", script], in: namespace)
    #expect(forged.text == "2\n")
    try ip("link add end1 type ifb", in: namespace)
    try subscriber.takeMarker("end1")
    #expect(!subscriber.events.contains { $0["link"]["name"].string == "forged0" })
    #expect(!subscriber.events.contains { $0["action"].string == "removed" })
    try subscriber.expectIpsPicture(in: namespace)
  }

  /// 50: alternative names and the alias of a link that is down come with its next event.
  @Test func alternativeNamesComeWithTheNextEvent() throws {
    try ip("link add down0 type ifb", in: namespace)
    let subscriber = try subscriber()
    try ip(
      """
      link property add dev down0 altname other
      link set down0 alias text
      link set lo alias seen
      link add end1 type ifb
      """, in: namespace)
    try subscriber.takeMarker("end1")
    #expect(actions(subscriber, "down0") == [])
    #expect(actions(subscriber, "lo") == ["changed"])
    try ip("link set down0 mtu 1400\nlink add end2 type ifb", in: namespace)
    try subscriber.takeMarker("end2")
    let down = subscriber.picture["link"]?.values.first { $0["name"].string == "down0" }
    #expect(down?["alternativeNames"].strings == ["other"])
    #expect(down?["alias"].string == "text")
    try subscriber.expectIpsPicture(in: namespace)
  }

  /// Who asked for the change, where that still is a process.
  @Test func theCauseIsNamed() throws {
    let subscriber = try subscriber()
    let script = """
      import socket, struct, sys
      s = socket.socket(16, 3, 0); s.bind((0, 0))
      body = struct.pack("BBBBI", 2, 32, 0, 0, 1) + struct.pack("HH4s", 8, 2, bytes([10, 7, 0, 1]))
      s.send(struct.pack("IHHII", 16 + len(body), 20, 0x601, 1, 0) + body)
      print("ready", s.getsockname()[0], flush=True)
      sys.stdin.read()
      """
    let program = try RunningProgram(["python3", "-c", script], in: namespace)
    try program.waitForOutput("ready \(program.pid)\n")
    let cause = try subscriber.take {
      $0["params"]["address"]["address"].string == "10.7.0.1"
    }["params"]["cause"]
    #expect(cause["portID"].int == Int(program.pid))
    #expect(cause["pid"].int == Int(program.pid))
    #expect(cause["command"].string?.hasPrefix("python3") == true, "\(cause)")
    // A process of that number in another namespace is somebody else: pids begin anew in a
    // pid namespace, and number 1 is there in any.
    try succeed(
      ["unshare", "-pf", "ip", "addr", "add", "10.7.0.2/32", "dev", "lo"], in: namespace)
    let strange = try subscriber.take {
      $0["params"]["address"]["address"].string == "10.7.0.2"
    }["params"]["cause"]
    #expect(strange["portID"].int == 1)
    #expect(strange["pid"].isAbsent && strange["command"].isAbsent)
    // The kernel itself.
    try ip(
      "link add veth0 type veth peer name veth1\nlink set veth0 up\nlink set veth1 up",
      in: namespace)
    let own = try subscriber.take { !$0["params"]["address"].isAbsent }["params"]
    #expect(own["address"]["address"].string?.hasPrefix("fe80::") == true)
    #expect(own["cause"]["portID"].int == 0)
  }

  @Test func oneLinkCanBeWatchedAlone() throws {
    try ip("link add w0 type ifb\nlink add w1 type ifb", in: namespace)
    let byName = try Subscriber(agent, ["topics": ["link", "address"], "interface": "w0"])
    #expect(byName.picture["link"]?.count == 1)
    let index = try #require(byName.picture["link"]?.values.first?["index"].int)
    let byIndex = try Subscriber(agent, ["topics": ["address"], "interface": "\(index)"])
    try ip(
      """
      link set w1 up
      addr add 10.5.0.1/24 dev w1
      addr add 10.6.0.1/24 dev w0
      link set w0 name w2
      link set w1 name w0
      """, in: namespace)
    try byName.take { $0["params"]["link"]["index"].int == index + 1 }
    let offsets = byName.events.compactMap { $0["link"]["index"].int.map { "\($0 - index)" } }
    #expect(offsets == ["0", "1"])
    #expect(
      byName.events.compactMap { $0["link"].isAbsent ? nil : $0["action"].string }
        == ["removed", "added"])
    #expect(byName.mistakes == [])
    let address = try byIndex.take()["params"]
    #expect(address["address"]["address"].string == "10.6.0.1")
  }
}
