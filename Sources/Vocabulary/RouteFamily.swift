/// The families that routes have (`linux/socket.h`).
public enum RouteFamily: UInt8, CaseIterable, Sendable {
  case v4 = 2  // AF_INET
  case v6 = 10  // AF_INET6
  case mpls = 28  // AF_MPLS

  public var number: UInt8 { rawValue }

  public var name: String {
    switch self {
    case .v4: "v4"
    case .v6: "v6"
    case .mpls: "mpls"
    }
  }
}
