import Testing

@testable import Protocol

/// What callers do with a value once it is read.
struct JSONValueTests {
  private func parse(_ text: String) throws -> JSONNode {
    try JSONReader.parse(Array(text.utf8))
  }

  @Test(arguments: [
    ("1", ["1"]),
    ("  1  ", ["1"]),
    (" [ 1 , -2.50 ] ", ["[ 1 , -2.50 ]", "1", "-2.50"]),
    (#"{"id" : "\u0061" }"#, [#"{"id" : "\u0061" }"#, #""\u0061""#]),
    (#"{"é":"🐧", "b":[ ]}"#, [#"{"é":"🐧", "b":[ ]}"#, #""🐧""#, "[ ]"]),
    ("[true,false , null]", ["[true,false , null]", "true", "false", "null"]),
    ("[[[]],{ }]", ["[[[]],{ }]", "[[]]", "[]", "{ }"]),
    ("\t{}\r\n", ["{}"]),
  ])
  func rangesCoverExactlyTheValue(_ text: String, _ expected: [String]) throws {
    let bytes = Array(text.utf8)
    let found = flatten(try JSONReader.parse(bytes)).map { Array(bytes[$0.range]) }
    #expect(found == expected.map { Array($0.utf8) })
  }

  @Test func anIdCanBeEchoedAsSent() throws {
    for id in ["1", "1.0", "-0", "1e2", #""\u0041\/""#, "null", "18446744073709551616"] {
      let bytes = Array(#"{"id": \#(id) ,"method":"x"}"#.utf8)
      let range = try #require(try JSONReader.parse(bytes)["id"]).range
      #expect(Array(bytes[range]) == Array(id.utf8))
    }
  }

  @Test func subscriptGivesTheFirstMember() throws {
    let node = try parse(#"{"a":1,"b":2,"a":3}"#)
    #expect(node["a"]?.rendered == "1")
    #expect(node["b"]?.rendered == "2")
    #expect(node["c"] == nil)
    #expect(node[""] == nil)
  }

  @Test func subscriptOfAnythingElseIsNil() throws {
    for text in ["1", "[]", #""a""#, "null", "true", #"[{"a":1}]"#] {
      #expect(try parse(text)["a"] == nil)
    }
  }

  @Test func namesAreComparedByteByByte() throws {
    let node = try parse(#"{"\u212a":1,"e\u0301":2}"#)
    #expect("\u{212A}" == "K", "String comparison alone would confuse the two")
    #expect(node["K"] == nil)
    #expect(node["\u{212A}"]?.rendered == "1")
    #expect(node["\u{E9}"] == nil)
    #expect(node["e\u{301}"]?.rendered == "2")
  }

  @Test(
    arguments: [
      (#"{}"#, nil),
      (#"{"a":1}"#, nil),
      (#"{"a":1,"b":1}"#, nil),
      (#"{"a":1,"A":1}"#, nil),
      (#"{"a":1,"a":1}"#, "a"),
      (#"{"a":1,"b":2,"b":3,"a":4}"#, "b"),
      (#"{"a":1,"\u0061":2}"#, "a"),
      (#"{"":1,"":2}"#, ""),
      (#"{"a":{"b":1,"b":2}}"#, nil),
      (#"{"\u212a":1,"K":2}"#, nil),
      (#"[{"a":1,"a":1}]"#, nil),
      ("1", nil),
    ] as [(String, String?)]
  )
  func findsTheFirstDuplicateName(_ text: String, _ expected: String?) throws {
    #expect(try parse(text).firstDuplicateName == expected)
  }

  @Test(arguments: [
    ("null", "null"), ("true", "a boolean"), ("-1", "a number"), (#""x""#, "a string"),
    ("[]", "an array"), ("{}", "an object"),
  ])
  func namesItsKind(_ text: String, _ expected: String) throws {
    #expect(try parse(text).kindName == expected)
  }

  @Test(arguments: [
    ("", 1, "it ends before the value is complete"),
    ("[1 2]", 4, "a comma or the closing bracket must follow the value"),
    (#"{"a":1,}"#, 8, "a member name in double quotes must begin here"),
    ("[\"\u{1}\"]", 3, "a control character in a string must be escaped"),
  ])
  func theMessageSaysWhatAndWhere(_ text: String, _ column: Int, _ what: String) {
    let expected = "The JSON is wrong at byte column \(column): \(what)."
    #expect(refusal(of: Array(text.utf8))?.message == expected)
  }

  private func flatten(_ node: JSONNode) -> [JSONNode] {
    switch node.value {
    case .array(let nodes): [node] + nodes.flatMap(flatten)
    case .object(let members): [node] + members.flatMap { flatten($0.node) }
    default: [node]
    }
  }
}
