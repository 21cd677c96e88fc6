internal import Protocol
internal import Syscalls

/// A network namespace that a request is about, held open until its answer is done.
final class TargetNamespace: Sendable {
  let inode: UInt64
  /// Its name of `ip netns`, any bytes; nil where it has none.
  let name: [UInt8]?
  // Nil for the agent's own, which needs no privilege to be in.
  private let file: NetworkNamespaceFile?

  /// - Parameter own: the inode of the agent's own namespace.
  init(_ file: consuming NetworkNamespaceFile, name: [UInt8]?, own: UInt64?) {
    inode = file.inode
    self.name = name
    if file.inode == own {
      self.file = nil
    } else {
      self.file = consume file
    }
  }

  /// Runs what opens a socket or a file so that it belongs to the namespace.
  func inside<Value: ~Copyable & Sendable>(
    _ body: @escaping @Sendable () throws(SystemCallError) -> Value
  ) throws(SystemCallError) -> Value {
    switch file {
    case .some(let file): return try file.inside(body)
    case .none: return try body()
    }
  }

  /// Writes the members that tell a record's namespace.
  func writeMembers(to json: inout JSONWriter) {
    json.member("netns", inode)
    if let name { json.member("netnsName", bytes: name) }
  }

  /// For people: the name where there is one.
  var text: String {
    name.map { "\(String(decoding: $0, as: UTF8.self)) (\(inode))" } ?? "\(inode)"
  }
}
