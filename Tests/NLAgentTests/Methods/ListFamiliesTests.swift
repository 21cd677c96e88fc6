import Protocol
import Testing

@testable import NLAgent

@Suite("listFamilies")
struct ListFamiliesTests {
  @Test func matchesGetFamilyID() throws {
    let families = try MethodRun.list("listFamilies")
    #expect(families.first?["name"]?.text == "nlctrl")
    for family in families {
      let name = try #require(family["name"]?.text)
      let alone = try MethodRun.result("getFamilyID", #"{"name":"\#(name)"}"#)
      #expect(alone["id"]?.number == family["id"]?.number)
      #expect(alone["operations"]?.elements?.count == family["operations"]?.elements?.count)
    }
  }
}
