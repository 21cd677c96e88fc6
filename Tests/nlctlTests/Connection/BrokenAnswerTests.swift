import Testing

/// Answers that end early: nothing was answered (exit status 3), or a part of it (4).
@Suite struct BrokenAnswerTests {
  /// An agent that is stopped or crashes closes the connection without a byte. A script may try
  /// again then.
  @Test func aSilentEndIsUnreachable() throws {
    for command in ["inet --json", "inet", "inet -i --ndjson", "call status", "status"] {
      let run = try Run("\(command) --socket \(try FakeAgent("").path)")
      #expect(run.status == 3, "\(command)")
      #expect(run.output == "", "\(command)")
      #expect(
        run.errors.hasPrefix("nlctl: the agent closed the connection without an answer\n"),
        "\(command): \(run.errors)")
    }
  }

  /// The kernel resets a connection that is closed with unread bytes (ECONNRESET).
  @Test func aResetIsUnreachable() throws {
    let run = try Run("inet --json --socket \(try FakeAgent("", reads: false).path)")
    #expect(run.status == 3)
    #expect(run.errors.contains("closed the connection without an answer"))
  }

  private static func part(_ port: Int) -> String {
    #"{"jsonrpc":"2.0","method":"part","params":{"id":1,"connections":[{"localPort":\#(port)}]}}"#
      + "\n"
  }

  /// Between two parts no byte of the answer is left over; their records were printed all the same.
  @Test func partsWithoutAResponseAreIncomplete() throws {
    let answer = BrokenAnswerTests.part(1) + BrokenAnswerTests.part(2)
    let run = try Run("inet -i --ndjson --socket \(try FakeAgent(answer).path)")
    #expect(run.status == 4)
    #expect(run.output == "{\"localPort\":1}\n{\"localPort\":2}\n")
    #expect(run.errors.hasPrefix("nlctl: the answer broke off after 2 records"))
  }

  @Test func aPartThatBreaksOffIsIncomplete() throws {
    let answer = BrokenAnswerTests.part(1) + BrokenAnswerTests.part(2).dropLast(20)
    let run = try Run("inet -i --ndjson --socket \(try FakeAgent(answer).path)")
    #expect(run.status == 4)
    #expect(run.errors.hasPrefix("nlctl: the answer broke off after 1 record:"))
  }

  @Test func theResponseBehindPartsDecides() throws {
    for (complete, status) in [("true", 0), ("false", 4)] {
      let answer =
        BrokenAnswerTests.part(1)
        + #"{"jsonrpc":"2.0","id":1,"result":{"connections":[],"complete":\#(complete),"parts":1}}"#
        + "\n"
      let run = try Run("inet -i --ndjson --socket \(try FakeAgent(answer).path)")
      #expect(run.status == status)
      #expect(run.output == "{\"localPort\":1}\n")
    }
  }
}
