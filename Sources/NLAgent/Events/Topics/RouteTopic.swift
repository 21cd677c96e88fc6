internal import Netlink
internal import Protocol
internal import Syscalls
internal import Vocabulary

extension ServedTopic {
  /// `route`: RTM_NEWROUTE and RTM_DELROUTE.
  static let route = ServedTopic(
    contract: .route, family: .route, groups: [RouteGroup.v4Route, RouteGroup.v6Route],
    auxiliaryGroups: [RouteGroup.v4Address, RouteGroup.v6Address],
    dumps: [
      .routeDump(family: InetFamily.v4.number), .routeDump(family: InetFamily.v6.number),
    ],
    presentType: RouteMessageType.newRoute, removedType: RouteMessageType.deleteRoute,
    volatileMembers: ["expiresHundredths", "references", "usedHundredthsAgo", "error"],
    requiresReread: { message, action throws(NetlinkError) in
      switch message.header.type {
      case RouteMessageType.newRoute: return try replacesOthers(message)
      // The removal of one next hop of several is reported as that of a route with that next hop.
      case RouteMessageType.deleteRoute: return action == nil
      // These remove routes without an event.
      case RouteMessageType.newLink, RouteMessageType.deleteLink,
        RouteMessageType.deleteAddress:
        return true
      default: return false
      }
    },
    makeWriter: { context in
      var record = RouteRecord(in: context.recordNamespace)
      return { message, json throws(NetlinkError) in
        guard let route = RouteMessage(message.payload) else {
          throw .malformed("rtmsg cut short", offset: 0)
        }
        guard InetFamily(rawValue: route.family) != nil, !route.isCloned else { return false }
        try record.write(route, message.payload, to: &json)
        return true
      }
    })

  /// The kernel sends no event about a route that a new one replaces, nor about one that a new next
  /// hop is added to.
  private static func replacesOthers(
    _ message: borrowing Message
  ) throws(NetlinkError) -> Bool {
    if message.header.flags & MessageFlag.replace != 0 { return true }
    return try AttributeTable(message.payload, from: RouteMessage.size)[RouteAttribute.multipath]
      != nil
  }
}
