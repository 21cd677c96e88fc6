internal import Protocol
internal import Vocabulary

/// The names of states and of groups of them, as ss(8) has them, and two of our own.
enum FilterStates {
  /// Every state there is, by the bits of `InetState`.
  static let all: UInt32 = InetState.unconnected | 0x3f7e

  private static let closed = InetState.mask(["CLOSE"])
  private static let listening = InetState.mask(["LISTEN"])
  private static let minisockets = InetState.mask(["SYN_RECV", "TIME_WAIT"])

  private static let groups: [(name: String, bits: UInt32)] = [
    ("all", all),
    ("connected", all & ~(closed | listening)),
    ("synchronized", all & ~(closed | listening | InetState.mask(["SYN_SENT"]))),
    ("bucket", minisockets),
    ("big", all & ~minisockets),
  ]

  // ss, netstat(8) and RFC 9293 write some differently.
  private static let otherNames = [
    "close": "CLOSE", "closed": "CLOSE", "listen": "LISTEN", "listening": "LISTEN",
    "estab": "ESTABLISHED", "syn-rcv": "SYN_RECV", "syn-rcvd": "SYN_RECV",
    "syn-received": "SYN_RECV", "fin-wait-1": "FIN_WAIT1", "fin-wait-2": "FIN_WAIT2",
    "unconn": "UNCONNECTED",
  ]

  /// The bits of a state or a group; nil for an unknown name.
  static func bits(_ written: String) -> UInt32? {
    let lower = String(written.lowercased().map { $0 == "_" ? "-" : $0 })
    if let group = groups.first(where: { $0.name == lower }) { return group.bits }
    let name = otherNames[lower] ?? String(lower.uppercased().map { $0 == "-" ? "_" : $0 })
    guard InetState.isName(name) else { return nil }
    return InetState.mask([name])
  }

  /// What may be written, for suggestions.
  static let names =
    groups.map(\.name) + [
      "established", "syn-sent", "syn-recv", "fin-wait-1", "fin-wait-2", "time-wait", "closed",
      "close-wait", "last-ack", "listening", "closing", "bound-inactive", "unconnected",
    ]

  /// All states that sockets of a protocol can be in.
  static func all(of transport: InetTransport) -> UInt32 {
    transport.isConnectionless
      ? InetState.established | InetState.unconnected
      : all & ~InetState.unconnected & ~(1 << UInt32(InetState.close))
  }

  /// The bit of a socket's state; what the kernel calls CLOSE depends on the protocol.
  static func bit(_ state: UInt8, _ transport: InetTransport) -> UInt32 {
    guard state != InetState.close else {
      return transport.isConnectionless ? InetState.unconnected : 1 << 13
    }
    return 1 << UInt32(state & 31)
  }
}
