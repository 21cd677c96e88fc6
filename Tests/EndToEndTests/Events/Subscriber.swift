import Foundation
import TestSupport
import Testing

/// A client that keeps a picture of what it subscribed to, as any client might: the snapshot, and
/// each event applied in turn. It holds every notification against what it knows.
final class Subscriber {
  let client: TestClient
  let subscription: Int
  let answer: JSON
  /// By topic, then by key.
  private(set) var picture: [String: [String: JSON]] = [:]
  private(set) var sequence = 0
  private(set) var events: [JSON] = []
  private(set) var overruns = 0
  /// Whether an overrun has begun and not ended.
  private(set) var isCatchingUp = false
  /// What notifications said that cannot be.
  private(set) var mistakes: [String] = []
  /// Responses to other requests, as they came between the events.
  private(set) var responses: [JSON] = []

  static let lists = [
    "link": "links", "address": "addresses", "route": "routes", "neighbor": "neighbors",
    "rule": "rules",
  ]
  static let keys = [
    "link": ["index"],
    "address": ["interfaceIndex", "family", "address", "prefixLength", "peer"],
    "route": [
      "family", "tableNumber", "destination", "prefixLength", "source", "sourcePrefixLength", "tos",
      "priority", "nextHops",
    ],
    "neighbor": ["family", "address", "interfaceIndex"],
    "rule": [
      "family", "priority", "from", "fromPrefixLength", "to", "toPrefixLength", "action", "table",
      "mark", "inputInterface", "protocol",
    ],
  ]

  init(_ agent: TestAgent, _ parameters: [String: Any], on client: TestClient? = nil) throws {
    self.client = try client ?? agent.connect()
    answer = try self.client.ask("subscribe", parameters)
    subscription = try #require(answer["subscription"].int)
    for (topic, list) in Subscriber.lists {
      for object in answer["snapshot"][list].array {
        picture[topic, default: [:]][Subscriber.key(topic, object)] = object
      }
    }
  }

  static func key(_ topic: String, _ object: JSON) -> String {
    (keys[topic] ?? []).map { "\(object[$0])" }.joined(separator: " ")
  }

  /// Takes the next line.
  @discardableResult
  func take() throws -> JSON {
    let line = try client.answer()
    guard let method = line["method"].string else {
      responses.append(line)
      return line
    }
    let event = line["params"]
    guard event["subscription"].int == subscription else { return line }
    sequence += 1
    if event["sequence"].int != sequence { mistakes.append("out of sequence: \(event)") }
    sequence = event["sequence"].int ?? sequence
    switch method {
    case "event": apply(event)
    case "overrun":
      overruns += 1
      if isCatchingUp { mistakes.append("an overrun in another") }
      isCatchingUp = true
    case "overrunEnded":
      if !isCatchingUp { mistakes.append("the end of no overrun") }
      isCatchingUp = false
    case "subscriptionEnded": break
    default: mistakes.append("unknown: \(line)")
    }
    return line
  }

  private func apply(_ event: JSON) {
    events.append(event)
    let topic = event["topic"].string ?? ""
    guard Subscriber.keys[topic] != nil else { return }
    let object = event[topic]
    let key = Subscriber.key(topic, object)
    let known = picture[topic]?[key]
    if isCatchingUp, event["resync"].bool != true { mistakes.append("no resync: \(event)") }
    if event["resync"].bool == true, !event["cause"].isAbsent {
      mistakes.append("a cause of nobody: \(event)")
    }
    switch event["action"].string {
    case "added":
      if known != nil { mistakes.append("added twice: \(event)") }
      picture[topic, default: [:]][key] = object
    case "changed":
      if known == nil { mistakes.append("changed before it was there: \(event)") }
      if let known, "\(known)" == "\(object)" { mistakes.append("no change: \(event)") }
      picture[topic, default: [:]][key] = object
    case "removed":
      if known == nil { mistakes.append("removed without having been there: \(event)") }
      picture[topic]?[key] = nil
    default: mistakes.append("no action: \(event)")
    }
  }

