internal import Privileged
internal import Protocol
internal import Syscalls

extension MethodCall {
  var isAboutAllNamespaces: Bool { parameters.string("netns") == "all" }

  /// Whether the parameter `netns` chooses anything but the agent's own namespace.
  var isAboutOtherNamespaces: Bool {
    parameters.string("netns").map { $0 != "agent" } ?? false
  }

  private func openNamespace(_ choice: NamespaceChoice) throws(RPCError) -> TargetNamespace {
    if choice != .caller { powers?.use(.namespaces) }
    guard case .inode = choice else {
      return try explained(try NamespaceFinder.open(choice, for: caller, by: agent.surveyor))
    }
    return try work.surveying { () throws(RPCError) in
      try explained(try NamespaceFinder.open(choice, for: caller, by: agent.surveyor))
    }
  }

  /// Surveys all network namespaces.
  func surveyNamespaces() throws(RPCError) -> NamespaceSurvey {
    try work.surveying { () throws(RPCError) in
      NamespaceSurvey(.descriptors(by: agent.surveyor))
    }
  }

  /// The agent's namespace is the caller's own, too, unless the caller is in a container.
  private func useAgentsNamespace() {
    guard let powers, !caller.isInAgentsNetworkNamespace else { return }
    powers.use(.namespaces)
  }

  private func watch(
    _ choice: NamespaceChoice, _ namespace: TargetNamespace
  ) -> NamespaceWatch? {
    NamespaceWatch(choice, namespace, of: caller, by: agent.surveyor)
  }

  /// The one network namespace that the parameter `netns` chooses; nil for the agent's own.
  /// - Throws: `invalidParams` if it chooses all; `permissionDenied` or `notFound`.
  func oneNamespace() throws(RPCError) -> TargetNamespace? {
    try chosenNamespace().1
  }

  /// The same with the choice.
  func chosenNamespace() throws(RPCError) -> (NamespaceChoice, TargetNamespace?) {
    let choice = try NamespaceChoice(parameters.string("netns"))
    try explained(try rights.namespaces.check(choice, for: caller))
    switch choice {
    case .agent:
      useAgentsNamespace()
      return (choice, nil)
    case .all:
      throw RPCError(
        .invalidParams, "parameter \"netns\" must choose one network namespace here",
        hint: "listNamespaces lists them.")
    default: return (choice, try openNamespace(choice))
    }
  }

  /// Writes a list with the records of each network namespace that the parameter `netns` chooses.
  /// - Parameters:
  ///   - ending: writes further members after the list.
  ///   - records: writes the records of one namespace, as `body` of `eachNamespace`.
  func list(
    _ name: StaticString, _ response: inout ResponseWriter,
    ending: (inout JSONWriter) -> Void = { _ in },
    records: (TargetNamespace?, inout ResponseWriter, inout [Problem]) throws(RPCError) -> Void
  ) throws(RPCError) {
    try response.list(name, ending: ending) { response, problems throws(RPCError) in
      try eachNamespace(&response, &problems, records)
    }
  }

  /// Calls `body` for each network namespace that the parameter `netns` chooses. If it chooses all,
  /// a namespace that fails becomes a problem, and the others are still listed.
  /// - Parameter body: receives nil for the agent's own namespace if the parameter is left out or
  ///   `agent`.
  func eachNamespace(
    _ response: inout ResponseWriter, _ problems: inout [Problem],
    _ body: (TargetNamespace?, inout ResponseWriter, inout [Problem]) throws(RPCError) -> Void
  ) throws(RPCError) {
    let choice = try NamespaceChoice(parameters.string("netns"))
    try explained(try rights.namespaces.check(choice, for: caller))
    defer { response.namespaceWatch = nil }
    switch choice {
    case .agent:
      useAgentsNamespace()
      try body(nil, &response, &problems)
      problems += missingNames()
    case .all:
      powers?.use(.namespaces)
      let survey = try surveyNamespaces()
      problems += survey.gaps.map { Problem($0) }
      for found in survey.namespaces {
        let before = problems.count
        do throws(RPCError) {
          let namespace = try work.surveying { () throws(RPCError) in
            try explained(try found.open(by: agent.surveyor))
          }
          response.namespaceWatch = watch(.inode(found.inode), namespace)
          try body(namespace, &response, &problems)
        } catch {
          problems.append(Problem(error))
        }
        problems += missingNames()
        for index in before..<problems.count { problems[index].netns = found.inode }
        if response.isClientGone() { return }
      }
    default:
      let namespace = try openNamespace(choice)
      response.namespaceWatch = watch(choice, namespace)
      try body(namespace, &response, &problems)
      problems += missingNames()
    }
  }
}
