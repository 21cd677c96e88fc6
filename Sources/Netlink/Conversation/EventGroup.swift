/// Multicast groups of NETLINK_ROUTE (`enum rtnetlink_groups` of `linux/rtnetlink.h`).
public enum RouteGroup {
  public static let link: UInt32 = 1  // RTNLGRP_LINK
  public static let neighbor: UInt32 = 3  // RTNLGRP_NEIGH
  public static let v4Address: UInt32 = 5  // RTNLGRP_IPV4_IFADDR
  public static let v4Route: UInt32 = 7  // RTNLGRP_IPV4_ROUTE
  public static let v4Rule: UInt32 = 8  // RTNLGRP_IPV4_RULE
  public static let v6Address: UInt32 = 9  // RTNLGRP_IPV6_IFADDR
  public static let v6Route: UInt32 = 11  // RTNLGRP_IPV6_ROUTE
  public static let v6Rule: UInt32 = 19  // RTNLGRP_IPV6_RULE
}

/// Multicast groups of NETLINK_SOCK_DIAG (`enum sknetlink_groups` of `linux/sock_diag.h`). The
/// kernel sends an event for each socket that it frees, with the message that a dump would contain.
public enum SocketGroup {
  public static let v4TCPDestroyed: UInt32 = 1  // SKNLGRP_INET_TCP_DESTROY
  public static let v4UDPDestroyed: UInt32 = 2  // SKNLGRP_INET_UDP_DESTROY
  public static let v6TCPDestroyed: UInt32 = 3  // SKNLGRP_INET6_TCP_DESTROY
  public static let v6UDPDestroyed: UInt32 = 4  // SKNLGRP_INET6_UDP_DESTROY
}
