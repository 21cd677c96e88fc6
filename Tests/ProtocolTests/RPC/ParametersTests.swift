import Protocol
import Testing

@Suite struct ParametersTests {
  static let contract = MethodContract(
    name: "probe", set: .agent, summary: "A method of the tests",
    description: "All types of parameters.",
    parameters: [
      .always("path", .string, "Where it is."),
      .maybe("count", .unsigned, "How many."),
      .maybe("deep", .boolean, "Whether to look below."),
      .maybe("states", .array(.oneOf(["LISTEN", "CLOSE", "CLOSE_WAIT"])), "Which states."),
      .maybe("limit", .nullable(.unsigned), "How many at most; null is all."),
      .maybe("family", .oneOf(["v4", "v6"]), "Which family."),
      .maybe("offset", .integer, "From where."),
      .maybe(
        "steps",
        .array(
          .object([.always("by", .unsigned, "How far."), .maybe("where", .string, "To where.")])),
        "One after the other."),
    ], result: [])

  private func read(_ json: String?) throws(RPCError) -> Parameters {
    guard let json else { return try Parameters(Self.contract, nil) }
    let node: JSONNode
    do {
      node = try JSONReader.parse(Array(json.utf8))
    } catch {
      throw RPCError(.parseError, error.message)
    }
    return try Parameters(Self.contract, node)
  }

  @Test func byName() throws {
    let all = """
      {"states":["LISTEN","CLOSE"],"deep":true,"path":"/a","count":18446744073709551615,
      "limit":null,"family":"v6","offset":-5}
      """
    let parameters = try read(all)
    #expect(parameters.string("path") == "/a")
    #expect(parameters.uint64("count") == .max)
    #expect(parameters.bool("deep") == true)
    #expect(parameters.strings("states") == ["LISTEN", "CLOSE"])
    #expect(parameters.uint64("limit") == nil)
    #expect(parameters.string("family") == "v6")
  }

