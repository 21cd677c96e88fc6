internal import Protocol

/// Which network namespaces clients may ask about: the option `--netns`.
enum NamespaceRule: String, Sendable, CaseIterable {
  /// Connecting to the socket is the permission.
  case all
  /// Each client only about the one it is in. Root is no exception: root of a container is, too.
  case caller

  /// The one place where a client's namespace is allowed or refused.
  /// - Throws: `permissionDenied`.
  func check(_ choice: NamespaceChoice, for call: MethodCall) throws(RPCError) {
    switch (self, choice) {
    case (.all, _), (.caller, .caller): return
    case (.caller, .agent):
      let callers = try NamespaceFinder.openCallers(call).inode
      if callers == NamespaceFinder.own { return }
      throw NamespaceRule.refusal
    case (.caller, _): throw NamespaceRule.refusal
    }
  }

  private static var refusal: RPCError {
    RPCError(
      .permissionDenied, "this agent tells callers of their own network namespace only",
      hint: "Set the parameter netns to \"caller\"; the agent was started with --netns caller.")
  }
}
