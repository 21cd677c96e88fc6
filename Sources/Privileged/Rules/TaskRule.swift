/// Whose tasks a client may see: the option `--tasks`. What a task reads and writes reveals much
/// of what it does: the length of a password, for instance (CVE-2011-2494).
public enum TaskRule: String, Sendable, CaseIterable {
  /// Each client sees the tasks of all users.
  case all
  /// Each client sees the tasks of its own user, and root those of all.
  case own

  /// The default: `all` if only the owner and group of each socket can write to it, `own` if
  /// everybody can write to one.
  /// - Parameter permissions: of each socket's file; nil where it has none, and so no file
  ///   permission keeps anybody out.
  public static func standard(for permissions: [UInt32?]) -> TaskRule {
    let othersMayWrite: UInt32 = 0o002
    return permissions.allSatisfy { $0.map { $0 & othersMayWrite == 0 } ?? false } ? .all : .own
  }

  /// Decides whether a client may see a task.
  /// - Parameter uid: the task's real user; nil where it is not known.
  public func grants(_ uid: UInt32?, to caller: Caller) -> Bool {
    self == .all || caller.uid == 0 || uid == caller.uid
  }
}
