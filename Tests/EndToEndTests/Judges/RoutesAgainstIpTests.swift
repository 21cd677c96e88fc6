import Foundation
import TestSupport
import Testing

/// Routes of all kinds, held against `ip route` of iproute2.
@Suite(.serialized, .needs(.root, .tools("ip", "python3")))
struct RoutesAgainstIpTests: RoutesSuite {
  let site: RoutesSite

  init() throws {
    site = try RoutesSite()
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

  @Test func routesMatchIp() throws {
    let found = try compared {
      try IpRouteJSON.routes(in: namespace)
    } _: {
      inOrder(try answer("listRoutes", "routes"), IpRouteJSON.row(ofRoute:))
    }
    #expect(found == [])
  }

  @Test func expiryMatchesIp() throws {
    let show = ["-6", "route", "show", "2001:db8::/32"]
    let before = try IpRouteJSON.read(show, in: namespace).first?["expires"].int
    let route = try answer("listRoutes", "routes", ["family": "v6"]).first {
      $0["destination"].string == "2001:db8::" && $0["prefixLength"].int == 32
    }
    let after = try IpRouteJSON.read(show, in: namespace).first?["expires"].int
    let hundredths = try #require(route?["expiresHundredths"].int)
    #expect((try #require(after)...(try #require(before)) + 1).contains(hundredths / 100))
  }

  /// The encapsulation that `ip` was given is in the raw bytes that the agent sends.
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
    try namespace.waitUntilQuiet()
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
      (["type": "256"], "invalidParams", "cannot be"),
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
  @Test func mplsIsListedOrUnsupported() throws {
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
}
