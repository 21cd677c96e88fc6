import Foundation
import TestSupport
import Testing

/// Links and addresses of all kinds, held against `ip` of iproute2.
@Suite(.serialized, .needs(.root, .tools("ip", "python3", "strace")))
struct LinksAgainstIpTests: NamespacePairSuite {
  let site: NamespacePair

  init() throws {
    site = try NamespacePair()
  }

  /// Repeats until nothing has changed between two looks of `ip`.
  private func whileQuiet(_ check: () throws -> Void) throws {
    // Without the details, for a bridge's are timers that never rest.
    let judge = { try IpJSON.read(["addr"], in: namespace).description }
    try eventually("the links have come to rest") {
      try namespace.waitUntilQuiet()
      let before = try judge()
      try check()
      return try judge() == before
    }
  }

  @Test func linksMatchIp() throws {
    let zoo = try Zoo("links_zoo", [other.name], in: namespace)
    #expect(zoo.program.errors == "")
    var found: [String] = ["never compared"]
    var links: [JSON] = []
    try whileQuiet {
      links = try answer("listLinks", "links")
      let judge = try IpJSON.read(["-d", "link"], in: namespace)
      found = differences(
        try keyed(links.map(IpJSON.row(ofLink:)), by: "index"),
        try keyed(judge.map(IpJSON.link), by: "index"))
    }
    #expect(found == [])
    #expect(links.count == 17)
    let away = links.first { $0["name"].string == "away0" }
    #expect(away?["linkNetnsID"].int == 0)
    #expect(away?["linkName"].isAbsent == true)
    let bridge = links.first { $0["name"].string == "br0" }
    let port = links.first { $0["name"].string == "va" }
    #expect(port?["master"].int == bridge?["index"].int)
    #expect(port?["alias"].string == "two\nlines \"and\" \u{fffd}\u{fffd}")
    #expect(bridge?["alternativeNames"].strings?.contains("with space") == true)
    let names = Set(links.compactMap { IpJSON.hex("name", of: $0) })
    for name in ["6122625c", "fffe80", "1b5b33316d", "242869642960"] {
      #expect(names.contains { $0.hasPrefix(name) }, "\(name)")
    }
    #expect(links.first { $0["name"].string == "tun0" }?["address"].isAbsent == true)
    #expect(links.first { $0["name"].string == "lo" }?["maxMtu"].isAbsent == true)
  }

