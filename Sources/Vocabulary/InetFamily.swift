/// The address families sock_diag dumps separately (`linux/socket.h`).
public enum InetFamily: UInt8, CaseIterable, Sendable {
  case v4 = 2  // AF_INET
  case v6 = 10  // AF_INET6

  public var number: UInt8 { rawValue }
  public var name: String { self == .v4 ? "v4" : "v6" }
}
