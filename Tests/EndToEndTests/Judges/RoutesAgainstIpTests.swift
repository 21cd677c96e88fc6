import Foundation
import Testing

/// Routes, neighbors and rules of all kinds, held against `ip` of iproute2.
@Suite(.serialized) struct RoutesAgainstIpTests {
  private let namespace: NetworkNamespace
  private let agent: TestAgent
  private let zoo: Zoo

  init() throws {
    namespace = try NetworkNamespace()
    zoo = try Zoo("routes_zoo", in: namespace)
    agent = try TestAgent(in: namespace)
  }

  /// Compares until both saw the same state: duplicate address detection and neighbors move on.
  private func compared(
    _ judge: () throws -> [String: Row], _ ours: () throws -> [String: Row]
  ) throws -> [String] {
    var found: [String] = ["never compared"]
    for _ in 0..<20 {
      let before = try judge()
      let answer = try ours()
      guard try judge() == before else { continue }
      found = differences(answer, before)
      if found.isEmpty { return [] }
      usleep(300_000)
    }
    return found
  }

  private func inOrder(_ records: [JSON], _ row: (JSON) -> Row) -> [String: Row] {
    var counts: [String: Int] = [:]
    var rows: [String: Row] = [:]
    for record in records {
      let family = record["family"].string ?? ""
      rows["\(family) \(counts[family, default: 0])"] = row(record)
      counts[family, default: 0] += 1
    }
    return rows
  }

  private func answer(
    _ method: String, _ list: String, _ parameters: [String: Any] = [:]
  ) throws -> [JSON] {
    let answer = try agent.ask(method, parameters)
    #expect(answer["complete"].bool == true, "\(answer["problems"])")
    return answer[list].array
  }

