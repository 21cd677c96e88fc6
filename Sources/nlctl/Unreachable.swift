internal import Syscalls

/// Why an agent could not be reached, and what to do about it.
enum Unreachable {
  static func failure(connecting path: String, _ error: SystemCallError) -> Failure {
    switch error.errno {
    case .permissionDenied, .notPermitted:
      Failure(.unreachable, "permission denied on \(path)", hint: joiningHint(path))
    case .noSuchFileOrDirectory, .connectionRefused:
      Failure(
        .unreachable,
        error.errno == .noSuchFileOrDirectory
          ? "no agent listens on \(path): there is no such socket"
          : "no agent listens on \(path): the one that made it is gone", hint: startingHint)
    case .resourceTemporarilyUnavailable:
      Failure(
        .unreachable, "the agent on \(path) takes no connection",
        hint: "Is it stopped? systemctl status nlagent; or ask with nlctl --private.")
    default: Failure(.unreachable, "cannot connect to \(path): \(error.explanation)")
    }
  }

  private static let startingHint = """
    Start one:   sudo systemctl start nlagent.socket    (or: sudo nlagent)
    or do without, as yourself, for this one command: nlctl --private ...
    """

  private static let privateHint = "Or do without, as yourself: nlctl --private ..."

  /// How to become one of those who may ask.
  private static func joiningHint(_ path: String) -> String {
    guard let status = try? Files.status(path) else {
      return "Its directory is closed to you: ask root to open it.\n" + privateHint
    }
    guard status.mode & 0o020 != 0, status.groupID != 0 else {
      return "Only user \(status.userID) may ask it: use sudo.\n" + privateHint
    }
    guard let group = Groups.find(id: status.groupID) else {
      return "It belongs to group \(status.groupID), which has no name here.\n" + privateHint
    }
    let user = Process.environment("USER") ?? ""
    if group.members.contains(user) {
      return """
        Its group is \(group.name), of which you are a member since you logged in: log in again,
        or in this shell: newgrp \(group.name)
        \(privateHint)
        """
    }
    return """
      Its group is \(group.name). Join it: sudo usermod -aG \(group.name) $USER
      and log in again. \(privateHint)
      """
  }
}
