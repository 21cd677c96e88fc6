/// Message types of NETLINK_ROUTE that the agent sends or reads (`linux/rtnetlink.h`).
public enum RouteMessageType {
  public static let newLink: UInt16 = 16  // RTM_NEWLINK
  public static let deleteLink: UInt16 = 17  // RTM_DELLINK
  public static let getLink: UInt16 = 18  // RTM_GETLINK
  public static let newAddress: UInt16 = 20  // RTM_NEWADDR
  public static let deleteAddress: UInt16 = 21  // RTM_DELADDR
  public static let getAddress: UInt16 = 22  // RTM_GETADDR
  public static let newRoute: UInt16 = 24  // RTM_NEWROUTE
  public static let deleteRoute: UInt16 = 25  // RTM_DELROUTE
  public static let getRoute: UInt16 = 26  // RTM_GETROUTE
  public static let newNeighbor: UInt16 = 28  // RTM_NEWNEIGH
  public static let deleteNeighbor: UInt16 = 29  // RTM_DELNEIGH
  public static let getNeighbor: UInt16 = 30  // RTM_GETNEIGH
  public static let newRule: UInt16 = 32  // RTM_NEWRULE
  public static let deleteRule: UInt16 = 33  // RTM_DELRULE
  public static let getRule: UInt16 = 34  // RTM_GETRULE
  public static let newStatistics: UInt16 = 92  // RTM_NEWSTATS
  public static let getStatistics: UInt16 = 94  // RTM_GETSTATS
}
