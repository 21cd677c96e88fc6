public import Netlink

extension InetDiagMessage {
  /// Whether uid 0 means "not known" here instead of root: the socket does not, or no longer,
  /// belong to anybody.
  public var isOwnerUnknown: Bool {
    state == InetState.timeWait || state == InetState.synReceived || (inode == 0 && uid == 0)
  }
}