  /// Takes lines until one holds.
  @discardableResult
  func take(until condition: (JSON) -> Bool) throws -> JSON {
    while true {
      let line = try take()
      if condition(line) { return line }
    }
  }

  /// Takes lines until the event about the new link of this name. If that link was made last, all
  /// events of earlier changes have arrived.
  /// - Returns: the link's index.
  @discardableResult
  func takeMarker(_ name: String) throws -> Int? {
    let line = try take { line in
      line["params"]["link"]["name"].string == name && line["params"]["action"].string == "added"
    }
    return line["params"]["link"]["index"].int
  }

  /// Takes lines until the picture of links has such a one.
  func takeUntilLink(_ name: String) throws {
    while picture["link"]?.values.contains(where: { $0["name"].string == name }) != true {
      try take()
    }
    while isCatchingUp { try take() }
  }

  /// Expects that the picture is that of `ip`. States of links and addresses come to rest seconds
  /// after the last command.
  func expectIpsPicture(in namespace: NetworkNamespace) throws {
    try expectNoDifferences(in: namespace) { try differencesNow(in: namespace) }
  }

  /// Expects that the picture comes to have no differences: compares each time that a marker
  /// proves that all events before it were taken.
  func expectNoDifferences(
    in namespace: NetworkNamespace, _ differences: () throws -> [String]
  ) throws {
    var found = ["never compared"]
    try eventually("the picture is right: \(found)") {
      try ip("link add marker type ifb", in: namespace)
      let index = try takeMarker("marker")
      try ip("link del marker", in: namespace)
      // If the table is read again just now, the event has the key alone.
      try take { line in
        line["params"]["link"]["index"].int == index
          && line["params"]["action"].string == "removed"
      }
      found = try differences()
      return found.isEmpty
    }
    #expect(mistakes == [])
  }

  private func differencesNow(in namespace: NetworkNamespace) throws -> [String] {
    var links: [String: Row] = [:]
    for object in picture["link"]?.values.map({ $0 }) ?? [] {
      links["link \(object["index"])"] = IpJSON.row(ofLink: object)
    }
    var judge: [String: Row] = [:]
    for link in try IpJSON.read(["-d", "link"], in: namespace) {
      var row = IpJSON.link(link)
      // What `ip` finds out by itself, from a link's lower one.
      row["flags"] = row["flags"]?.replacingOccurrences(of: "M-DOWN ", with: "")
      judge["link \(link["ifindex"])"] = row
    }
    var found = links.isEmpty ? ["no links"] : NLDifferences.between(links, judge)
    guard answer["topics"].strings?.contains("address") == true else { return found }
    var addresses: [String: Row] = [:]
    for object in picture["address"]?.values.map({ $0 }) ?? [] {
      var row = IpJSON.row(ofAddress: object)
      row["interface"] = IpJSON.hex("interface", of: object)
      addresses["\(object["interfaceIndex"]) \(row["address"] ?? "") \(row["peer"] ?? "")"] = row
    }
    var judges: [String: Row] = [:]
    for link in try IpJSON.read(["-d", "addr"], in: namespace) {
      for address in link["addr_info"].array {
        var row = IpJSON.address(address)
        row["interface"] = IpJSON.hex(link["ifname"].string)
        judges["\(link["ifindex"]) \(row["address"] ?? "") \(row["peer"] ?? "")"] = row
      }
    }
    found += NLDifferences.between(addresses, judges)
    return found
  }
}

/// `differences` under a name that a class with a method of that name can call.
private enum NLDifferences {
  static func between(_ ours: [String: Row], _ judges: [String: Row]) -> [String] {
    differences(ours, judges)
  }
}

/// Runs a batch of `ip` commands.
func ip(_ commands: String, in namespace: NetworkNamespace) throws {
  try succeed(["ip", "-batch", "-"], in: namespace, input: commands + "\n")
}