  /// Each counter lies between what `ip` saw before and after.
  @Test func countersMatchIp() throws {
    let zoo = try Zoo("links_zoo", [other.name], in: namespace)
    #expect(zoo.program.isRunning)
    let traffic = """
      import socket
      for _ in range(6): socket.socket(2, 2).sendto(b"x" * 56, ("127.0.0.1", 9))
      """
    try succeed(["python3", "-c", traffic], in: namespace)
    let before = try IpJSON.read(["-s", "-s", "link"], in: namespace)
    let links = try answer("listLinks", "links")
    let after = try IpJSON.read(["-s", "-s", "link"], in: namespace)
    #expect(before.count == links.count && after.count == links.count)
    for (index, link) in links.enumerated() {
      let low = IpJSON.counters(before[index])
      let high = IpJSON.counters(after[index])
      #expect(low.count == 21)
      for (name, value) in low {
        let ours = link["statistics"][name].uint64
        #expect(
          (value...max(value, high[name] ?? 0)).contains(ours ?? .max),
          "\(link["name"]) \(name)")
      }
    }
    let loopback = links.first { $0["name"].string == "lo" }
    #expect((loopback?["statistics"]["rxPackets"].int ?? 0) >= 6)
    #expect((loopback?["statistics"]["txBytes"].int ?? 0) >= 6 * 84)
  }

  @Test func addressesMatchIp() throws {
    let zoo = try Zoo("links_zoo", [other.name], in: namespace)
    #expect(zoo.program.isRunning)
    var found: [String] = ["never compared"]
    var nested: [String] = ["never compared"]
    var count = 0
    try whileQuiet {
      let addresses = try answer("listAddresses", "addresses")
      let links = try answer("listLinks", "links")
      var judge: [String: Row] = [:]
      for link in try IpJSON.read(["-d", "addr"], in: namespace) {
        for address in link["addr_info"].array {
          var row = IpJSON.address(address)
          row["interface"] = IpJSON.hex(link["ifname"].string)
          judge[key(row, link["ifindex"])] = row
        }
      }
      var ours: [String: Row] = [:]
      for address in addresses {
        var row = IpJSON.row(ofAddress: address)
        row["interface"] = IpJSON.hex("interface", of: address)
        ours[key(row, address["interfaceIndex"])] = row
      }
      count = addresses.count
      found = differences(ours, judge) + (ours.count == count ? [] : ["keys met twice"])
      var inside: [String: Row] = [:]
      for link in links {
        for address in link["addresses"].array {
          var row = IpJSON.row(ofAddress: address)
          row["interface"] = IpJSON.hex("name", of: link)
          inside[key(row, link["index"])] = row
        }
      }
      nested = differences(inside, judge)
    }
    #expect(found == [])
    #expect(nested == [])
    #expect(count >= 20)
  }

  private func key(_ row: Row, _ index: JSON) -> String {
    "\(index) \(row["address"] ?? "-")/\(row["prefixLength"] ?? "-")"
  }

  /// One link whose names fill more than a datagram of the kernel's makes it end a careless
  /// dump early, without a word.
  @Test func aLinkWithHundredsOfNamesHidesNothing() throws {
    let zoo = try Zoo("links_zoo", ["altnames", "300", "105"], in: namespace)
    #expect(zoo.program.isRunning)
    let links = try answer("listLinks", "links")
    #expect(links.map { $0["name"].string } == ["lo", "l0", "l1", "l2", "l3", "l4", "l5"])
    let names = links.first { $0["name"].string == "l2" }?["alternativeNames"].strings ?? []
    #expect(names.count == 300)
    #expect(Set(names.map { $0.prefix(4) }).count == 300)
    #expect(names.allSatisfy { $0.utf8.count == 105 })
  }

  /// A dump contains all names; to ask for each peer's would be one call a link.
  @Test func peersAreNamedWithoutAskingForThem() throws {
    let links = (0..<200).map { "link add near\($0) type veth peer name far\($0)\n" }.joined()
    try succeed(["ip", "-batch", "-"], in: namespace, input: links)
    let folder = try ScratchFolder()
    let strace = try RunningProgram([
      "strace", "-f", "-p", "\(agent.pid)", "-e", "trace=ioctl,recvfrom", "-o",
      folder.path + "/trace",
    ])
    try eventually("strace is attached: \(strace.errors)") { strace.errors.contains("attached") }
    let listed = try agent.ask("listLinks")["links"].array
    strace.stop()
    let pairs = listed.filter { $0["kind"].string == "veth" }
    #expect(pairs.count == 400)
    let names = Dictionary(
      uniqueKeysWithValues: listed.map { ($0["index"].int ?? 0, $0["name"].string ?? "") })
    for link in pairs {
      let peer = try #require(link["linkName"].string)
      #expect(peer == names[link["link"].int ?? 0])
      #expect(peer.drop { $0.isLetter } == link["name"].string?.drop { $0.isLetter })
    }
    let calls = folder.text("trace").split(separator: "\n")
    #expect(calls.count { $0.contains("recvfrom(") } > 10)
    // The dump's datagrams hold twenty links; a pair may lie in two.
    #expect(calls.count { $0.contains("SIOCGIFNAME") } < 40)
  }

  /// While links come and go, those that stay are always listed, or the answer says that it
  /// may lack some.
  @Test func linksThatStayAreListedWhileOthersComeAndGo() throws {
    let links = (0..<150).map { "link add stay\($0) type ifb\n" }.joined()
    try succeed(["ip", "-batch", "-"], in: namespace, input: links)
    let folder = try ScratchFolder()
    let adding = (0..<10).map { "link add c\($0) type veth peer name d\($0)\n" }.joined()
    let deleting = (0..<10).map { "link del c\($0)\n" }.joined()
    try Data((adding + deleting).utf8).write(to: folder.file("churn"))
    let churner = try RunningProgram(
      ["sh", "-c", "while ip -batch \"$0\"; do :; done", folder.file("churn").path],
      in: namespace)
    let stable = Set((0..<150).map { "stay\($0)" })
    let client = try agent.connect()
    var passing = 0
    for _ in 0..<50 {
      let answer = try client.ask("listLinks")
      let names = answer["links"].array.compactMap { $0["name"].string }
      let complete = answer["complete"].bool == true
      #expect(!complete || stable.isSubset(of: names))
      #expect(complete == answer["problems"].isAbsent)
      #expect(!complete || Set(names).count == names.count)
      passing += names.contains { $0.hasPrefix("c") } ? 1 : 0
    }
    #expect(churner.isRunning, "\(churner.errors)")
    #expect(passing > 0)
  }

  private func answer(_ method: String, _ list: String) throws -> [JSON] {
    let answer = try agent.ask(method)
    #expect(answer["complete"].bool == true, "\(answer["problems"])")
    return answer[list].array
  }
}
