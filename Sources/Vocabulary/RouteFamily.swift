/// The families that routes have; values from `linux/socket.h`.
public enum RouteFamily: UInt8, CaseIterable, Sendable {
  case v4 = 2  // AF_INET
  case v6 = 10  // AF_INET6
  case mpls = 28  // AF_MPLS

  /// The AF_ number.
  public var number: UInt8 { rawValue }

  /// The word on the wire.
  public var name: String {
    switch self {
    case .v4: "v4"
    case .v6: "v6"
    case .mpls: "mpls"
    }
  }
}
