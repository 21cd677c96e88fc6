import Protocol
import Testing

@testable import NLAgent

@Suite("getFamilyID")
struct GetFamilyIDTests {
  @Test func findsTheFamilyThatAlwaysExists() throws {
    let family = try MethodRun.result("getFamilyID", #"{"name":"nlctrl"}"#)
    #expect(family["id"]?.number == 16)
    #expect(family["name"]?.text == "nlctrl")
    let getFamily = family["operations"]?.elements?.first { $0["id"]?.number == 3 }
    #expect(getFamily?["flags"]?.texts?.contains("dump") == true)
    #expect(family["multicastGroups"]?.elements?.first?["name"]?.text == "notify")
  }

  @Test func doesNotFindAnUnknownFamily() {
    let error = #expect(throws: RPCError.self) {
      try MethodRun.result("getFamilyID", #"{"name":"no.such_family-"}"#)
    }
    #expect(error?.code == .notFound)
    #expect(error?.errno == "ENOENT")
    #expect(error?.hint?.contains("module") == true)
  }

  @Test(arguments: [
    #"{"name":""}"#, #"{"name":"0123456789abcdef"}"#, #"{"name":"TASKSTATS\u0000junk"}"#,
    #"{"name":"../x"}"#, #"{"name":"ä"}"#, #"{"name":"a\n"}"#,
  ])
  func refusesWhatIsNoName(parameters: String) {
    let error = #expect(throws: RPCError.self) {
      try MethodRun.result("getFamilyID", parameters)
    }
    #expect(error?.code == .invalidParams)
    #expect(error?.hint?.contains("1 to 15 characters") == true)
  }

  /// The kernel has families with a space in their name.
  @Test(arguments: ["802.15.4 MAC", "a b"]) func takesASpace(_ name: String) {
    do {
      _ = try MethodRun.result("getFamilyID", #"{"name":"\#(name)"}"#)
    } catch {
      #expect((error as? RPCError)?.code == .notFound)
    }
  }

  @Test func takesTheLongestName() {
    let error = #expect(throws: RPCError.self) {
      try MethodRun.result("getFamilyID", #"{"name":"0123456789abcde"}"#)
    }
    #expect(error?.code == .notFound)
  }
}
