import Testing

/// The built nlctl against agents that behave and agents that do not.
@Suite struct ExitStatusTests {
  static let head = #"{"jsonrpc":"2.0","id":1,"result":"#
  static let record = #"{"protocol":"tcp","localPort":1}"#

  @Test func aWholeListIsSuccess() throws {
    let answer = "\(ExitStatusTests.head){\"connections\":[{},{\"a\":1}],\"complete\":true}}\n"
    let run = try Run("inet --json --socket \(try FakeAgent(answer).path)")
    #expect(run.status == 0)
    #expect(run.output == "[{},\n{\"a\":1}]\n")
    #expect(run.errors == "")
  }

  @Test func anErrorOfTheAgentIsOne() throws {
    let answer =
      #"{"jsonrpc":"2.0","id":null,"error":{"code":-32004,"message":"full\u001b","data":"#
      + #"{"errno":"EMFILE","hint":"Wait."}}}"# + "\n"
    // Refused at once: nobody reads the request.
    let agent = try FakeAgent(answer, reads: false)
    let run = try Run("inet --json --socket \(agent.path)")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors == "nlctl: full\\x1b (EMFILE)\nWait.\n")
  }

  @Test func callPrintsTheErrorObject() throws {
    let error = #"{"code":-32601,"message":"no"}"#
    let agent = try FakeAgent("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":\(error)}\n")
    let run = try Run("call x --socket \(agent.path)")
    #expect(run.status == 1)
    #expect(run.errors == error + "\n")
  }

  @Test func callPrintsTheResultAsItIs() throws {
    let result = #"{"n":1,"list":[{"a":[1]},{"b":"]"}],"more":{"x":[]},"complete":false}"#
    let agent = try FakeAgent("\(ExitStatusTests.head)\(result)}\n")
    let run = try Run("call x --socket \(agent.path)")
    #expect(run.status == 4)
    #expect(run.output == result + "\n")
  }

  @Test func wrongUsageIsTwo() throws {
    let run = try Run("inet --stat x")
    #expect(run.status == 2)
    #expect(
      run.errors
        == "nlctl: unknown option --stat\nDid you mean \"--state\"? Try 'nlctl help inet'.\n")
  }

  @Test func noAgentIsThree() throws {
    let run = try Run("inet --socket /nonexistent/sock")
    #expect(run.status == 3)
    #expect(run.errors.hasPrefix("nlctl: no agent listens on /nonexistent/sock"))
    #expect(run.errors.contains("systemctl start nlagent.socket"))
    #expect(run.errors.contains("--private"))
  }

  @Test func noAnswerInTimeIsThree() throws {
    let answer = "\(ExitStatusTests.head){\"connections\":[{\"a\":1},{\"b"
    let agent = try FakeAgent(answer, lingersMilliseconds: 3000)
    let run = try Run("inet --json --timeout 0.3 --socket \(agent.path)")
    #expect(run.status == 3)
    #expect(run.output == "[{\"a\":1}]\n")
    #expect(run.errors.contains("no complete answer within 0.3 s"))
  }

  @Test func anAnswerThatBreaksOffIsFour() throws {
    let answer = "\(ExitStatusTests.head){\"connections\":[{\"a\":1},{\"b"
    let run = try Run("inet --json --socket \(try FakeAgent(answer).path)")
    #expect(run.status == 4)
    #expect(run.output == "[{\"a\":1}]\n")
    #expect(run.errors.hasPrefix("nlctl: the answer broke off after 1 record"))
  }

  @Test func anIncompleteListIsFour() throws {
    let answer =
      ExitStatusTests.head + #"{"connections":[],"complete":false,"problems":["#
      + #"{"name":"a","message":"first"},{"name":"b","message":"second","errno":"EIO"}]}}"# + "\n"
    let run = try Run("inet --ndjson --socket \(try FakeAgent(answer).path)")
    #expect(run.status == 4)
    #expect(run.errors == "nlctl: incomplete: first\nnlctl: incomplete: second (EIO)\n")
  }

  @Test func whatIsNoAgentIsFour() throws {
    let run = try Run("inet --socket \(try FakeAgent("HTTP/1.1 400 Bad Request\r\n").path)")
    #expect(run.status == 4)
    #expect(run.errors.contains("does not answer like nlagent"))
  }

  @Test func aClosedPipeIsSilent() throws {
    let records = repeatElement(ExitStatusTests.record, count: 20_000).joined(separator: ",")
    let answer = "\(ExitStatusTests.head){\"connections\":[\(records)],\"complete\":true}}\n"
    let agent = try FakeAgent(answer)
    let run = try Run("inet --ndjson --socket \(agent.path)", pipedTo: "head -n 1")
    #expect(run.output == ExitStatusTests.record + "\n")
    #expect(run.errors == "")
    #expect([0, 141].contains(run.status))
  }

  @Test func aFullDiskIsReported() throws {
    let answer = "\(ExitStatusTests.head){\"connections\":[{}],\"complete\":true}}\n"
    let agent = try FakeAgent(answer)
    let run = try Run("inet --json --socket \(agent.path) >/dev/full")
    #expect(run.status == 4)
    #expect(run.errors == "nlctl: cannot write the output: No space left on device\n")
  }

  @Test func aFullDiskIsReportedByEveryCommand() throws {
    let answer =
      "\(ExitStatusTests.head){\"connections\":[\(ExitStatusTests.record)],\"complete\":true}}\n"
    for command in ["wait 'sport = :1' --socket \(try FakeAgent(answer).path)", "help", "version"] {
      let run = try Run("\(command) >/dev/full")
      #expect(run.status == 4, "\(command)")
      #expect(run.errors == "nlctl: cannot write the output: No space left on device\n")
    }
  }

  /// The socket to the agent must not get the number of standard output.
  @Test func aClosedOutputIsReported() throws {
    let answer = "\(ExitStatusTests.head){\"connections\":[{}],\"complete\":true}}\n"
    for closed in [">&-", "<&- >&-"] {
      for options in [
        "inet --json --socket \(try FakeAgent(answer).path)", "call status --private",
      ] {
        let run = try Run("\(options) \(closed)")
        #expect(run.status == 4, "\(options) \(closed)")
        #expect(run.errors == "nlctl: cannot write the output: Bad file descriptor\n")
      }
    }
    #expect(try Run("call status --private 2>&-").status == 0)
  }

  @Test func aSubscriptionWithoutAnAnswerIsThree() throws {
    let agent = try FakeAgent("", lingersMilliseconds: 3000)
    let run = try Run("monitor link --timeout 0.3 --socket \(agent.path)")
    #expect(run.status == 3)
    #expect(run.errors.hasPrefix("nlctl: the agent did not answer in time\n"))
  }

  @Test func anAgentOfOnesOwn() throws {
    let run = try Run("call status --private")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("{\"version\""))
  }
}
