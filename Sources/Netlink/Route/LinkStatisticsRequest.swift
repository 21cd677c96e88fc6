extension Request {
  /// A dump of the counters of all links (`struct if_stats_msg` of `linux/if_link.h`,
  /// RTM_GETSTATS): one small message per link. It is complete even if a link dump is not.
  public static func linkStatisticsDump() -> Request {
    var request = Request(type: RouteMessageType.getStatistics, flags: MessageFlag.dump)
    request.append(UInt8(0))  // family = AF_UNSPEC
    request.append(UInt8(0))  // pad1
    request.append(UInt16(0))  // pad2
    request.append(UInt32(0))  // ifindex
    request.append(UInt32(1))  // filter_mask = IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64)
    return request
  }
}
