import Foundation
import Protocol
import Testing

@Suite struct RPCErrorTests {
  private func written(_ error: RPCError) throws -> [String: Any] {
    var json = JSONWriter()
    json.error(error)
    let data = Data(text(json).utf8)
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func isWrittenWithAllItKnows() throws {
    let error = try written(
      RPCError(
        .kernelError, "no \"room\"\n", errno: "ENOSPC", kernel: "Out of\u{1} room",
        hint: "Make room."))
    #expect(error["code"] as? Int == -32000)
    #expect(error["message"] as? String == "no \"room\"\n")
    #expect(
      error["data"] as? [String: String] == [
        "name": "kernelError", "errno": "ENOSPC", "kernel": "Out of\u{1} room",
        "hint": "Make room.",
      ])
  }

  @Test func whatIsNotKnownIsLeftOut() throws {
    let error = try written(RPCError(.parseError, "m"))
    #expect(error["data"] as? [String: String] == ["name": "parseError"])
  }

  @Test func everyCodeHasANameOfItsOwn() {
    let codes = [-32700, -32600, -32601, -32602, -32603] + Array(-32005 ... -32000)
    let names = codes.map { RPCError.Code(rawValue: $0).name }
    #expect(Set(names).count == codes.count)
    #expect(RPCError.Code(rawValue: 12).name == "internalError")
  }
}

@Suite struct SpellingTests {
  static let methods = MethodContract.all.map(\.name)

  @Test(arguments: [
    ("status", "status"), ("Status", "status"), ("statsu", "status"), ("staus", "status"),
    ("listLink", "listLinks"), ("listlinks", "listLinks"), ("getFamilyId", "getFamilyID"),
    ("inetConections", "inetConnections"), ("unixConnection", "unixConnections"),
    ("rpc.Discover", "rpc.discover"), ("cgroup_load", "cgroupLoad"),
  ]) func findsWhatWasMeant(_ written: String, _ meant: String) {
    #expect(Spelling.nearest(to: written, among: Self.methods) == meant)
  }

  @Test(arguments: ["", "wholly different", "zzzzzzzz", String(repeating: "status", count: 20_000)])
  func findsNothingWhereNothingIsNear(_ written: String) {
    #expect(Spelling.nearest(to: written, among: Self.methods) == nil)
  }

  @Test func takesTheNearestOfSeveral() {
    #expect(Spelling.nearest(to: "abcd", among: ["abxx", "abcx", "abxd"]) == "abcx")
    #expect(Spelling.nearest(to: "a", among: []) == nil)
  }
}

/// What a writer has written, as text.
func text(_ json: borrowing JSONWriter) -> String {
  json.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
}
