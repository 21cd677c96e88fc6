import Protocol
import Testing

/// What a line came to, in a few words.
func summary(_ text: String, batchLimit: Int = 64) -> String {
  switch RPCLine(Array(text.utf8), batchLimit: batchLimit) {
  case .single(let call): summary(call)
  case .batch(let calls): "[" + calls.map { summary($0) }.joined(separator: ", ") + "]"
  }
}

private func summary(_ call: RPCCall) -> String {
  switch call {
  case .invalid(let id, let error):
    return "\(error.code.rawValue) for \(String(decoding: id, as: UTF8.self))"
  case .request(let request):
    let id = request.id.map { String(decoding: $0, as: UTF8.self) } ?? "nobody"
    let parameters = request.parameters?.kindName ?? "nothing"
    return "\(request.method) of \(parameters) for \(id)"
  }
}

private func request(id: String) -> String {
  #"{"jsonrpc":"2.0","method":"m","id":\#(id)}"#
}

@Suite struct RPCLineTests {
  struct Exchange: Sendable {
    let line: String
    let expected: String
  }

  /// All examples of the JSON-RPC 2.0 specification, section 7. Its parse errors break over
  /// lines there; here they end where the first line ends, or are one line.
  static let exchanges = [
    Exchange(
      line: #"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#,
      expected: "subtract of an array for 1"),
    Exchange(
      line: #"{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}"#,
      expected: "subtract of an array for 2"),
    Exchange(
      line: """
        {"jsonrpc": "2.0", "method": "subtract", \
        "params": {"subtrahend": 23, "minuend": 42}, "id": 3}
        """,
      expected: "subtract of an object for 3"),
    Exchange(
      line: """
        {"jsonrpc": "2.0", "method": "subtract", \
        "params": {"minuend": 42, "subtrahend": 23}, "id": 4}
        """,
      expected: "subtract of an object for 4"),
    Exchange(
      line: #"{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}"#,
      expected: "update of an array for nobody"),
    Exchange(
      line: #"{"jsonrpc": "2.0", "method": "foobar"}"#,
      expected: "foobar of nothing for nobody"),
    Exchange(
      line: #"{"jsonrpc": "2.0", "method": "foobar", "id": "1"}"#,
      expected: #"foobar of nothing for "1""#),
    Exchange(
      line: #"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#,
      expected: "-32700 for null"),
    Exchange(
      line: #"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#,
      expected: "-32600 for null"),
    Exchange(
      line: """
        [{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, \
        {"jsonrpc": "2.0", "method"]
        """,
      expected: "-32700 for null"),
    Exchange(line: "[]", expected: "-32600 for null"),
    Exchange(line: "[1]", expected: "[-32600 for null]"),
    Exchange(line: "[1,2,3]", expected: "[-32600 for null, -32600 for null, -32600 for null]"),
    Exchange(
      line: """
        [{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, \
        {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}, \
        {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"}, \
        {"foo": "boo"}, \
        {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"}, \
        {"jsonrpc": "2.0", "method": "get_data", "id": "9"}]
        """,
      expected: """
        [sum of an array for "1", notify_hello of an array for nobody, \
        subtract of an array for "2", -32600 for null, foo.get of an object for "5", \
        get_data of nothing for "9"]
        """),
    Exchange(
      line: """
        [{"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]}, \
        {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}]
        """,
      expected: """
        [notify_sum of an array for nobody, notify_hello of an array for nobody]
        """),
  ]

  @Test(arguments: exchanges) func asTheSpecificationShows(_ exchange: Exchange) {
    #expect(summary(exchange.line) == exchange.expected)
  }

  /// The bytes, not the value: a client may match answers by the text it sent.
  @Test(arguments: [
    "0", "1", "-1", "-0", "1.50", "1e2", "1E+2", "0.0000", "18446744073709551616",
    "null", #""""#, #""a""#, #""\u0041\/\n\ud83d\ude00""#, #""é""#, #""1""#,
    String(repeating: "9", count: 1000),
  ]) func anIDIsGivenBackByteForByte(_ id: String) {
    #expect(summary(request(id: id)) == "m of nothing for \(id)")
    #expect(summary(request(id: " \t\(id) ")) == "m of nothing for \(id)")
    // An id survives what else is wrong with its request.
    #expect(summary(#"{"id":\#(id),"method":"m"}"#) == "-32600 for \(id)")
  }

  @Test(arguments: ["true", "false", "[]", "[1]", "{}", #"{"a":1}"#])
  func anIDOfAnotherTypeIsRefused(_ id: String) {
    #expect(summary(request(id: id)) == "-32600 for null")
  }

  @Test func aNumberBeyondTheLimitIsNoID() {
    #expect(summary(request(id: String(repeating: "9", count: 1001))) == "-32700 for null")
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","jsonrpc":"2.0","method":"m","id":7}"#,
    #"{"jsonrpc":"2.0","method":"m","method":"n","id":7}"#,
    #"{"jsonrpc":"2.0","method":"m","\u006dethod":"n","id":7}"#,
    #"{"jsonrpc":"2.0","method":"m","id":7,"params":[],"params":{}}"#,
    #"{"jsonrpc":"2.0","method":"m","id":7,"id":7}"#,
    #"{"jsonrpc":"2.0","method":"m","id":7,"extra":null}"#,
    #"{"jsonrpc":"2.0","method":"m","id":7,"Method":"m"}"#,
    #"{"jsonrpc":2.0,"method":"m","id":7}"#,
    #"{"jsonrpc":"2.00","method":"m","id":7}"#,
    #"{"jsonrpc":"1.0","method":"m","id":7}"#,
    #"{"jsonrpc":null,"method":"m","id":7}"#,
    #"{"method":"m","id":7}"#,
    #"{"jsonrpc":"2.0","id":7}"#,
    #"{"jsonrpc":"2.0","method":null,"id":7}"#,
    #"{"jsonrpc":"2.0","method":["m"],"id":7}"#,
    #"{"jsonrpc":"2.0","method":"m","params":null,"id":7}"#,
    #"{"jsonrpc":"2.0","method":"m","params":1,"id":7}"#,
    #"{"jsonrpc":"2.0","method":"m","params":"x","id":7}"#,
  ]) func aRequestOfTheWrongShapeIsRefusedUnderItsID(_ line: String) {
    #expect(summary(line) == "-32600 for 7")
  }

  @Test(arguments: ["1", "null", "true", #""text""#, "-1.5"])
  func aLineThatIsNoObjectIsRefused(_ line: String) {
    #expect(summary(line) == "-32600 for null")
  }

  @Test func aBatchMayBeAsLongAsTheLimit() {
    let one = request(id: "1")
    let batch = { "[" + [String](repeating: one, count: $0).joined(separator: ",") + "]" }
    #expect(summary(batch(64)).contains("m of nothing for 1"))
    #expect(summary(batch(65)) == "-32600 for null")
    #expect(summary(batch(1), batchLimit: 1) == "[m of nothing for 1]")
    #expect(summary(batch(2), batchLimit: 1) == "-32600 for null")
  }

  @Test func aBatchWithinABatchIsNoRequest() {
    #expect(summary("[[\(request(id: "1"))]]") == "[-32600 for null]")
  }

  @Test func everyBytePrefixOfARequestIsAParseError() {
    let whole = Array(request(id: #""é""#).utf8)
    for length in 0..<whole.count {
      guard
        case .single(.invalid(let id, let error)) = RPCLine(
          Array(whole[..<length]), batchLimit: 64)
      else {
        Issue.record("\(length) bytes of a request were taken for one")
        continue
      }
      #expect(id == RPCLine.unknownID && error.code == .parseError)
    }
  }
}
