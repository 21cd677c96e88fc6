import Foundation
import TestSupport
import Testing

/// What all lists of routing have in common: filters, namespaces, and tables for people.
@Suite(.serialized, .needs(.root, .tools("ip", "python3")))
struct RoutingListsTests: RoutesSuite {
  let site: RoutesSite

  init() throws {
    site = try RoutesSite()
  }

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

  @Test func namespacesAreNamed() throws {
    let outside = try TestAgent()
    for (method, list) in [
      ("listRoutes", "routes"), ("listNeighbors", "neighbors"), ("listRules", "rules"),
      ("listAddresses", "addresses"),
    ] {
      // Other neighbors come and go.
      var parameters: [String: Any] = method == "listNeighbors" ? ["states": ["PERMANENT"]] : [:]
      let inside = try answer(method, list, parameters)
      parameters["netns"] = namespace.name
      let listed = try outside.ask(method, parameters)[list].array
      #expect(listed.count == inside.count, "\(method)")
      #expect(listed.allSatisfy { $0["netnsName"].string == namespace.name }, "\(method)")
      let names = { (records: [JSON]) in records.map { $0["interface"].cell ?? "-" } }
      #expect(names(listed) == names(inside), "\(method)")
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
