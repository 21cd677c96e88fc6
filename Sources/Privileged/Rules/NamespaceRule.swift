/// Which network namespaces clients may ask about: the option `--netns`.
public enum NamespaceRule: String, Sendable, CaseIterable {
  /// Connecting to the socket is the permission.
  case all
  /// Each client only about the one it is in. Root is no exception: root of a container is, too.
  case caller

  /// Decides whether a client may ask about the namespaces that it chose.
  /// - Throws: `namespaceNotPermitted`.
  public func check(_ choice: NamespaceChoice, for caller: Caller) throws(PrivilegedError) {
    switch (self, choice) {
    case (.all, _), (.caller, .caller): return
    case (.caller, .agent):
      let callers = try NamespaceFinder.open(.caller, for: caller).inode
      if callers == NamespaceFinder.own { return }
      throw .namespaceNotPermitted
    case (.caller, _): throw .namespaceNotPermitted
    }
  }

  /// Decides whether a client may know that a namespace exists.
  /// - Parameter callers: the inode of the namespace that the client is in; nil where it cannot
  ///   be read.
  public func shows(_ namespace: UInt64, toCallerIn callers: UInt64?) -> Bool {
    self == .all || namespace == callers
  }
}
