import Netlink
internal import Vocabulary

/// Why no process is told for a socket. Only what is known: of several possible reasons none is
/// picked.
enum OwnerUnknown: Sendable {
  case timeWait
  case synReceived
  case notAccepted
  case closed
  case ended
  case noPermission
  case notFound
  case notSeen

  /// The word in records; `Protocol/Methods/SocketOwners.swift` says what each means.
  var word: StaticString {
    switch self {
    case .timeWait: "timeWait"
    case .synReceived: "synReceived"
    case .notAccepted: "notAccepted"
    case .closed: "closed"
    case .ended: "ended"
    case .noPermission: "noPermission"
    case .notFound: "notFound"
    case .notSeen: "notSeen"
    }
  }

  /// What a TCP or UDP socket without an inode, which no descriptor can lead to, is.
  /// - Returns: nil for a socket with one, or in a state that says nothing about it.
  static func reason(_ socket: InetDiagMessage) -> OwnerUnknown? {
    guard socket.inode == 0 else { return nil }
    switch socket.state {
    case InetState.timeWait: return .timeWait
    case InetState.synReceived: return .synReceived
    // Only close(2) brings these about without a descriptor: nobody could shut it down before.
    case InetState.finWait1, InetState.finWait2, InetState.closing, InetState.lastAck:
      return .closed
    case InetState.openState, InetState.closeWait: return .notAccepted
    default: return nil
    }
  }

  /// What a Unix socket without an inode is.
  static func reason(_ socket: borrowing UnixDiagMessage) -> OwnerUnknown? {
    socket.inode == 0 ? .notAccepted : nil
  }
}
