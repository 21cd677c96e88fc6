internal import Privileged
internal import Protocol
internal import Synchronization

/// What the clients of one socket may ask.
struct Rights: Equatable, Sendable {
  /// The methods that the socket serves, beside those of the agent itself.
  var sets = Set(MethodSet.configurable)
  /// The network namespaces that clients may ask about.
  var namespaces = NamespaceRule.all
  /// The tasks that clients may see.
  var tasks = TaskRule.own

  /// Checks that the socket serves a set.
  /// - Throws: `permissionDenied`, which names the set.
  func require(_ set: MethodSet) throws(RPCError) {
    guard !serves(set) else { return }
    let served = MethodSet.configurable.filter { serves($0) }.map(\.rawValue)
    throw RPCError(
      .permissionDenied, "this socket does not serve the set \(set.rawValue): \(set.summary)",
      hint: """
        It serves \(served.isEmpty ? "the agent itself only" : served.joined(separator: ", ")). \
        The agent's configuration decides what each of its sockets serves.
        """)
  }

  /// Whether the socket serves a set.
  func serves(_ set: MethodSet) -> Bool { set == .agent || sets.contains(set) }
}

/// The rights of one socket, which a reload of the configuration can change.
final class SocketRights: Sendable {
  /// The socket's path, or its name; nil if it has none.
  let socket: String?
  private let state: Mutex<Rights>

  init(_ rights: Rights, of socket: String? = nil) {
    self.socket = socket
    state = Mutex(rights)
  }

  var current: Rights {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}
