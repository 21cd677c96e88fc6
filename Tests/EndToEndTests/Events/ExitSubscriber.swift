import Foundation
import TestSupport
import Testing

/// A client of the topic `taskExit`.
final class ExitSubscriber {
  let client: TestClient
  let subscription: Int
  private(set) var exits: [JSON] = []
  /// How many the agent said were lost.
  private(set) var lost = 0
  private var sequence = 0

  init(_ agent: TestAgent, _ parameters: [String: Any] = [:]) throws {
    client = try agent.connect()
    let answer = try client.ask("subscribe", parameters.merging(["topics": ["taskExit"]]) { $1 })
    #expect(answer["topics"].strings == ["taskExit"] && answer["snapshot"].object.isEmpty)
    subscription = try #require(answer["subscription"].int)
  }

  /// Takes the next notification.
  func take() throws {
    let line = try client.answer()
    let params = line["params"]
    sequence += 1
    try #require(params["sequence"].int == sequence, "\(line)")
    switch line["method"].string {
    case "event":
      try #require(params["topic"].string == "taskExit" && params["action"].string == "removed")
      exits.append(params["taskExit"])
    case "overrun": lost += try #require(params["lost"].int)
    case "overrunEnded":
      #expect(params["differences"].int == 0 && params["complete"].bool == false)
    default: throw HarnessError("\(line)")
    }
  }

  /// Takes notifications until so many tasks of a name have ended.
  func take(until command: String, times: Int = 1) throws {
    var met = 0
    while met < times {
      let before = exits.count
      try take()
      if exits.count > before, exits.last?["command"].string == command { met += 1 }
    }
  }

  /// The exits of one name.
  func exits(of command: String) -> [JSON] { exits.filter { $0["command"].string == command } }
}

/// `exit_judge.py`: a listener of its own to the same exits, which loses none.
final class ExitJudge {
  private let zoo: Zoo
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    zoo = try Zoo("exit_judge", [folder.path + "/heard"])
  }

  /// All that was heard, in order; it does not listen any more.
  func heard() throws -> [JSON] {
    zoo.program.closeInput()
    try zoo.program.waitForOutput("done")
    let heard = try JSON(folder.text("heard"))
    try #require(heard["drops"].int == 0, "the judge itself lost some")
    return heard["events"].array
  }
}
