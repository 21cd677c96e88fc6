/// A program with sockets of all kinds in a network namespace and a control group of its own, and
/// an agent in that namespace.
struct DetailsSite {
  let zoo: Zoo
  let agent: TestAgent
  /// Makes a command run in that namespace.
  let inside: [String]
  // Destroyed last: a group can be removed only when it is empty.
  let group: ControlGroup

  init() throws {
    group = try ControlGroup(ControlGroup.unified)
    zoo = try Zoo("details_zoo", [group.path])
    inside = ["nsenter", "-t", "\(zoo.program.pid)", "-n"]
    agent = try TestAgent(wrapper: inside)
  }
}

/// A suite whose tests run at a `DetailsSite`.
protocol DetailsSuite {
  var site: DetailsSite { get }
}

extension DetailsSuite {
  var zoo: Zoo { site.zoo }
  var agent: TestAgent { site.agent }
  var inside: [String] { site.inside }
  var group: ControlGroup { site.group }
}
