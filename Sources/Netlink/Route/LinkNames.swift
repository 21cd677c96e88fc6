internal import Syscalls

/// The names of links.
public enum LinkNames {
  /// Whether a link has a name or an alternative name.
  /// - Parameter attributes: the attributes of the link's message.
  public static func contain(
    _ name: [UInt8], _ attributes: borrowing AttributeTable
  ) throws(NetlinkError) -> Bool {
    if attributes.text(LinkAttribute.name) == name { return true }
    guard let list = attributes[LinkAttribute.properties] else { return false }
    var cursor = AttributeCursor(list)
    while let property = try cursor.next() {
      guard property.type == LinkAttribute.alternativeName else { continue }
      if cursor.payload(property).beforeNUL.copied == name { return true }
    }
    return false
  }

  /// Calls `body` with the index and the name of each RTM_NEWLINK in a datagram of a link dump,
  /// without parsing whole messages. It stops at a malformed message. A message whose first attribute is not IFLA_IFNAME, as the kernel puts it, is
  /// skipped.
  public static func each(in datagram: RawSpan, _ body: (UInt32, [UInt8]) -> Void) {
    var messages = MessageCursor(datagram)
    while let message = try? messages.next() {
      guard message.header.type == RouteMessageType.newLink,
        let link = LinkMessage(message.payload)
      else { continue }
      var attributes = AttributeCursor(message.payload, from: LinkMessage.size)
      guard let first = try? attributes.next(), first.type == LinkAttribute.name else { continue }
      body(link.index, attributes.payload(first).beforeNUL.copied)
    }
  }
}
