import TestSupport
import Testing

/// The agent spoken to by a JSON-RPC 2.0 library that is not ours.
@Suite(.needs(.pythonPackages))
struct JsonRpcLibraryTests {
  @Test func theLibraryUnderstandsTheAgentAndIsUnderstood() throws {
    let agent = try TestAgent()
    let seen = try TestTools.json("jsonrpc_library", [agent.socket])
    let family = try agent.ask("getFamilyID", ["name": "TASKSTATS"])
    #expect(seen["named"]["kind"].string == "ok")
    #expect(seen["named"]["id"].int == 7)
    #expect(seen["named"]["result"].description == family.description)
    #expect(seen["positional"]["id"].string == "seven")
    #expect(seen["positional"]["result"].description == family.description)
    #expect(seen["uuid"].bool == true)
    #expect(seen["unknown"]["kind"].string == "error")
    #expect(seen["unknown"]["code"].int == -32601)
    #expect(seen["unknown"]["id"].int == 8)
    #expect(seen["parameters"]["code"].int == -32602)
    #expect(seen["parameters"]["data"]["name"].string == "invalidParams")
    #expect(seen["afterNotification"].int == 10)
    #expect(
      seen["batch"].description == #"[[1,"ok"],[2,"error"],[3,"ok"]]"#)
    #expect(seen["parse"]["code"].int == -32700)
    #expect(seen["parse"]["id"].isNull)
    #expect(seen["emptyBatch"]["code"].int == -32600)
    #expect(seen["invalid"]["code"].int == -32600)
    for name in ["unknown", "parameters", "parse", "emptyBatch", "invalid"] {
      #expect(seen[name]["message"].string?.isEmpty == false, "\(name)")
    }
  }
}