  /// What the zoo could not make, this kernel must not be able to make.
  @Test func theZooIsAsLargeAsTheKernelAllows() throws {
    let lacking = zoo.known["lacking"].strings ?? []
    let hasMPLS = FileManager.default.fileExists(atPath: "/proc/sys/net/mpls")
    #expect(hasMPLS ? lacking.isEmpty : lacking.allSatisfy { $0.contains("mpls") }, "\(lacking)")
    let routes = try answer("listRoutes", "routes")
    let types = Set(routes.compactMap { $0["type"].string })
    #expect(
      types == [
        "unicast", "local", "broadcast", "anycast", "multicast", "blackhole", "unreachable",
        "prohibit", "throw",
      ])
    let tables = Set(routes.compactMap { $0["tableNumber"].uint64 })
    #expect(tables.isSuperset(of: [253, 254, 255, 300, 301, 70000, 4_294_967_295]))
    let encaps = Set(routes.flatMap { $0["nextHops"].array.compactMap { $0["encap"].string } })
    #expect(encaps.isSuperset(of: ["ip", "ip6", "seg6", "seg6local"]))
    let legFlags = Set(
      routes.flatMap { $0["nextHops"].array.flatMap { $0["flags"].strings ?? [] } })
    #expect(legFlags.isSuperset(of: ["ONLINK", "LINKDOWN"]))
    #expect(routes.contains { $0["nextHops"].array.count == 16 })
  }

  @Test func routesAreAsIpTellsThem() throws {
    let found = try compared {
      try IpRouteJSON.routes(in: namespace)
    } _: {
      inOrder(try answer("listRoutes", "routes"), IpRouteJSON.row(ofRoute:))
    }
    #expect(found == [])
  }

  @Test func expiryIsAsIpTellsIt() throws {
    let show = ["-6", "route", "show", "2001:db8::/32"]
    let before = try IpRouteJSON.read(show, in: namespace).first?["expires"].int
    let route = try answer("listRoutes", "routes", ["family": "v6"]).first {
      $0["destination"].string == "2001:db8::" && $0["prefixLength"].int == 32
    }
    let after = try IpRouteJSON.read(show, in: namespace).first?["expires"].int
    let hundredths = try #require(route?["expiresHundredths"].int)
    #expect((try #require(after)...(try #require(before)) + 1).contains(hundredths / 100))
  }

  /// What `ip` was told to encapsulate with is in the bytes that the agent hands on.
  @Test func encapsulationsCarryTheirBytes() throws {
    let routes = try answer("listRoutes", "routes")
    func hex(_ destination: String, _ leg: Int = 0) throws -> String {
      let route = routes.first { $0["destination"].string == destination }
      let legs = try #require(route?["nextHops"].array)
      return try #require(legs[leg]["encapHex"].string)
    }
    // LWTUNNEL_IP_ID and LWTUNNEL_IP_DST
    #expect(try hex("25.0.0.0").hasPrefix("0c000100000000000000002a080002000a090909"))
    #expect(try hex("25.1.0.0").hasPrefix("0c000100000000000000002b080002000a090908"))
    // SEG6_IPTUNNEL_SRH: the segments, the last one first
    let segments = "fd010000000000000000000000000008fd010000000000000000000000000009"
    #expect(try hex("25.2.0.0").hasSuffix(segments))
    #expect(try hex("2001:db8:e::").hasSuffix(segments))
    // LWTUNNEL_IP6_DST
    #expect(try hex("2001:db8:10::").contains("14000200fd010000000000000000000000000077"))
  }

  /// Each filter gives what the full list holds of it, and not all of it (trap 25).
  @Test func filtersAreTheFullAnswerFiltered() throws {
    try eventually("the routes rest") {
      let before = try answer("listRoutes", "routes").map { same($0) }
      usleep(500_000)
      return try answer("listRoutes", "routes").map { same($0) } == before
    }
    let all = try answer("listRoutes", "routes")
    func isBy(_ name: String, _ route: JSON) -> Bool {
      route["nextHops"].array.contains { $0["interface"].string == name }
    }
    let index = try #require(IpRouteJSON.interfaces(in: namespace)["ifb0"])
    let filters: [([String: Any], (JSON) -> Bool)] = [
      (["family": "v4"], { $0["family"].string == "v4" }),
      (["family": "v6"], { $0["family"].string == "v6" }),
      (["table": "main"], { $0["table"].string == "main" }),
      (["table": "local"], { $0["table"].string == "local" }),
      (["table": "default"], { $0["table"].string == "default" }),
      (["table": "300"], { $0["tableNumber"].int == 300 }),
      (["table": "400"], { $0["tableNumber"].int == 400 }),
      (["table": "4294967295"], { $0["tableNumber"].uint64 == 4_294_967_295 }),
      (["protocol": "zebra"], { $0["protocol"].string == "zebra" }),
      (["protocol": "77"], { $0["protocolNumber"].int == 77 }),
      (
        ["protocol": "ra", "family": "v6"],
        {
          $0["protocol"].string == "ra" && $0["family"].string == "v6"
        }
      ),
      (["type": "blackhole"], { $0["type"].string == "blackhole" }),
      (["type": "5"], { $0["type"].string == "multicast" }),
      (["interface": "ifb0"], { isBy("ifb0", $0) }),
      (["interface": index], { isBy("ifb0", $0) }),
      (
        ["interface": "va", "table": "main", "protocol": "boot", "type": "unicast"],
        {
          isBy("va", $0) && $0["table"].string == "main" && $0["protocol"].string == "boot"
            && $0["type"].string == "unicast"
        }
      ),
    ]
    for (parameters, holds) in filters {
      let some = try answer("listRoutes", "routes", parameters).map { same($0) }
      #expect(some == all.filter(holds).map { same($0) }, "\(parameters)")
      #expect(!some.isEmpty && some.count < all.count, "\(parameters)")
    }
    let everything = try answer("listRoutes", "routes", ["table": "unspec"]).map { same($0) }
    #expect(everything == all.map { same($0) })
  }

  /// A record without what changes by the hour.
  private func same(_ record: JSON) -> String {
    var members = record.object
    if members["expiresHundredths"] != nil { members["expiresHundredths"] = "?" }
    return JSON(value: members).description
  }

  @Test func mistakesAreExplained() throws {
    for (parameters, name, words) in [
      (["table": "9999"], "notFound", "there is no v4 routing table 9999"),
      (["table": "mian"], "invalidParams", "Did you mean \"main\"?"),
      (["protocol": "bpg"], "invalidParams", "Did you mean \"bgp\"?"),
      (["type": "256"], "invalidParams", "which is no type"),
      (["interface": "nowhere"], "notFound", "there is no network interface \"nowhere\""),
      (["family": "v5"], "invalidParams", "v4, v6, mpls"),
    ] {
      let response = try agent.response("listRoutes", parameters)
      #expect(response.errorName == name, "\(parameters)")
      #expect(
        response["error"].description.contains(words.replacingOccurrences(of: "\"", with: "\\\"")),
        "\(response)")
    }
    let kernels = try agent.response("listRoutes", ["table": "9999"])["error"]["data"]
    #expect(kernels["kernel"].string == "ipv4: FIB table does not exist")
    #expect(kernels["errno"].string == "ENOENT")
  }

  /// Without MPLS the kernel answers with the routes of all other families.
  @Test func mplsIsToldOrMissed() throws {
    let response = try agent.response("listRoutes", ["family": "mpls"])
    if FileManager.default.fileExists(atPath: "/proc/sys/net/mpls") {
      let routes = response["result"]["routes"].array
      #expect(routes.compactMap { $0["destination"].string } == ["100", "101"])
      #expect(routes.first?["nextHops"].array.first?["newDestination"].string == "200/300")
      #expect(routes.last?["nextHops"].array.first?["gatewayFamily"].string == "v6")
    } else {
      #expect(response.errorName == "notSupported", "\(response)")
    }
    for route in try answer("listRoutes", "routes") where route["family"].string == "mpls" {
      #expect(FileManager.default.fileExists(atPath: "/proc/sys/net/mpls"))
    }
  }

  // MARK: One decision

  @Test func decisionsAreAsIpTellsThem() throws {
    let indexes = try IpRouteJSON.interfaces(in: namespace)
    let questions: [([String], [String: Any])] = [
      (["10.1.0.77"], ["to": "10.1.0.77"]),
      (["20.0.0.1"], ["to": "20.0.0.1"]),
      (["20.0.0.1", "from", "10.1.0.2"], ["to": "20.0.0.1", "from": "10.1.0.2"]),
      (["20.1.0.9", "oif", "ifb0"], ["to": "20.1.0.9", "outputInterface": "ifb0"]),
      (["10.2.0.2", "uid", "77"], ["to": "10.2.0.2", "uid": 77]),
      (["22.0.0.1", "mark", "16"], ["to": "22.0.0.1", "mark": 16]),
      (["24.0.0.1", "tos", "0x10"], ["to": "24.0.0.1", "tos": 16]),
      (["24.2.0.1", "tos", "0x10"], ["to": "24.2.0.1", "tos": 16]),
      (["23.3.0.1"], ["to": "23.3.0.1"]), (["26.0.0.1"], ["to": "26.0.0.1"]),
      (["24.0.0.1"], ["to": "24.0.0.1"]),
      (["8.8.8.8"], ["to": "8.8.8.8"]), (["127.0.0.1"], ["to": "127.0.0.1"]),
      (["10.1.0.1"], ["to": "10.1.0.1"]), (["10.1.0.255"], ["to": "10.1.0.255"]),
      (
        ["20.0.0.1", "from", "10.1.0.50", "iif", "va"],
        ["to": "20.0.0.1", "from": "10.1.0.50", "inputInterface": "va"]
      ),
      (
        ["20.0.0.1", "ipproto", "udp", "sport", "53", "dport", "99"],
        ["to": "20.0.0.1", "protocol": "udp", "sourcePort": 53, "destinationPort": 99]
      ),
      (["2001:db8::1"], ["to": "2001:db8::1"]), (["fd01::77"], ["to": "fd01::77"]),
      (
        ["2001:db8:7::1", "mark", "0x20", "iif", "va"],
        [
          "to": "2001:db8:7::1", "mark": 32, "inputInterface": "va",
        ]
      ),
      (["2001:db8:c::1"], ["to": "2001:db8:c::1"]), (["::1"], ["to": "::1"]),
      (["2001:db8:20::1"], ["to": "2001:db8:20::1"]),
      (
        ["fd01::9", "from", "fd01::1", "oif", "va"],
        [
          "to": "fd01::9", "from": "fd01::1", "outputInterface": "va",
        ]
      ),
    ]
    // The packet of another host is taken where forwarding is on.
    try succeed(["sysctl", "-qw", "net.ipv4.ip_forward=1"], in: namespace)
    try succeed(["sysctl", "-qw", "net.ipv6.conf.all.forwarding=1"], in: namespace)
    for (words, parameters) in questions {
      let family = words[0].contains(":") ? "v6" : "v4"
      let judged = try run(["ip", "-j", "-d", "route", "get"] + words, in: namespace)
      let response = try agent.response("getRoute", parameters)
      guard judged.status == 0 else {
        let errno = try #require(response["error"]["data"]["errno"].string, "\(words)")
        #expect(judged.errors.contains(IpRouteJSON.words[errno] ?? "?"), "\(words) \(errno)")
        continue
      }
      let judge = try #require(JSON(judged.text).array.first)
      let found = differences(
        ["it": IpRouteJSON.row(ofDecision: response["result"])],
        ["it": IpRouteJSON.decision(judge, family, indexes)])
      #expect(found == [], "\(words)")
    }
  }

  @Test func refusalsAreTheKernels() throws {
    for (address, errno) in [
      ("21.0.0.1", "EINVAL"), ("21.1.0.1", "EHOSTUNREACH"), ("21.2.0.1", "EACCES"),
      ("2001:db8:2::1", "EINVAL"), ("2001:db8:3::1", "EHOSTUNREACH"),
    ] {
      let judged = try run(["ip", "route", "get", address], in: namespace)
      #expect(judged.errors.contains(IpRouteJSON.words[errno] ?? "?"), "\(judged.errors)")
      let error = try agent.response("getRoute", ["to": address])["error"]["data"]
      #expect(error["errno"].string == errno, "\(address)")
      #expect(error["name"].string == "kernelError", "\(address)")
      #expect(error["hint"].string?.isEmpty == false)
    }
    let noRoute = try agent.response(
      "getRoute", ["to": "192.0.2.1", "netns": "all"])
    #expect(noRoute.errorName == "invalidParams")
    for parameters: [String: Any] in [
      ["to": "10.0.0.0/8"], ["to": "x"], ["to": "::1", "from": "1.2.3.4"],
      ["to": "1.2.3.4", "tos": 256], ["to": "1.2.3.4", "sourcePort": 65536],
      ["to": "1.2.3.4", "protocol": "tpc"], [:],
    ] {
      #expect(try agent.response("getRoute", parameters).errorName == "invalidParams")
    }
    let nowhere = try agent.response("getRoute", ["to": "1.2.3.4", "outputInterface": "nowhere"])
    #expect(nowhere.errorName == "notFound")
  }

  // MARK: Neighbors and rules

  @Test func neighborsAreAsIpTellsThem() throws {
    let found = try compared {
      try IpRouteJSON.neighbors(in: namespace)
    } _: {
      let rows = try answer("listNeighbors", "neighbors").map(IpRouteJSON.row(ofNeighbor:))
      return Dictionary(
        rows.map { ("\($0["address"] ?? "") \($0["interface"] ?? "") \($0["flags"] ?? "")", $0) },
        uniquingKeysWith: { first, _ in first })
    }
    #expect(found == [])
    let neighbors = try answer("listNeighbors", "neighbors")
    let states = Set(neighbors.compactMap { $0["state"].string })
    #expect(states.isSuperset(of: ["PERMANENT", "STALE", "NOARP", "FAILED", "NONE"]))
    let flags = Set(neighbors.flatMap { $0["flags"].strings ?? [] })
    #expect(flags.isSuperset(of: ["PROXY", "ROUTER", "EXT_LEARNED", "MANAGED"]))
    #expect(neighbors.filter { $0["flags"].strings == ["PROXY"] }.count == 3)
  }

  /// Ages lie between what `ip` saw before and after.
  @Test func agesAreAsIpTellsThem() throws {
    func seconds(_ name: String) throws -> [Int] {
      try IpRouteJSON.read(["-s", "neighbor", "show", "10.1.0.40"], in: namespace)
        .compactMap { $0[name].int }
    }
    sleep(1)
    for (name, ours) in [
      ("used", "usedHundredthsAgo"), ("updated", "updatedHundredthsAgo"),
      ("confirmed", "confirmedHundredthsAgo"),
    ] {
      let before = try #require(seconds(name).first)
      let record = try answer("listNeighbors", "neighbors").first {
        $0["address"].string == "10.1.0.40"
      }
      let after = try #require(seconds(name).first)
      let hundredths = try #require(record?[ours].int)
      #expect((before...after).contains(hundredths / 100), "\(name)")
      #expect(hundredths > 50, "\(name)")
    }
  }

  @Test func neighborsAreFiltered() throws {
    let all = try answer("listNeighbors", "neighbors")
    let filters: [([String: Any], (JSON) -> Bool)] = [
      (["family": "v4"], { $0["family"].string == "v4" }),
      (["interface": "ifb0"], { $0["interface"].string == "ifb0" }),
      (["states": ["PERMANENT"]], { $0["state"].string == "PERMANENT" }),
      (
        ["states": ["NONE", "STALE"], "family": "v6"],
        {
          $0["family"].string == "v6" && ["NONE", "STALE"].contains($0["state"].string)
        }
      ),
    ]
    func keys(_ records: [JSON]) -> [String] {
      records.map { "\($0["address"]) \($0["interface"]) \($0["linkAddress"]) \($0["flags"])" }
        .sorted()
    }
    for (parameters, holds) in filters {
      let some = try answer("listNeighbors", "neighbors", parameters)
      #expect(keys(some) == keys(all.filter(holds)), "\(parameters)")
      #expect(!some.isEmpty && some.count < all.count, "\(parameters)")
    }
  }

  @Test func rulesAreAsIpTellsThem() throws {
    let found = try compared {
      try IpRouteJSON.rules(in: namespace)
    } _: {
      inOrder(try answer("listRules", "rules"), IpRouteJSON.row(ofRule:))
    }
    #expect(found == [])
    let all = try answer("listRules", "rules")
    #expect(all.count == 35)
    let some = try answer("listRules", "rules", ["family": "v6"])
    #expect(some.map(\.description) == all.suffix(some.count).map(\.description))
    #expect(some.count == 8)
  }

  /// What the kernel has and this machine's `ip` may not know yet, set by hand.
  @Test func newerSelectorsAreTold() throws {
    let codes = try succeed(["python3", Zoo.path("newer_rules")], in: namespace).lines
    let rules = try answer("listRules", "rules")
    let expected = [
      300: ["dscp": 0x28, "dscpMask": 0x38],
      301: ["flowLabel": 0x1200, "flowLabelMask": 0xff00],
      302: [
        "sourcePortFirst": 16, "sourcePortMask": 0xfff0, "destinationPortFirst": 32,
        "destinationPortMask": 0xffe0,
      ],
    ]
    #expect(codes.count == 3)
    for (index, code) in codes.enumerated() {
      let rule = rules.first { $0["priority"].int == 300 + index }
      // An older kernel refuses what it does not know.
      #expect((code == "0") == (rule != nil), "\(code)")
      for (name, value) in expected[300 + index] ?? [:] where rule != nil {
        #expect(rule?[name].int == value, "\(name)")
      }
    }
  }

  // MARK: Addresses, namespaces, tables for people

  @Test func addressesAreFilteredByTheKernel() throws {
    let all = try answer("listAddresses", "addresses")
    let filters: [([String: Any], (JSON) -> Bool)] = [
      (["family": "v4"], { $0["family"].string == "v4" }),
      (["family": "v6"], { $0["family"].string == "v6" }),
      (["interface": "vb"], { $0["interface"].string == "vb" }),
      (
        ["interface": "vb", "family": "v6"],
        {
          $0["interface"].string == "vb" && $0["family"].string == "v6"
        }
      ),
    ]
    func keys(_ records: [JSON]) -> [String] {
      records.map { "\($0["interface"]) \($0["address"]) \($0["prefixLength"]) \($0["label"])" }
    }
    for (parameters, holds) in filters {
      let some = try answer("listAddresses", "addresses", parameters)
      #expect(keys(some) == keys(all.filter(holds)), "\(parameters)")
      #expect(!some.isEmpty && some.count < all.count, "\(parameters)")
    }
    let response = try agent.response("listAddresses", ["interface": "nowhere"])
    #expect(response.errorName == "notFound")
  }

  @Test func namespacesAreTold() throws {
    let outside = try TestAgent()
    for (method, list) in [
      ("listRoutes", "routes"), ("listNeighbors", "neighbors"), ("listRules", "rules"),
      ("listAddresses", "addresses"),
    ] {
      // Other neighbors come and go.
      var parameters: [String: Any] = method == "listNeighbors" ? ["states": ["PERMANENT"]] : [:]
      let inside = try answer(method, list, parameters)
      parameters["netns"] = namespace.name
      let told = try outside.ask(method, parameters)[list].array
      #expect(told.count == inside.count, "\(method)")
      #expect(told.allSatisfy { $0["netnsName"].string == namespace.name }, "\(method)")
      let names = { (records: [JSON]) in records.map { $0["interface"].cell ?? "-" } }
      #expect(names(told) == names(inside), "\(method)")
    }
    let decision = try outside.ask("getRoute", ["to": "20.0.0.1", "netns": namespace.name])
    #expect(decision["netnsName"].string == namespace.name)
    #expect(decision["nextHops"].array.first?["gateway"].string == "10.1.0.5")
    // A link that only one of all namespaces has.
    let all = try outside.ask("listRoutes", ["netns": "all", "interface": "dark"])
    #expect(all["routes"].array.contains { $0["netnsName"].string == namespace.name })
  }

  @Test func tablesAreForPeople() throws {
    let routes = try agent.nlctl("routes", "-4").lines
    #expect(routes.first?.hasPrefix("DESTINATION") == true)
    #expect(routes.contains { $0.hasPrefix("default ") && $0.contains("10.1.0.254") })
    #expect(routes.contains { $0.hasPrefix("23.0.0.0/8") && $0.contains("10.1.0.10 +15") })
    #expect(!routes.contains { $0.contains(" local ") })
    #expect(try agent.nlctl("routes", "all").text.contains("4294967295"))
    #expect(try agent.nlctl("routes", "300").lines.count == 3)
    let rules = try agent.nlctl("rules").text
    #expect(rules.contains("ipproto tcp sport 1000-2000 dport 443"))
    #expect(rules.contains("fwmark 0x10/0xff"))
    #expect(rules.contains("goto 32766"))
    #expect(rules.contains("tun_id 99"))
    #expect(try agent.nlctl("neighbors", "--state", "permanent", "-6").lines.count == 2)
    #expect(try agent.nlctl("addresses", "--interface", "ifb0", "-4").lines.count == 2)
    let way = try agent.nlctl("route", "22.0.0.1", "--mark", "0x10")
    #expect(way.status == 0 && way.text.contains("10.1.0.7") && way.text.contains("70000"))
    let none = try agent.nlctl("route", "21.1.0.1")
    #expect(none.status == 1 && none.errors.contains("EHOSTUNREACH"), "\(none.errors)")
    #expect(try agent.nlctl("routes", "9999").errors.contains("no v4 routing table 9999"))
  }
}

extension IpRouteJSON {
  /// What `ip` says of an errno.
  static let words = [
    "EINVAL": "Invalid argument", "EHOSTUNREACH": "No route to host",
    "EACCES": "Permission denied", "ENETUNREACH": "Network is unreachable",
  ]
}
