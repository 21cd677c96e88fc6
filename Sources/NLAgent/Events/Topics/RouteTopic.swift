internal import Netlink
internal import Protocol
internal import Syscalls
internal import Vocabulary

extension ServedTopic {
  /// `route`: RTM_NEWROUTE and RTM_DELROUTE.
  static let route = ServedTopic(
    contract: .route, family: .route, groups: [RouteGroup.v4Route, RouteGroup.v6Route],
    alsoHears: [RouteGroup.v4Address, RouteGroup.v6Address],
    dumps: [
      .routeDump(family: InetFamily.v4.number), .routeDump(family: InetFamily.v6.number),
    ],
    present: RouteMessageType.newRoute, gone: RouteMessageType.deleteRoute,
    restless: ["expiresHundredths", "references", "usedHundredthsAgo", "error"],
    goesStale: { message, action throws(NetlinkError) in
      switch message.header.type {
      case RouteMessageType.newRoute: return try replacesOthers(message)
      // A leg of a route of several is told as a route of its own when it goes.
      case RouteMessageType.deleteRoute: return action == nil
      // These take routes along without a word.
      case RouteMessageType.newLink, RouteMessageType.deleteLink,
        RouteMessageType.deleteAddress:
        return true
      default: return false
      }
    },
    writing: { scene in
      var record = RouteRecord(in: scene.namespace, names: scene.names)
      return { message, json throws(NetlinkError) in
        guard let route = RouteMessage(message.payload) else {
          throw .malformed("rtmsg cut short", offset: 0)
        }
        guard InetFamily(rawValue: route.family) != nil, !route.isCloned else { return false }
        try record.write(route, message.payload, to: &json)
        return true
      }
    })

  /// Nothing tells of the route that a new one takes the place of, nor of the one that it joins.
  private static func replacesOthers(
    _ message: borrowing Message
  ) throws(NetlinkError) -> Bool {
    if message.header.flags & MessageFlag.replace != 0 { return true }
    return try AttributeTable(message.payload, from: RouteMessage.size)[RouteAttribute.multipath]
      != nil
  }
}
