/// Socket states by number (`net/tcp_states.h`) and by name. Masks have the bit `1 << number` for
/// each state.
public enum InetState {
  /// TCP_ESTABLISHED.
  public static let openState: UInt8 = 1
  /// TCP_SYN_RECV.
  public static let synReceived: UInt8 = 3
  /// TCP_FIN_WAIT1.
  public static let finWait1: UInt8 = 4
  /// TCP_FIN_WAIT2.
  public static let finWait2: UInt8 = 5
  /// TCP_TIME_WAIT.
  public static let timeWait: UInt8 = 6
  /// TCP_CLOSE.
  public static let close: UInt8 = 7
  /// TCP_CLOSE_WAIT.
  public static let closeWait: UInt8 = 8
  /// TCP_LAST_ACK.
  public static let lastAck: UInt8 = 9
  /// TCP_LISTEN.
  public static let listen: UInt8 = 10
  /// TCP_CLOSING.
  public static let closing: UInt8 = 11
  /// TCP_NEW_SYN_RECV.
  public static let newSynReceived: UInt8 = 12
  /// TCP_BOUND_INACTIVE. The kernel reports such sockets as TCP_CLOSE.
  public static let boundInactive: UInt8 = 13

  /// The mask of TCP_ESTABLISHED.
  public static let established: UInt32 = 1 << 1
  /// The mask of UDP sockets without a peer. It is never sent to the kernel, which has no such
  /// state.
  public static let unconnected: UInt32 = 1 << 31

  private static let names: [(name: String, bits: UInt32)] = [
    ("ESTABLISHED", 1 << 1), ("SYN_SENT", 1 << 2),
    // Connections that are being opened to a listener: TCP_SYN_RECV and TCP_NEW_SYN_RECV.
    ("SYN_RECV", 1 << 3 | 1 << 12),
    ("FIN_WAIT1", 1 << 4), ("FIN_WAIT2", 1 << 5), ("TIME_WAIT", 1 << 6),
    ("CLOSE", 1 << 7 | 1 << 13 | unconnected), ("CLOSE_WAIT", 1 << 8), ("LAST_ACK", 1 << 9),
    ("LISTEN", 1 << 10), ("CLOSING", 1 << 11),
    // Requested with its own bit.
    ("BOUND_INACTIVE", 1 << UInt32(boundInactive)), ("UNCONNECTED", unconnected),
  ]

  /// States of SCTP associations by number (SCTP_STATE_… of `net/sctp/constants.h`). The kernel
  /// does not filter by them.
  public static let associations = [
    "CLOSE", "COOKIE_WAIT", "COOKIE_ECHOED", "ESTABLISHED", "SHUTDOWN_PENDING", "SHUTDOWN_SENT",
    "SHUTDOWN_RECEIVED", "SHUTDOWN_ACK_SENT",
  ]

  /// The mask of the named states; all bits for nil. Unknown names have no bits.
  public static func mask(_ wanted: [String]?) -> UInt32 {
    guard let wanted else { return .max }
    return names.reduce(0) { mask, state in
      wanted.contains(state.name) ? mask | state.bits : mask
    }
  }

  /// Whether this is the name of a socket state or of an SCTP association's state.
  public static func isName(_ name: String) -> Bool {
    names.contains { $0.name == name } || associations.contains(name)
  }

  /// A state's name. The kernel's CLOSE has a name that depends on the protocol.
  public static func name(_ state: UInt8, _ transport: InetTransport) -> String {
    switch state {
    case close: transport.isConnectionless ? "UNCONNECTED" : "BOUND_INACTIVE"
    case synReceived, newSynReceived: "SYN_RECV"
    default: names.first { $0.bits == UInt32(1) << UInt32(state) }?.name ?? "UNKNOWN_\(state)"
    }
  }
}
