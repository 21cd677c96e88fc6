internal import Limits
internal import Syscalls

/// Opens the sockets that the settings name.
struct SocketOpener {
  /// Why the sockets could not be opened.
  enum Failure: Error {
    case noGroup(String)
    case noUser(String)
    /// systemd passes no socket with this name.
    case notPassed(String)
  }

  /// A socket that the settings name, with the numbers of its user and group.
  private struct Wanted {
    let settings: SocketSettings
    let owner: UInt32?
    let group: UInt32?
  }

  private static let standardGroup = "nlagent"
  let log: Log
  /// The sockets that systemd passed at the start.
  let passed: [ListeningSocket]

  /// Opens sockets that are not open yet, and gives all of them the rights of the settings. If it
  /// throws, no socket was opened and no right has changed.
  /// - Parameter open: the sockets that the agent has now.
  /// - Returns: all sockets that the settings name. The others are still to be closed.
  func sockets(_ settings: Settings, open: [ListeningSocket]) throws -> [ListeningSocket] {
    let named = settings.sockets
    if named.isEmpty, !passed.isEmpty {
      for socket in passed { setRights(settings.defaults, of: socket) }
      return passed
    }
    let wanted = try (named.isEmpty ? [settings.defaults] : named).map { try resolved($0) }
    var sockets: [ListeningSocket] = []
    var new: [ListeningSocket] = []
    do {
      for each in wanted {
        if let known = (passed + open).first(where: { $0.isMeant(by: each.settings.place) }) {
          sockets.append(known)
        } else {
          new.append(try listen(each))
          sockets.append(new[new.count - 1])
        }
      }
      for (socket, each) in zip(sockets, wanted) where open.contains(where: { $0 === socket }) {
        try setAccess(each, of: socket)
      }
    } catch {
      for socket in new { socket.listener.removeFile() }
      throw error
    }
    for (socket, each) in zip(sockets, wanted) { setRights(each.settings, of: socket) }
    // Sockets of systemd that the settings do not name have the defaults.
    let others = passed.filter { socket in !sockets.contains { $0 === socket } }
    for socket in others { setRights(settings.defaults, of: socket) }
    return sockets + others
  }

  private func setRights(_ settings: SocketSettings, of socket: ListeningSocket) {
    socket.rights.current = settings.rights(socket.listener.filePermissions())
  }

  private func setAccess(_ wanted: Wanted, of socket: ListeningSocket) throws {
    let mode = wanted.settings.mode
    do throws(SystemCallError) {
      do throws(SystemCallError) {
        try socket.listener.setAccess(mode: mode, owner: wanted.owner, group: wanted.group)
      } catch {
        guard isOnlyTheStandardGroup(wanted, error) else { throw error }
        try socket.listener.setAccess(mode: mode, owner: nil, group: nil)
      }
    } catch {
      throw UnixListenError.failed(path: socket.text, error)
    }
  }

  private func listen(_ wanted: Wanted) throws -> ListeningSocket {
    let path: String
    switch wanted.settings.place {
    case .path(let own): path = own
    case .systemd(let name): throw Failure.notPassed(name)
    }
    do {
      return try listen(path, wanted, wanted.group)
    } catch UnixListenError.failed(let path, let error)
      where isOnlyTheStandardGroup(wanted, error)
    {
      // The default group is a convenience, which an agent without CAP_CHOWN cannot give.
      log.warning(
        "cannot give \(path) to the group \(SocketOpener.standardGroup): CAP_CHOWN is missing; "
          + "the socket keeps the agent's own group")
      return try listen(path, wanted, nil)
    }
  }

  private func isOnlyTheStandardGroup(_ wanted: Wanted, _ error: SystemCallError) -> Bool {
    error == SystemCallError(.notPermitted, "chown") && wanted.settings.group == nil
      && wanted.owner == nil
  }

  private func listen(_ path: String, _ wanted: Wanted, _ group: UInt32?) throws -> ListeningSocket
  {
    let place = try UnixSocketPlace(path)
    // Until here these signals end the process at once, whatever it waits for. From here on there
    // is a socket file to remove.
    try Signals.block(Signal.ending)
    return ListeningSocket(
      try UnixListener(
        at: place, mode: wanted.settings.mode, owner: wanted.owner, group: group,
        backlog: Limits.acceptBacklog))
  }

  // MARK: Users and groups

  private func resolved(_ settings: SocketSettings) throws -> Wanted {
    Wanted(
      settings: settings, owner: try userID(settings.owner), group: try groupID(settings.group))
  }

  private func userID(_ name: String?) throws -> UInt32? {
    guard let name else { return nil }
    if let number = Self.number(name) { return number }
    guard let id = Users.find(name) else { throw Failure.noUser(name) }
    return id
  }

  /// Without a setting this is the group nlagent, if it exists and the agent runs as root: other
  /// users cannot change a file's group to one they are not in.
  private func groupID(_ name: String?) throws -> UInt32? {
    guard let name else {
      return Process.userID == 0 ? Groups.find(SocketOpener.standardGroup)?.id : nil
    }
    if let number = Self.number(name) { return number }
    guard let group = Groups.find(name) else { throw Failure.noGroup(name) }
    return group.id
  }

  /// For chown(2), the largest number means "do not change".
  private static func number(_ text: String) -> UInt32? {
    UInt32(text).flatMap { $0 == .max ? nil : $0 }
  }
}

extension ListeningSocket {
  /// Whether the settings of this place are about this socket.
  fileprivate func isMeant(by place: SocketSettings.Place) -> Bool {
    switch place {
    case .path(let path): listener.path == path || listener.boundPath == path
    case .systemd(let name): self.name == name
    }
  }
}
