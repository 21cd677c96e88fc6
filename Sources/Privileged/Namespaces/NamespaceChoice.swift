/// The network namespaces that a request is about.
public enum NamespaceChoice: Equatable, Sendable {
  case agent
  case caller
  case all
  /// A name of `ip netns`.
  case name(String)
  /// That of a process, by its number in the agent's pid namespace.
  case process(Int32)
  case inode(UInt64)
}
