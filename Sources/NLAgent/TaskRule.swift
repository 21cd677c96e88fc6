internal import Protocol
internal import Syscalls

/// Whose tasks a client may be told of: the option `--tasks`. What a task reads and writes tells
/// much of what it does: the length of a password, for instance (CVE-2011-2494).
enum TaskRule: String, Sendable, CaseIterable {
  /// Whoever may use the socket sees the tasks of all users.
  case all
  /// Each client those of its own user alone, and root all.
  case own

  /// The rule of an agent that was not told: all where a socket is for some alone, own where it
  /// lets everybody in.
  /// - Parameter permissions: of each socket's file; nil where it has none, so that its name is no
  ///   bar to anybody.
  static func suiting(_ permissions: [UInt32?]) -> TaskRule {
    let othersMayWrite: UInt32 = 0o002
    return permissions.allSatisfy { $0.map { $0 & othersMayWrite == 0 } ?? false } ? .all : .own
  }

  /// The one place where a task is granted to a caller or not.
  /// - Parameter uid: the task's real user.
  func grants(_ uid: UInt32?, to caller: PeerCredentials) -> Bool {
    self == .all || caller.uid == 0 || uid == caller.uid
  }

  /// - Throws: `permissionDenied`.
  func check(_ uid: UInt32?, of what: String, for call: MethodCall) throws(RPCError) {
    if grants(uid, to: call.caller) { return }
    throw RPCError(
      .permissionDenied,
      "\(what) is not user \(call.caller.uid)'s, and this agent tells callers of their own tasks only",
      hint: """
        Ask as root or as the task's user. The agent was started with --tasks own, or its socket \
        lets everybody in, which means the same unless --tasks all is said.
        """)
  }
}
