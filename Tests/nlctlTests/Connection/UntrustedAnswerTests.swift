import Testing

/// Answers that no agent gives. `contrib/checks/hostile-agent` has many more, and measures memory.
@Suite struct UntrustedAnswerTests {
  private static let result = #"{"connections":[{"localPort":1}],"complete":true}"#

  static let answers = [
    (#"{"jsonrpc":"2.0","id":2,"result":\#(result)}"#, "its id is not that of the request"),
    (#"{"jsonrpc":"2.0","id":"1","result":\#(result)}"#, "its id is not that of the request"),
    (#"{"jsonrpc":"2.0","id":null,"result":\#(result)}"#, "its id is not that of the request"),
    (#"{"jsonrpc":"1.0","id":1,"result":\#(result)}"#, "it is not JSON-RPC 2.0"),
    (#"{"jsonrpc":"2.0","id":1,"result":\#(result),"error":{}}"#, "it has a result and an error"),
    (#"{"jsonrpc":"2.0","id":1,"result":{"connections":[]}}"#, "whether it is complete"),
    (
      #"{"jsonrpc":"2.0","id":1,"result":{"connections":[],"complete":"true"}}"#,
      "whether it is complete"
    ),
    (#"{"jsonrpc":"2.0","id":1,"result":\#(result)}x"#, "something follows it"),
    ("{\"jsonrpc\":\"2.0\",\r\"id\":1,\"result\":\(result)}", "it is not one line"),
    (#"{"jsonrpc":"2.0","id":1,"result":\#(result),"a":truE}"#, "it is not valid JSON"),
    (
      #"{"jsonrpc":"2.0","id":1,"result":{"connections":[{"a":01}],"complete":true}}"#,
      "a record is not valid JSON"
    ),
    (
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"connections\":[{\"a\":\"\u{1b}[2J\"}]}}",
      "a record is not valid JSON"
    ),
    (
      #"{"jsonrpc":"2.0","method":"event","params":{"id":1,"connections":[]}}"#,
      "a notification is no part of it"
    ),
  ]

  @Test(arguments: answers) func isRefused(_ answer: String, _ reason: String) throws {
    for command in [
      "inet", "inet --json", "inet --csv", "inet -i --ndjson", "call inetConnections", "who :1",
      "inet --watch", "wait 'sport = :1'",
    ] {
      let run = try Run(
        "\(command) --timeout 20 --socket \(try FakeAgent(answer + "\n").path)")
      #expect(run.status == 4, "\(command)")
      #expect(run.errors.contains(reason), "\(command): \(run.errors)")
      #expect(run.output.unicodeScalars.allSatisfy { $0 >= " " || $0 == "\n" }, "\(command)")
    }
  }

  /// Lists of the commands have objects; `call` takes any.
  @Test func aRecordIsAnObject() throws {
    let answer = #"{"jsonrpc":"2.0","id":1,"result":{"connections":[1],"complete":true}}"# + "\n"
    #expect(try Run("inet --json --socket \(try FakeAgent(answer).path)").status == 4)
    let called = try Run("call inetConnections --socket \(try FakeAgent(answer).path)")
    #expect(called.status == 0)
    #expect(called.output == #"{"connections":[1],"complete":true}"# + "\n")
  }

  @Test func aMissingPartIsNoticed() throws {
    let part = #"{"jsonrpc":"2.0","method":"part","params":{"id":1,"connections":[{}]}}"# + "\n"
    for (parts, status) in [(1, 4), (2, 0), (3, 4)] {
      let answer =
        part + part
        + #"{"jsonrpc":"2.0","id":1,"result":{"connections":[],"complete":true,"parts":\#(parts)}}"#
      let run = try Run("inet -i --ndjson --socket \(try FakeAgent(answer + "\n").path)")
      #expect(run.status == status)
      #expect(run.output == "{}\n{}\n")
    }
  }

  @Test func aResultIsAnObject() throws {
    for result in ["null", "[]", "\"x\""] {
      let answer = #"{"jsonrpc":"2.0","id":1,"result":\#(result)}"# + "\n"
      for command in ["status", "status --json", "call status", "call inetConnections"] {
        let run = try Run("\(command) --socket \(try FakeAgent(answer).path)")
        #expect(run.status == 4, "\(command) \(result)")
        #expect(run.output == "" || run.output == result + "\n", "\(command) \(result)")
      }
    }
  }

  /// The bytes before the list are printed only if they are JSON.
  @Test func callPrintsNoBrokenHead() throws {
    let answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"a\":\u{1b}[2J,\"list\":[1,2]}}\n"
    let run = try Run("call x --socket \(try FakeAgent(answer).path)")
    #expect(run.status == 4)
    #expect(run.output == "")
  }
}
