import Netlink
internal import Vocabulary

/// Why a socket has no known process. A reason is given only if it is certain: if several are
/// possible, it is `notFound`.
enum OwnerUnknown: Sendable {
  case timeWait
  case synReceived
  case notAccepted
  case closed
  case ended
  case noPermission
  case notFound
  case notSeen

  /// The word in records. The contract `SocketOwners` explains each.
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

  /// Why a TCP or UDP socket has no inode, so that no descriptor can refer to it.
  /// - Returns: nil for a socket with an inode, and for a state that does not explain its absence.
  static func reason(_ socket: InetDiagMessage) -> OwnerUnknown? {
    guard socket.inode == 0 else { return nil }
    switch socket.state {
    case InetState.timeWait: return .timeWait
    case InetState.synReceived: return .synReceived
    // Without a descriptor only close(2) leads to these states: nothing else could shut it down.
    case InetState.finWait1, InetState.finWait2, InetState.closing, InetState.lastAck:
      return .closed
    case InetState.openState, InetState.closeWait: return .notAccepted
    default: return nil
    }
  }

  /// Why a Unix socket has no inode; nil if it has one.
  static func reason(_ socket: borrowing UnixDiagMessage) -> OwnerUnknown? {
    socket.inode == 0 ? .notAccepted : nil
  }
}
