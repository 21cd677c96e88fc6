internal import Netlink
internal import Protocol
internal import Syscalls

extension ServedTopic {
  /// `link`: RTM_NEWLINK and RTM_DELLINK.
  static let link = ServedTopic(
    contract: .link, family: .route, groups: [RouteGroup.link], dumps: [.linkDump()],
    presentType: RouteMessageType.newLink, removedType: RouteMessageType.deleteLink,
    // Timers of bridges and their ports.
    volatileMembers: [
      "helloTimer", "tcnTimer", "topologyChangeTimer", "gcTimer", "holdTimer", "messageAgeTimer",
      "forwardDelayTimer", "ipOtherTimer", "ipv6OtherTimer",
    ],
    requiresReread: { message, action throws(NetlinkError) in
      guard let action else { return false }
      return try changesOthers(message, action)
    },
    removalExtras: { message, json throws(NetlinkError) in
      try writeMove(message, to: &json)
    },
    makeWriter: { context in
      let record = LinkRecord(in: context.recordNamespace, showing: context.visible)
      return { message, json throws(NetlinkError) in
        guard let link = try LinkMessage(event: message) else { return false }
        try record.writeWithoutCounters(link, message.payload, to: &json)
        return true
      }
    })

  /// The record of a veth contains the index of its peer, and the kernel sends no event about one end
  /// when the other appears or goes.
  private static func changesOthers(
    _ message: borrowing Message, _ action: NotificationWriter.Action
  ) throws(NetlinkError) -> Bool {
    let attributes = try AttributeTable(message.payload, from: LinkMessage.size)
    switch action {
    case .added: return attributes.integer(LinkAttribute.link, as: UInt32.self) ?? 0 != 0
    case .changed: return false
    case .removed: return attributes[LinkAttribute.newNetnsID] != nil
    }
  }

  private static func writeMove(
    _ message: borrowing Message, to json: inout JSONWriter
  ) throws(NetlinkError) {
    let attributes = try AttributeTable(message.payload, from: LinkMessage.size)
    guard let netns = attributes.integer(LinkAttribute.newNetnsID, as: Int32.self) else { return }
    json.key("moved")
    json.beginObject()
    json.member("netnsID", Int(netns))
    if let index = attributes.integer(LinkAttribute.newIndex, as: UInt32.self) {
      json.member("index", index)
    }
    json.endObject()
  }
}

extension LinkMessage {
  /// The fixed part of a message about a link; nil for messages of a bridge about its ports
  /// (AF_BRIDGE): for those, RTM_DELLINK means that a port has left the bridge.
  init?(event message: borrowing Message) throws(NetlinkError) {
    guard let link = LinkMessage(message.payload) else {
      throw .malformed("ifinfomsg cut short", offset: 0)
    }
    guard link.family == 0 else { return nil }  // AF_UNSPEC
    self = link
  }
}
