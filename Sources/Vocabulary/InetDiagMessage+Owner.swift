public import Netlink

extension InetDiagMessage {
  /// Whether uid 0 means "unknown" instead of root, because the socket does not belong to a
  /// process, or no longer does.
  public var isOwnerUnknown: Bool {
    state == InetState.timeWait || state == InetState.synReceived || (inode == 0 && uid == 0)
  }
}
