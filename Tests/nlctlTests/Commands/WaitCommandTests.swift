import Testing

/// `nlctl wait` against agents that end, refuse, or answer incompletely.
@Suite struct WaitCommandTests {
  private static func answer(complete: Bool) -> String {
    #"{"jsonrpc":"2.0","id":1,"result":{"connections":[],"complete":\#(complete)}}"# + "\n"
  }

  private static let refusal =
    #"{"jsonrpc":"2.0","id":1,"error":{"code":-32004,"message":"full"}}"# + "\n"

  private func wait(_ options: String, _ answers: [String]) throws -> Run {
    let agent = try FakeAgent(answers.map { .init(answer: $0) })
    return try Run("wait 'sport = :1' \(options) --socket \(agent.path)")
  }

  /// An incomplete list may miss the socket.
  @Test func anIncompleteListDoesNotProveThatASocketIsGone() throws {
    let incomplete = WaitCommandTests.answer(complete: false)
    let answers = Array(repeating: incomplete, count: 20)
    #expect(try wait("--gone --timeout 1", answers).status == 5)
    let complete = WaitCommandTests.answer(complete: true)
    #expect(try wait("--gone --timeout 60", [incomplete, complete]).status == 0)
  }

  /// Only an agent that has answered before is expected to come back.
  @Test func anAgentThatNeverAnsweredIsNotWaitedFor() throws {
    let run = try wait("--timeout 5", ["", WaitCommandTests.answer(complete: true)])
    #expect(run.status == 3)
  }

  @Test func aRefusalEndsIt() throws {
    let answers = [WaitCommandTests.answer(complete: true), WaitCommandTests.refusal]
    let run = try wait("--timeout 5", answers)
    #expect(run.status == 1)
    #expect(run.errors.hasSuffix("\nnlctl: connected again\nnlctl: full\n"))
  }
}
