/// The address families that sock_diag dumps separately; values from `linux/socket.h`.
public enum InetFamily: UInt8, CaseIterable, Sendable {
  case v4 = 2  // AF_INET
  case v6 = 10  // AF_INET6

  /// The AF_ number.
  public var number: UInt8 { rawValue }
  /// The word on the wire: `v4` or `v6`.
  public var name: String { self == .v4 ? "v4" : "v6" }
}
