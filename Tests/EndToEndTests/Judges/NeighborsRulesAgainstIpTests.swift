import Foundation
import TestSupport
import Testing

/// Neighbors and rules, held against `ip neigh` and `ip rule`.
@Suite(.serialized, .needs(.root, .tools("ip", "python3")))
struct NeighborsRulesAgainstIpTests: RoutesSuite {
  let site: RoutesSite

  init() throws {
    site = try RoutesSite()
  }

  @Test func neighborsMatchIp() throws {
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
  @Test func agesMatchIp() throws {
    func seconds(_ name: String) throws -> [Int] {
      try IpRouteJSON.read(["-s", "neighbor", "show", "10.1.0.40"], in: namespace)
        .compactMap { $0[name].int }
    }
    // So old that its age cannot be taken for none.
    try eventually("it is a second old") {
      try ["used", "updated", "confirmed"].allSatisfy { try seconds($0).first ?? 0 >= 1 }
    }
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

  @Test func rulesMatchIp() throws {
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
  @Test func newerSelectorsAreWritten() throws {
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
}
