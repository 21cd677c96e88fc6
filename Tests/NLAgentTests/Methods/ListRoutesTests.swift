import Netlink
import Protocol
import Testing
internal import Vocabulary

@testable import NLAgent

/// On the kernel that the tests run on. Other tests compare the values with `ip`.
@Suite struct ListRoutesTests {
  @Test func everyAnswerIsAsItsContractSays() throws {
    let routes = try MethodRun.list("listRoutes")
    #expect(routes.contains { $0["destination"]?.text == "127.0.0.1" })
    #expect(try MethodRun.list("listRules").count >= 3)
    _ = try MethodRun.list("listNeighbors")
    let way = try MethodRun.result("getRoute", #"{"to":"127.0.0.1"}"#)
    #expect(way["type"]?.text == "local")
    #expect(way["nextHops"]?.elements?.first?["interface"]?.text == "lo")
  }

  @Test func aLinkIsNamedByNameOrIndex() throws {
    for text in ["lo", "1"] {
      let routes = try MethodRun.list("listRoutes", #"{"interface":"\#(text)"}"#)
      #expect(!routes.isEmpty)
      for route in routes {
        let names = route["nextHops"]?.elements?.compactMap { $0["interface"]?.text }
        #expect(names?.contains("lo") == true)
      }
    }
    for text in ["", "+1", "4294967296", "0", "nlt-nowhere"] {
      let error = #expect(throws: RPCError.self) {
        try MethodRun.list("listRoutes", #"{"interface":"\#(text)"}"#)
      }
      #expect(error?.code == .notFound, "\(text)")
    }
  }

  @Test func wordsAndNumbersAreTakenAlike() throws {
    let word = try RouteSelection(parameters(#"{"table":"main","protocol":"bgp","type":"nat"}"#))
    let number = try RouteSelection(parameters(#"{"table":"254","protocol":"186","type":"10"}"#))
    #expect(word.filter == number.filter)
    #expect(word.filter.table == 254)
    #expect(word.families == [.v4, .v6, .mpls])
    for all in ["{}", #"{"table":"unspec"}"#, #"{"table":"all"}"#, #"{"table":"0"}"#] {
      #expect(try RouteSelection(parameters(all)).filter.table == nil)
    }
    for wrong in [
      #"{"table":"4294967296"}"#, #"{"table":"-1"}"#, #"{"table":"+1"}"#, #"{"table":""}"#,
      #"{"protocol":"256"}"#, #"{"type":"x"}"#,
    ] {
      #expect(throws: RPCError.self) { try RouteSelection(parameters(wrong)) }
    }
  }

  private func parameters(_ text: String) throws -> Parameters {
    try Parameters(.listRoutes, try JSONReader.parse(Array(text.utf8)))
  }
}
