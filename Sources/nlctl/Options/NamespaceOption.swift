internal import Protocol
internal import Syscalls

extension Option {
  /// The option of commands whose records belong to a network namespace.
  static let networkNamespace = Option(
    "--netns", short: "N", value: "NAMESPACE",
    "a name of ip netns, caller, pid:N, an inode number, or all")

  /// The option of commands that take a single namespace.
  static let oneNetworkNamespace = Option(
    "--netns", short: "N", value: "NAMESPACE",
    "a name of ip netns, caller, pid:N or an inode number")
}

extension Column {
  /// The namespace's name, or its inode number if it has no name.
  static let networkNamespace = Column(
    "NETNS", dispensability: 7, firstOf: "netnsName", "netns")
}

extension Invocation {
  /// The columns of a table, with that of the namespace if `--netns` was given.
  func columns(_ all: [Column]) -> [Column] {
    has("--netns") ? all + [.networkNamespace] : all
  }

  /// The members that records do not have without `--netns`.
  var omittedNamespaceMembers: [String] {
    has("--netns") ? [] : ["netns", "netnsName", "netnsNameHex"]
  }

  /// Writes the parameter `netns`.
  func writeNamespace(_ json: inout JSONWriter) {
    json.parameter("netns", value("--netns"))
  }
}
