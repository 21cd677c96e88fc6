internal import Syscalls

/// Errors of connecting to the agent, with what the user can do about them.
enum Unreachable {
  /// - Parameter path: the agent's socket.
  static func failure(connecting path: String, _ error: SystemCallError) -> Failure {
    switch error.errno {
    case .permissionDenied, .notPermitted:
      Failure(.unreachable, "permission denied on \(path)", hint: joiningHint(path))
    case .noSuchFileOrDirectory, .connectionRefused:
      Failure(
        .unreachable,
        error.errno == .noSuchFileOrDirectory
          ? "no agent listens on \(path): there is no such socket"
          : "no agent listens on \(path): the agent that made the socket has ended",
        hint: startingHint)
    case .resourceTemporarilyUnavailable:
      Failure(
        .unreachable, "the agent on \(path) accepts no connection",
        hint: "Check whether it is stopped: systemctl status nlagent\n" + privateHint)
    default: Failure(.unreachable, "cannot connect to \(path): \(error.explanation)")
    }
  }

  private static let startingHint = """
    Start one: sudo systemctl start nlagent.socket    (or: sudo nlagent)
    \(privateHint)
    """

  private static let privateHint =
    "Or start an agent for this command only, as yourself: nlctl --private ..."

  /// How the user gets access to the socket, by its owner, group and mode.
  private static func joiningHint(_ path: String) -> String {
    guard let status = try? Files.status(path) else {
      return "You have no access to its directory: ask root for it.\n" + privateHint
    }
    guard status.mode & 0o020 != 0, status.groupID != 0 else {
      return "Only user \(status.userID) has access to it: use sudo.\n" + privateHint
    }
    guard let group = Groups.find(id: status.groupID) else {
      return "Its group is \(status.groupID), which has no name here.\n" + privateHint
    }
    let user = Process.environment("USER") ?? ""
    if group.members.contains(user) {
      return """
        Its group is \(group.name). You became a member after you had logged in: log in again,
        or run in this shell: newgrp \(group.name)
        \(privateHint)
        """
    }
    return """
      Its group is \(group.name). Join it: sudo usermod -aG \(group.name) $USER
      and log in again.
      \(privateHint)
      """
  }
}
