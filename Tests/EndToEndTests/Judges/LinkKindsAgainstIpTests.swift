import Foundation
import TestSupport
import Testing

/// Every kind of link this kernel can make, each member held against `ip -d -s -s link`.
@Suite(.serialized, .needs(.root, .tools("ip", "python3")))
struct LinkKindsAgainstIpTests: NamespacePairSuite {
  let site: NamespacePair

  init() throws {
    site = try NamespacePair()
  }

  /// What `ip -d` prints of a link besides its kind's data: each is compared here or, where it says
  /// so, in LinksAgainstIpTests.
  private static let compared: Set<String> = [
    "inet6_addr_gen_mode", "proto_down", "proto_down_reason", "xdp", "linkinfo", "parentbus",
    "parentdev",
    // There: names, flags, sizes and counters.
    "ifindex", "ifname", "link", "link_index", "link_netnsid", "flags", "mtu", "qdisc", "master",
    "operstate", "linkmode", "group", "txqlen", "link_type", "address", "broadcast", "permaddr",
    "promiscuity", "allmulti", "min_mtu", "max_mtu", "num_tx_queues", "num_rx_queues",
    "gso_max_size", "gso_max_segs", "tso_max_size", "tso_max_segs", "gro_max_size", "ifalias",
    "altnames", "stats64",
    // In flags as POINTOPOINT.
    "link_pointtopoint",
  ]

