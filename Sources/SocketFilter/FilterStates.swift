internal import Protocol
internal import Vocabulary

/// The names of states and of groups of states: those of ss(8), and two of our own.
enum FilterStates {
  /// All states; bits of `InetState`.
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

  // Other spellings in ss, netstat(8) and RFC 9293.
  private static let otherNames = [
    "close": "CLOSE", "closed": "CLOSE", "listen": "LISTEN", "listening": "LISTEN",
    "estab": "ESTABLISHED", "syn-rcv": "SYN_RECV", "syn-rcvd": "SYN_RECV",
    "syn-received": "SYN_RECV", "fin-wait-1": "FIN_WAIT1", "fin-wait-2": "FIN_WAIT2",
    "unconn": "UNCONNECTED",
  ]

  /// The bits of a state or of a group of states; nil for an unknown name.
  static func bits(_ written: String) -> UInt32? {
    let lower = String(written.lowercased().map { $0 == "_" ? "-" : $0 })
    if let group = groups.first(where: { $0.name == lower }) { return group.bits }
    let name = otherNames[lower] ?? String(lower.uppercased().map { $0 == "-" ? "_" : $0 })
    guard InetState.isName(name) else { return nil }
    return InetState.mask([name])
  }

  /// The names to suggest in hints.
  static let names =
    groups.map(\.name) + [
      "established", "syn-sent", "syn-recv", "fin-wait-1", "fin-wait-2", "time-wait", "closed",
      "close-wait", "last-ack", "listening", "closing", "bound-inactive", "unconnected",
    ]

  /// All states that sockets of a protocol can have.
  static func all(of transport: InetTransport) -> UInt32 {
    transport.isConnectionless
      ? InetState.established | InetState.unconnected
      : all & ~InetState.unconnected & ~(1 << UInt32(InetState.close))
  }

  /// The bit of a socket's state. The kernel's CLOSE has a bit that depends on the protocol.
  static func bit(_ state: UInt8, _ transport: InetTransport) -> UInt32 {
    guard state != InetState.close else {
      return transport.isConnectionless ? InetState.unconnected : 1 << 13
    }
    return 1 << UInt32(state & 31)
  }
}
