/// The transport protocols; values from `linux/in.h`.
public enum InetTransport: UInt16, CaseIterable, Sendable {
  case tcp = 6  // IPPROTO_TCP
  case udp = 17  // IPPROTO_UDP
  case udplite = 136  // IPPROTO_UDPLITE
  /// Raw sockets of any protocol.
  case raw = 255  // IPPROTO_RAW
  case mptcp = 262  // IPPROTO_MPTCP
  case sctp = 132  // IPPROTO_SCTP

  /// The protocols that are listed by default.
  public static let usual: [InetTransport] = [.tcp, .udp]

  /// The IPPROTO_ number.
  public var number: UInt16 { rawValue }

  /// The word on the wire.
  public var name: String {
    switch self {
    case .tcp: "tcp"
    case .udp: "udp"
    case .udplite: "udplite"
    case .raw: "raw"
    case .mptcp: "mptcp"
    case .sctp: "sctp"
    }
  }

  /// Whether CLOSE means that a socket has no peer, because the protocol has no connections.
  public var isConnectionless: Bool {
    switch self {
    case .udp, .udplite, .raw: true
    case .tcp, .mptcp, .sctp: false
    }
  }

  /// Translates a mask of states into the one that the kernel expects for this protocol. For SCTP
  /// it contains all states, because the kernel does not filter associations by state.
  public func kernelStates(_ states: UInt32) -> UInt32 {
    if self == .sctp { return ~InetState.unconnected }
    guard isConnectionless else { return states & ~InetState.unconnected }
    var bits = states & InetState.established
    if states & InetState.unconnected != 0 { bits |= 1 << 7 }  // TCP_CLOSE
    return bits
  }
}
