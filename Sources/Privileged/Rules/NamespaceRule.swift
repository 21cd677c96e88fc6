/// Which network namespaces clients may ask about: the option `--netns`.
public enum NamespaceRule: String, Sendable, CaseIterable {
  /// Every client may ask about all of them.
  case all
  /// Each client may ask only about the one that it is in. That includes root, because root may be
  /// root of a container.
  case caller

  /// Checks that a client may ask about the namespaces that it chose.
  /// - Throws: `namespaceNotPermitted` if not; also the errors of `NamespaceFinder.openCallers`.
  public func check(_ choice: NamespaceChoice, for caller: Caller) throws(PrivilegedError) {
    switch (self, choice) {
    case (.all, _), (.caller, .caller): return
    case (.caller, .agent):
      let callers = try NamespaceFinder.openCallers(caller).inode
      if callers == NamespaceFinder.own { return }
      throw .namespaceNotPermitted
    case (.caller, _): throw .namespaceNotPermitted
    }
  }

  /// Whether a client may know that a namespace exists.
  /// - Parameter callers: the inode number of the namespace that the client is in; nil if it is
  ///   unknown.
  public func shows(_ namespace: UInt64, toCallerIn callers: UInt64?) -> Bool {
    self == .all || namespace == callers
  }
}
