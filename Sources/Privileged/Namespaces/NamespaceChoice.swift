/// The network namespaces that a request is about.
public enum NamespaceChoice: Equatable, Sendable {
  /// The agent's own.
  case agent
  /// The one that the caller is in.
  case caller
  /// All that can be found.
  case all
  /// The one with this name of `ip netns`.
  case name(String)
  /// The one that a process is in, by its number in the agent's pid namespace.
  case process(Int32)
  /// The one with this inode number.
  case inode(UInt64)
}
