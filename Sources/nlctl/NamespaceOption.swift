internal import Protocol
internal import Syscalls

extension Option {
  /// Of commands whose records belong to a network namespace.
  static let networkNamespace = Option(
    "--netns", short: "N", value: "NAMESPACE",
    "a name of ip netns, caller, pid:N, an inode number, or all")

  /// Of commands that are about one namespace.
  static let oneNetworkNamespace = Option(
    "--netns", short: "N", value: "NAMESPACE",
    "a name of ip netns, caller, pid:N or an inode number")
}

extension Column {
  /// The namespace's name, or its inode number where it has none.
  static let networkNamespace = Column(
    "NETNS", dispensability: 7, of: "netnsName", "netns"
  ) { row, out in
    out.cell(row.record, row[0].isThere ? row[0] : row[1])
  }
}

extension Invocation {
  /// The columns of a table, with the namespace's where one was asked for.
  func columns(_ all: [Column]) -> [Column] {
    has("--netns") ? all + [.networkNamespace] : all
  }

  /// The members that records do not have where no namespace was asked for.
  var leftOutNamespace: [String] {
    has("--netns") ? [] : ["netns", "netnsName", "netnsNameHex"]
  }

  /// Writes the parameter `netns`.
  func writeNamespace(_ json: inout JSONWriter) {
    if let namespace = value("--netns") { json.member("netns", namespace) }
  }
}
