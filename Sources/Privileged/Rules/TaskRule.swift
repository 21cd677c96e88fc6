/// Whose tasks a client may see: the option `--tasks`. What a task reads and writes can reveal what
/// it does, for instance the length of a password (CVE-2011-2494).
public enum TaskRule: String, Sendable, CaseIterable {
  /// Each client sees the tasks of all users.
  case all
  /// Each client sees the tasks of its own user that the kernel would let it read (`TaskAccess`);
  /// root sees those of all users.
  case own

  /// The default for a socket: `all` if only its owner and group can write to it, `own` if
  /// everybody can.
  /// - Parameter permissions: the mode of the socket's file; nil for a socket without a file, to
  ///   which everybody can connect.
  public static func standard(for permissions: UInt32?) -> TaskRule {
    let othersMayWrite: UInt32 = 0o002
    return permissions.map { $0 & othersMayWrite == 0 } == true ? .all : .own
  }

  /// Whether a client may see all tasks.
  public func grantsAll(to caller: Caller) -> Bool { self == .all || caller.isRoot }

  /// Whether a client may see a task, as far as the task's user decides.
  /// - Parameter uid: the task's real user; nil if it is unknown.
  public func grants(_ uid: UInt32?, to caller: Caller) -> Bool {
    grantsAll(to: caller) || uid == caller.uid
  }

  /// Whether a client may see that a task ended. What the kernel would let the client read is not
  /// known any more, so its I/O is for those alone who may see all tasks. The user 0 of a container
  /// sees no exits, because the tasks of the host's root have the same number.
  public func grantsExit(of uid: UInt32?, to caller: Caller) -> Bool {
    grantsAll(to: caller) || (caller.uid != 0 && uid == caller.uid)
  }
}
