import Protocol
import Testing

@testable import nlctl

/// `nlctl monitor` against agents that end, restart, or send wrong notifications.
@Suite struct MonitorSessionTests {
  private static func answer(_ links: String...) -> String {
    #"{"jsonrpc":"2.0","id":1,"result":{"subscription":1,"snapshot":{"links":["#
      + links.joined(separator: ",") + #"]},"complete":true}}"# + "\n"
  }

  private static func event(_ sequence: Int, _ action: String, _ link: String) -> String {
    #"{"jsonrpc":"2.0","method":"event","params":{"subscription":1,"sequence":\#(sequence),"#
      + #""topic":"link","action":"\#(action)","link":\#(link)}}"# + "\n"
  }

  private static func link(_ index: Int, _ mtu: Int) -> String {
    #"{"index":\#(index),"name":"e\#(index)","mtu":\#(mtu)}"#
  }

  private func actions(_ run: Run) throws -> [String] {
    try run.output.split(separator: "\n").map { line in
      let root = try JSONReader.parse(Array(line.utf8))
      guard case .string(let action)? = root["action"]?.value,
        case .string(let name)? = root["link"]?["name"]?.value
      else { return String(line) }
      return "\(action) \(name)\(root["resync"] == nil ? "" : " resync")"
    }
  }

  /// What changed while no agent ran is printed after the restart, marked `resync`; notifications
  /// of the new subscription are numbered from 1 again.
  @Test func aRestartShowsTheDifferences() throws {
    typealias Tests = MonitorSessionTests
    let agent = try FakeAgent([
      .init(
        answer: Tests.answer(Tests.link(1, 1500), Tests.link(2, 1500), Tests.link(3, 1500))
          + Tests.event(1, "changed", Tests.link(1, 1400))),
      .init(
        answer: Tests.answer(Tests.link(1, 1400), Tests.link(2, 9000), Tests.link(4, 1500))
          + Tests.event(1, "added", Tests.link(5, 1500))),
    ])
    let run = try Run("monitor link --json --count 5 --timeout 60 --socket \(agent.path)")
    #expect(run.status == 0)
    #expect(
      try actions(run) == [
        "present e1", "present e2", "present e3", "changed e1", "changed e2 resync",
        "added e4 resync", "removed e3 resync", "added e5",
      ])
    #expect(
      run.errors
        == "nlctl: the agent has ended; waiting until one listens again\nnlctl: connected again\n")
  }

  @Test func anEndBeforeTheFirstAnswerIsUnreachable() throws {
    let run = try Run("monitor link --timeout 5 --socket \(try FakeAgent("").path)")
    #expect(run.status == 3)
    #expect(run.errors.hasPrefix("nlctl: the agent closed the connection\n"))
  }

  /// A missing notification would leave the printed state wrong without notice.
  @Test func aGapInTheSequenceEndsIt() throws {
    typealias Tests = MonitorSessionTests
    let answer =
      Tests.answer() + Tests.event(1, "added", Tests.link(1, 1500))
      + Tests.event(3, "added", Tests.link(3, 1500))
    let run = try Run("monitor link --json --timeout 60 --socket \(try FakeAgent(answer).path)")
    #expect(run.status == 4)
    #expect(try actions(run) == ["added e1"])
    #expect(run.errors == "nlctl: a notification is missing before number 2\n")
  }

  @Test func aNotificationBeforeTheAnswerEndsIt() throws {
    let answer = MonitorSessionTests.event(1, "added", MonitorSessionTests.link(1, 1500))
    let run = try Run("monitor link --json --timeout 60 --socket \(try FakeAgent(answer).path)")
    #expect(run.status == 4)
    #expect(run.output == "")
  }

  /// A new subscription does not continue the numbers of the previous one.
  @Test func aNotificationBeforeTheAnswerOfARestartEndsItToo() throws {
    typealias Tests = MonitorSessionTests
    let agent = try FakeAgent([
      .init(answer: Tests.answer() + Tests.event(1, "added", Tests.link(1, 1500))),
      .init(answer: Tests.event(2, "added", Tests.link(2, 1500)) + Tests.answer()),
    ])
    let run = try Run("monitor link --json --timeout 5 --socket \(agent.path)")
    #expect(run.status == 4)
    #expect(try actions(run) == ["added e1"])
    #expect(run.errors.hasSuffix("nlctl: a notification is missing before number 1\n"))
  }

  @Test func theEndOfTheSubscriptionIsAnError() throws {
    let answer =
      MonitorSessionTests.answer()
      + #"{"jsonrpc":"2.0","method":"subscriptionEnded","params":{"subscription":1,"#
      + #""sequence":1,"message":"no namespace"}}"# + "\n"
    let run = try Run("monitor link --timeout 60 --socket \(try FakeAgent(answer).path)")
    #expect(run.status == 1)
    #expect(run.errors == "nlctl: the agent ended the subscription: no namespace\n")
  }

  @Test func aRefusalAfterARestartEndsItToo() throws {
    let agent = try FakeAgent([
      .init(answer: MonitorSessionTests.answer()),
      .init(answer: #"{"jsonrpc":"2.0","id":1,"error":{"code":-32004,"message":"full"}}"# + "\n"),
    ])
    let run = try Run("monitor link --timeout 60 --socket \(agent.path)")
    #expect(run.status == 1)
    #expect(run.errors.hasSuffix("nlctl: full\n"))
  }
}
