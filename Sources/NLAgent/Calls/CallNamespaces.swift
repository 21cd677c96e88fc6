internal import Privileged
internal import Protocol
internal import Syscalls

extension MethodCall {
  var isAboutAllNamespaces: Bool { parameters.string("netns") == "all" }

  /// Whether the parameter asks for another than the agent's own.
  var isAboutOtherNamespaces: Bool {
    parameters.string("netns").map { $0 != "agent" } ?? false
  }

  /// The one network namespace that the parameter `netns` asks for; nil for the agent's own.
  /// - Throws: `invalidParams` where it asks for all.
  func oneNamespace() throws(RPCError) -> TargetNamespace? {
    try chosenNamespace().1
  }

  /// As `oneNamespace`, with what it was chosen by.
  func chosenNamespace() throws(RPCError) -> (NamespaceChoice, TargetNamespace?) {
    let choice = try NamespaceChoice(parameters.string("netns"))
    try explained(try agent.namespaces.check(choice, for: caller))
    switch choice {
    case .agent: return (choice, nil)
    case .all:
      throw RPCError(
        .invalidParams, "parameter \"netns\" must name one network namespace here",
        hint: "listNamespaces shows which there are.")
    default: return (choice, try explained(try NamespaceFinder.open(choice, for: caller)))
    }
  }

  /// Runs `body` for each network namespace that the parameter `netns` asks for. Where it asks
  /// for all, one that fails becomes a problem, and the others are told all the same.
  /// - Parameter body: gets nil for the agent's own where the parameter was left out.
  func eachNamespace(
    _ response: inout ResponseWriter, _ problems: inout [Problem],
    _ body: (TargetNamespace?, inout ResponseWriter, inout [Problem]) throws(RPCError) -> Void
  ) throws(RPCError) {
    let choice = try NamespaceChoice(parameters.string("netns"))
    try explained(try agent.namespaces.check(choice, for: caller))
    switch choice {
    case .agent: try body(nil, &response, &problems)
    case .all:
      let survey = NamespaceSurvey()
      problems += survey.gaps.map { Problem($0) }
      for found in survey.namespaces {
        let before = problems.count
        do throws(RPCError) {
          try body(try explained(try found.open()), &response, &problems)
        } catch {
          problems.append(Problem(error))
        }
        for index in before..<problems.count { problems[index].netns = found.inode }
        if response.failure != nil { return }
      }
    default:
      try body(try explained(try NamespaceFinder.open(choice, for: caller)), &response, &problems)
    }
  }
}