  @Test func everyKindMatchesIp() throws {
    let zoo = try Zoo("link_kinds_zoo", [other.name], in: namespace)
    #expect(zoo.program.errors == "")
    for place in [namespace, other] {
      let judge = try IpJSON.read(["-d", "-s", "-s", "link"], in: place)
      let answer = try agent.ask("listLinks", ["netns": place.name])
      #expect(answer["complete"].bool == true, "\(answer["problems"])")
      let links = answer["links"].array
      #expect(links.count == judge.count)
      var kinds: Set<String> = []
      for (link, judged) in zip(links, judge) {
        let name = judged["ifname"].string ?? "?"
        #expect(differences(link, judged) == [], "\(name)")
        kinds.insert(judged["linkinfo"]["info_kind"].string ?? "none")
      }
      if place === namespace {
        #expect(
          kinds == ["none", "bridge", "veth", "macvlan", "macvtap", "vxlan", "tun", "ifb"])
      }
    }
    let names = try agent.ask("listLinks", ["name": "ifb0"])["links"].array.first
    #expect(names?["alternativeNames"].array.count == 50)
  }

  /// The members that LinksAgainstIpTests does compare, of links that have more of them.
  @Test func everythingElseMatchesIp() throws {
    let zoo = try Zoo("link_kinds_zoo", [other.name], in: namespace)
    #expect(zoo.program.isRunning)
    // Until the links have come up and the counts of promiscuity rest.
    var found = ["never compared"]
    try eventually("both agree: \(found)") {
      found = EndToEndTests.differences(
        try keyed(
          agent.ask("listLinks")["links"].array.map(IpJSON.row(ofLink:)), by: "index"),
        try keyed(
          IpJSON.read(["-d", "link"], in: namespace).map(IpJSON.link), by: "index"))
      return found.isEmpty
    }
  }

  /// What the kernel filters, and what the agent does.
  @Test func filtersLeaveWhatIpsLeave() throws {
    let zoo = try Zoo("link_kinds_zoo", [other.name], in: namespace)
    #expect(zoo.program.isRunning)
    for (parameters, words) in [
      (["kind": "vxlan"], ["type", "vxlan"]), (["kind": "macvtap"], ["type", "macvtap"]),
      (["kind": "tun"], ["type", "tun"]), (["master": "br0"], ["master", "br0"]),
      (["up": true], ["up"]), (["master": "br0", "up": true], ["master", "br0", "up"]),
      (["name": "mv-source"], ["dev", "mv-source"]),
      (["name": "other\"name'7of-ifb0"], ["dev", "ifb0"]),
    ] as [([String: Any], [String])] {
      let judge = try IpJSON.read(["link", "show"] + words, in: namespace)
      let answer = try agent.ask("listLinks", parameters)
      #expect(answer["complete"].bool == true, "\(parameters) \(answer["problems"])")
      let names = answer["links"].array.compactMap { $0["name"].string }
      #expect(names == judge.compactMap { $0["ifname"].string }, "\(parameters)")
      #expect(!names.isEmpty, "\(parameters)")
    }
    let bridge = try IpJSON.read(["link", "show", "br0"], in: namespace)[0]["ifindex"].int ?? 0
    let ports = try agent.ask("listLinks", ["master": "\(bridge)"])["links"].array
    #expect(ports.compactMap { $0["name"].string } == ["p0", "p1", "p2"])
    let alone = try agent.ask("listLinks", ["index": bridge])["links"].array
    #expect(alone.compactMap { $0["name"].string } == ["br0"])
    let addresses = alone.first?["addresses"].array.compactMap { $0["address"].string } ?? []
    #expect(addresses.contains("10.77.0.1"))
    // A kind that the kernel does not know is no filter to it.
    #expect(try agent.ask("listLinks", ["kind": "nosuch"])["links"].array.isEmpty)
    let down = try agent.ask("listLinks", ["up": false])["links"].array
    #expect(down.allSatisfy { $0["flags"].strings?.contains("UP") == false } && down.count > 5)
  }

  @Test(
    arguments: [
      (["name": "nosuch"], "notFound"), (["index": 999_999], "notFound"),
      (["master": "nosuch"], "notFound"), (["index": 0], "invalidParams"),
      (["index": 4_294_967_297], "invalidParams"), (["index": 1, "name": "lo"], "invalidParams"),
      (["name": ""], "invalidParams"), (["name": "a\u{0}b"], "invalidParams"),
      (["kind": String(repeating: "k", count: 128)], "invalidParams"), (["up": 1], "invalidParams"),
    ] as [([String: any Sendable], String)])
  func whatIsNotThereIsSaid(_ parameters: [String: any Sendable], _ error: String) throws {
    #expect(try agent.response("listLinks", parameters).errorName == error, "\(parameters)")
  }

  private func differences(_ link: JSON, _ judge: JSON) -> [String] {
    var found: [String] = []
    for name in judge.object.keys where !LinkKindsAgainstIpTests.compared.contains(name) {
      found.append("ip prints \(name), which nobody compares")
    }
    func compare(_ name: String, _ ours: String?, _ other: String?) {
      if ours != other { found.append("\(name): the agent \(ours ?? "-"), ip \(other ?? "-")") }
    }
    compare(
      "inet6AddressGenerationMode", link["inet6AddressGenerationMode"].string,
      judge["inet6_addr_gen_mode"].string)
    compare("protoDown", link["protoDown"].cell, judge["proto_down"].cell ?? "false")
    compare(
      "protoDownReasons", link["protoDownReasons"].array.map(\.description).joined(separator: " "),
      judge["proto_down_reason"].strings?.joined(separator: " ") ?? "")
    let modes = ["drv", "skb", "hw", "multi"]
    compare(
      "xdp.mode", link["xdp"]["mode"].string, judge["xdp"]["mode"].int.map { modes[$0 - 1] })
    compare("xdp.programID", link["xdp"]["programID"].cell, judge["xdp"]["prog"]["id"].cell)
    let info = judge["linkinfo"]
    if let kind = info["info_kind"].string, let data = IpLinkData.kinds[kind] {
      found += data.differences(link["data"], info["info_data"], account)
    } else {
      compare("data", link["data"].cell, info["info_data"].cell)
    }
    if info["info_slave_kind"].string == "bridge" {
      found += IpLinkData.bridgePort.differences(
        link["portData"], info["info_slave_data"], account)
    } else {
      compare("portData", link["portData"].cell, nil)
    }
    return found
  }

  /// The name of a user or a group, or its number where it has none.
  private func account(_ database: String, _ number: Int) -> String {
    let line = try? run(["getent", database, "\(number)"]).text
    let name = line?.split(separator: ":").first.map { String($0) }
    return name ?? "\(number)"
  }
}