  @Test func byPosition() throws {
    let parameters = try read(#"["/a",3,false]"#)
    #expect(parameters.string("path") == "/a")
    #expect(parameters.uint64("count") == 3)
    #expect(parameters.bool("deep") == false)
    #expect(parameters.strings("states") == nil)
  }

  /// Objects are as strict inside as parameters are.
  @Test func objectsInLists() throws {
    let steps = try read(#"{"path":"","steps":[{"by":1},{"where":"x","by":2}]}"#).objects("steps")
    #expect(steps?.map { $0.uint64("by") } == [1, 2])
    #expect(steps?.map { $0.string("where") } == [nil, "x"])
    #expect(try read(#"{"path":""}"#).objects("steps") == nil)
    for (list, message, hint) in [
      (#"[{}]"#, #"parameter "steps[0]" needs the member "by""#, "by: How far."),
      (#"[{"by":1},{"by":-1}]"#, #"parameter "steps[1].by" must be an integer"#, nil),
      (
        #"[{"by":1,"wher":2}]"#, #"parameter "steps[0]" has no member "wher""#,
        #"Did you mean "where"?"#
      ),
      (#"[{"by":1,"by":1}]"#, #"parameter "steps[0]" has "by" twice"#, nil),
      ("[1]", #"parameter "steps[0]" must be an object"#, nil),
      ("{}", #"parameter "steps" must be an array"#, nil),
    ] as [(String, String, String?)] {
      let error = #expect(throws: RPCError.self) { try read(#"{"path":"","steps":\#(list)}"#) }
      #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
      if let hint { #expect(error?.hint == hint) }
    }
  }

  @Test func whatWasNotGivenIsNil() throws {
    let parameters = try read(#"{"path":"","states":[]}"#)
    #expect(parameters.string("path") == "")
    #expect(parameters.strings("states") == [])
    #expect(parameters.uint64("count") == nil)
    #expect(parameters.bool("deep") == nil)
    #expect(parameters.string("nothing of this name") == nil)
  }

  struct Refusal: Sendable {
    let json: String?
    let message: String
    var hint: String?
  }

  static let refusals = [
    Refusal(
      json: nil, message: #"probe needs the parameter "path""#, hint: "path: Where it is."),
    Refusal(json: "{}", message: #"probe needs the parameter "path""#, hint: "path: Where it is."),
    Refusal(json: "[]", message: #"probe needs the parameter "path""#, hint: "path: Where it is."),
    Refusal(
      json: #"{"path":"/","pth":1}"#, message: #"probe has no parameter "pth""#,
      hint: #"Did you mean "path"?"#),
    Refusal(
      json: #"{"path":"/","Deep":true}"#, message: #"probe has no parameter "Deep""#,
      hint: #"Did you mean "deep"?"#),
    Refusal(
      json: #"{"path":"/","wholly":1}"#, message: #"probe has no parameter "wholly""#,
      hint: "probe takes: path, count, deep, states, limit, family, offset, steps."),
    Refusal(
      json: #"{"path":7}"#, message: #"parameter "path" must be a string, not a number"#,
      hint: "path: Where it is."),
    Refusal(
      json: #"{"path":null}"#, message: #"parameter "path" must be a string, not null"#),
    Refusal(
      json: #"[["/"]]"#, message: #"parameter "path" must be a string, not an array"#),
    Refusal(
      json: #"["/","3"]"#,
      message: #"parameter "count" must be an integer from 0 to 2^64 - 1, not a string"#),
    Refusal(
      json: #"["/",-1]"#,
      message: #"parameter "count" must be an integer from 0 to 2^64 - 1, not a number"#),
    Refusal(
      json: #"["/",18446744073709551616]"#,
      message: #"parameter "count" must be an integer from 0 to 2^64 - 1, not a number"#),
    Refusal(
      json: #"["/",0.5]"#,
      message: #"parameter "count" must be an integer from 0 to 2^64 - 1, not a number"#),
    Refusal(
      json: #"["/",1,0]"#, message: #"parameter "deep" must be true or false, not a number"#),
    Refusal(
      json: #"{"path":"/","states":["LISTEN","LISTENS"]}"#,
      message: """
        parameter "states[1]" is "LISTENS", which is not one of LISTEN, CLOSE, CLOSE_WAIT
        """, hint: #"Did you mean "LISTEN"?"#),
    Refusal(
      json: #"{"path":"/","states":["LISTEN",["CLOSE"]]}"#,
      message: #"parameter "states[1]" must be a string, not an array"#),
    Refusal(
      json: #"{"path":"/","states":{"a":1}}"#,
      message: #"parameter "states" must be an array, not an object"#),
    Refusal(
      json: #"{"path":"/","family":"v5"}"#,
      message: #"parameter "family" is "v5", which is not one of v4, v6"#,
      hint: #"Did you mean "v4"?"#),
    Refusal(
      json: #"{"path":"/","limit":"x"}"#,
      message: """
        parameter "limit" must be an integer from 0 to 2^64 - 1, not a string
        """),
    Refusal(
      json: #"{"path":"/","offset":0.5}"#,
      message: #"parameter "offset" must be an integer, not a number"#),
    Refusal(json: #"{"path":"/","path":"/"}"#, message: #"parameter "path" is given twice"#),
    Refusal(
      json: #"{"path":"/","p\u0061th":"/"}"#, message: #"parameter "path" is given twice"#),
    Refusal(
      json: "[1,2,3,4,5,6,7,8,9]", message: "probe takes 8 parameters; 9 are given"),
  ]

  @Test(arguments: refusals) func theRefusalNamesTheMistake(_ refusal: Refusal) {
    let error = #expect(throws: RPCError.self) { try read(refusal.json) }
    #expect(error?.code == .invalidParams)
    #expect(error?.message == refusal.message)
    if let hint = refusal.hint { #expect(error?.hint == hint) }
    #expect(error?.hint != "")
  }

  @Test func aMethodWithoutParametersSaysSo() throws {
    let node = try JSONReader.parse(Array(#"{"everything":true}"#.utf8))
    let error = #expect(throws: RPCError.self) { try Parameters(.status, node) }
    #expect(error?.hint == "status takes no parameters.")
    let none = try JSONReader.parse(Array("[]".utf8))
    #expect(throws: Never.self) { try Parameters(.status, none) }
  }
}
