import Foundation
import TestSupport
import Testing

/// Subscriptions beside requests, beside each other, and at their end.
@Suite(.needs(.root, .tools("ip", "unshare")))
struct SubscriptionLifeTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent

  init() throws {
    namespace = try NetworkNamespace()
    agent = try TestAgent(in: namespace)
  }

  private func request(_ id: Int, _ method: String, _ parameters: String = "{}") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(parameters)}"# + "\n"
  }

  @Test func requestsAreAnsweredBetweenEvents() throws {
    let subscriber = try Subscriber(agent, ["topics": ["link"]])
    try subscriber.client.send(
      (0..<50).map { request($0, $0 % 2 == 0 ? "listLinks" : "status") }.joined())
    let links = (0..<200).map { "link add b\($0) type ifb\n" }.joined()
    try ip(links + "link add end1 type ifb", in: namespace)
    try subscriber.client.send((50..<100).map { request($0, "listAddresses") }.joined())
    // A request that was begun must not hold up events.
    try subscriber.client.send(#"{"jsonrpc":"2.0","id":100,"#)
    try subscriber.takeMarker("end1")
    try ip("link add end2 type ifb", in: namespace)
    try subscriber.takeMarker("end2")
    try subscriber.client.send(#""method":"status"}"# + "\n")
    while subscriber.responses.count < 101 { try subscriber.take() }
    #expect(subscriber.responses.map { $0["id"].int ?? -1 } == Array(0...100))
    #expect(subscriber.responses.allSatisfy { $0["error"].isAbsent })
    #expect(subscriber.responses.last?["result"]["subscriptions"].int == 1)
    #expect(subscriber.mistakes == [])
  }

  /// The agent has all requests before the event happens, and more answers than the socket holds.
  @Test func whoAsksAllTheTimeGetsItsEvents() throws {
    let client = try agent.connect()
    _ = try client.ask("subscribe", ["topics": ["link"]])
    let requests = 60
    try client.send(String(repeating: request(1, "rpc.discover"), count: requests))
    #expect(try !client.answer()["result"].isAbsent)
    try ip("link add asked1 type ifb", in: namespace)
    var answers = 1
    while answers < requests, try !client.answer()["id"].isAbsent { answers += 1 }
    #expect(answers < requests)
  }

  @Test func twoSubscriptionsOfOneConnectionAreApart() throws {
    let client = try agent.connect()
    let links = try Subscriber(agent, ["topics": ["link"]], on: client)
    let addresses = try client.ask("subscribe", ["topics": ["address"], "snapshot": false])
    let second = try #require(addresses["subscription"].int)
    #expect(links.subscription != second)
    try ip("addr add 10.3.0.1/32 dev lo\nlink add end1 type ifb", in: namespace)
    var met: [String] = []
    while met.count < 2 {
      let line = try links.take()["params"]
      met.append("\(line["subscription"].int == second) \(line["topic"].string ?? "")")
      #expect(line["sequence"].int == 1)
    }
    #expect(Set(met) == ["true address", "false link"])
    let ended = try client.ask("unsubscribe", ["subscription": second])
    #expect(ended["sequence"].int == 1)
    try ip("addr add 10.3.0.2/32 dev lo\nlink add end2 type ifb", in: namespace)
    try links.takeMarker("end2")
    #expect(links.sequence == 2)
    try client.sendLine(request(7, "unsubscribe", #"{"subscription":99}"#))
    #expect(try client.answer().errorName == "notFound")
    try client.sendLine(request(8, "unsubscribe", #"{"subscription":\#(links.subscription)}"#))
    #expect(try client.answer()["result"]["sequence"].int == 2)
    try ip("link add end3 type ifb", in: namespace)
    try client.sendLine(request(9, "status"))
    #expect(try client.answer()["result"]["subscriptions"].int == 0)
  }

  /// Nothing of a subscription stays, however its client leaves.
  @Test func nothingIsLeftBehind() throws {
    let before = try agent.idleResources()
    for round in 0..<20 {
      let client = try agent.connect()
      for _ in 0..<3 {
        _ = try client.ask("subscribe", ["topics": ["link", "address", "socketClose"]])
      }
      if round % 2 == 0 { _ = try client.ask("unsubscribe", ["subscription": 2]) }
      if round % 3 == 0 { try ip("link add r\(round) type ifb", in: namespace) }
    }
    try agent.settle(to: before)
    #expect(try agent.ask("status")["subscriptions"].int == 0)
  }

  @Test func limitsAreKept() throws {
    var clients: [TestClient] = []
    for _ in 0..<2 {
      let client = try agent.connect()
      for _ in 0..<16 { _ = try client.ask("subscribe", ["topics": ["link"]]) }
      clients.append(client)
    }
    try clients[0].sendLine(request(1, "subscribe", #"{"topics":["link"]}"#))
    let own = try clients[0].answer()
    #expect(own.errorName == "limitExceeded")
    #expect(own["error"]["message"].string?.contains("connection") == true)
    let another = try agent.response("subscribe", ["topics": ["link"]])
    #expect(another.errorName == "limitExceeded")
    #expect(another["error"]["message"].string?.contains("user 0") == true)
    _ = try clients[1].ask("unsubscribe", ["subscription": 3])
    #expect(try agent.ask("subscribe", ["topics": ["link"]])["complete"].bool == true)
  }

  @Test(arguments: [
    #"{}"#, #"{"topics":[]}"#, #"{"topics":["links"]}"#, #"{"topics":["link"],"netns":"all"}"#,
    #"{"topics":["link"],"netns":"nosuchnamespace"}"#, #"{"topics":"link"}"#,
  ])
  func mistakesAreExplained(_ parameters: String) throws {
    let client = try agent.connect()
    try client.sendLine(request(1, "subscribe", parameters))
    let error = try client.answer()["error"]
    #expect(["invalidParams", "notFound"].contains(error["data"]["name"].string))
    #expect(error["data"]["hint"].string?.isEmpty == false)
    #expect(try client.ask("status")["subscriptions"].int == 0)
  }

  /// `echo ... | socat` sends no more, and wants events all the same.
  @Test func whoSendsNoMoreStillGetsEvents() throws {
    let before = try agent.idleResources()
    do {
      let subscriber = try Subscriber(agent, ["topics": ["link"]])
      try endInput(of: subscriber)
      try ip("link add end1 type ifb", in: namespace)
      try subscriber.takeMarker("end1")
      // The agent wakes once a second to see whether the client is there.
      try ProcessFacts.waitForWakeups(agent.pid, 2, after: ProcessFacts.sleeps(agent.pid))
      try ip("link add end2 type ifb", in: namespace)
      try subscriber.takeMarker("end2")
    }
    try agent.settle(to: before)
    let last = try Subscriber(agent, ["topics": ["link"]])
    try endInput(of: last)
    #expect(agent.program.stop() == 0)
  }

  /// Sends no more, and waits until the agent knows.
  private func endInput(of subscriber: Subscriber) throws {
    let before = try ProcessFacts.sleeps(agent.pid)
    subscriber.client.endInput()
    try ProcessFacts.waitForWakeups(agent.pid, after: before)
  }

  /// 79: the subscription's own socket keeps a namespace alive; so the agent looks whether it still
  /// has the name, or the process, that it was asked for by.
  @Test func aNamespaceThatIsGoneEndsItsSubscriptions() throws {
    let name = "nlt-\(getpid())-\(UInt32.random(in: .min ... .max))"
    try succeed(["ip", "netns", "add", name])
    let holder = try RunningProgram(["unshare", "-n", "sh", "-c", "echo ready; cat"])
    try holder.waitForOutput("ready")
    let byName = try Subscriber(agent, ["topics": ["link"], "netns": name])
    let inode = try #require(byName.picture["link"]?["1"]?["netns"].uint64)
    #expect(byName.picture["link"]?["1"]?["netnsName"].string == name)
    let byInode = try Subscriber(agent, ["topics": ["link"], "netns": "\(inode)"])
    let byProcess = try Subscriber(agent, ["topics": ["link"], "netns": "pid:\(holder.pid)"])
    try succeed(["ip", "-n", name, "link", "add", "end1", "type", "ifb"])
    try byName.takeMarker("end1")
    try byInode.takeMarker("end1")
    try succeed(["ip", "netns", "del", name])
    holder.stop()
    for subscriber in [byName, byProcess, byInode] {
      let end = try subscriber.take { $0["method"].string == "subscriptionEnded" }["params"]
      #expect(end["reason"].string == "namespaceGone")
      #expect(end["sequence"].int == subscriber.sequence)
      #expect(subscriber.mistakes == [])
    }
    #expect(try agent.ask("status")["subscriptions"].int == 0)
  }

  /// Every notification has the members it promises, and no others.
  @Test func notificationsAreAsDescribed() throws {
    let contracts = try agent.ask("rpc.discover")["x-notifications"].array
    #expect(
      contracts.compactMap { $0["name"].string } == [
        "part", "event", "overrun", "overrunEnded", "subscriptionEnded",
      ])
    let subscriber = try Subscriber(agent, ["topics": ["link", "address"]])
    try ip("link add p0 type veth peer name p1\nlink set p0 up\nlink set p1 up", in: namespace)
    try ip("link del p0\nlink add end1 type ifb", in: namespace)
    try subscriber.takeMarker("end1")
    let event = contracts.first { $0["name"].string == "event" }
    let members = event?["params"]["properties"].object ?? [:]
    let linkMembers = JSON(value: members["link"])["properties"].object
    let addressMembers = JSON(value: members["address"])["properties"].object
    #expect(linkMembers.count > 20 && addressMembers.count > 8)
    for received in subscriber.events {
      #expect(Set(received.object.keys).isSubset(of: members.keys), "\(received)")
      #expect(Set(received["link"].object.keys).isSubset(of: linkMembers.keys), "\(received)")
      #expect(Set(received["address"].object.keys).isSubset(of: addressMembers.keys), "\(received)")
    }
  }
}
